/// A matrix on the cells of a grid that couples each cell with itself and its neighbours along the
/// axes, and weighted sums of its powers.
///
/// All entries are >= 0, so no sum cancels: each is exact to a few ulp for every addition it takes,
/// however small it is beside its neighbours, down to underflow.
///
/// Unsafe inside: `ScratchArray` rows of `count + 2 pad` numbers, of which `pad` at either end stay
/// zero, so that neighbours beyond the first and last cell exist.
struct ChainStencil: Sendable {
  /// The diagonal.
  private let center: [Double]
  private let arms: [Arm]

  /// The entries towards lower and upper neighbours along an axis, and how far those are in the
  /// array.
  private struct Arm {
    let stride: Int
    let lower: [Double]
    let upper: [Double]
  }

  /// Entries from each cell up and down the axes, zero through walls.
  ///
  /// - Parameter transposed: whether (P' x) is meant: sums over where mass comes from.
  init(
    center: [Double], up: [[Double]], down: [[Double]], strides: [Int], transposed: Bool
  ) {
    self.center = center
    arms = strides.indices.map { k in
      let step = strides[k]
      return transposed
        ? Arm(
          stride: step, lower: Self.shifted(up[k], by: step),
          upper: Self.shifted(down[k], by: -step))
        : Arm(stride: step, lower: down[k], upper: up[k])
    }
  }

  /// out[i] = values[i - step], zero beyond the ends.
  private static func shifted(_ values: [Double], by step: Int) -> [Double] {
    values.indices.map { values.indices.contains($0 - step) ? values[$0 - step] : 0 }
  }

  /// sum_r weights[r] P^r x.
  func polynomial(_ weights: [Double], _ x: [Double]) -> [Double] {
    var sum = x.map { $0 * weights[0] }
    powers(x, count: weights.count - 1) { r, power, pad in
      let weight = weights[r]
      guard weight > 0 else { return }
      for i in sum.indices { sum[i] += weight * power[i + pad] }
    }
    return sum
  }

  /// x, P x, ..., P^n x.
  func powers(_ x: [Double], count: Int) -> [[Double]] {
    var result = [x]
    powers(x, count: count) { _, power, pad in result.append(power.slice(from: pad, count: x.count))
    }
    return result
  }

  /// Calls `body` with P^r x for r = 1...count.
  private func powers(
    _ x: [Double], count: Int, _ body: (Int, borrowing ScratchArray<Double>, Int) -> Void
  ) {
    guard count > 0 else { return }
    let pad = arms.map(\.stride).max() ?? 0
    let zeros = [Double](repeating: 0, count: pad)
    let even = ScratchArray(zeros + x + zeros)
    let odd = ScratchArray(repeating: 0.0, count: x.count + 2 * pad)
    for r in 1...count {
      if r % 2 == 1 {
        step(from: even, to: odd, pad: pad)
        body(r, odd, pad)
      } else {
        step(from: odd, to: even, pad: pad)
        body(r, even, pad)
      }
    }
  }

  /// y = P x, in ranges of cells that fit the caches.
  private func step(
    from x: borrowing ScratchArray<Double>, to y: borrowing ScratchArray<Double>, pad: Int
  ) {
    let (input, output) = (x.base + pad, y.base + pad)
    center.withUnsafeBufferPointer { center in
      ParallelLoop.run(count: center.count, grain: 1 << 13) { range in
        for i in range { output[i] = center[i] * input[i] }
        for arm in arms { Self.add(arm, input, output, range) }
      }
    }
  }

  /// output += the entries along one axis times input.
  private static func add(
    _ arm: Arm, _ input: UnsafeMutablePointer<Double>, _ output: UnsafeMutablePointer<Double>,
    _ range: Range<Int>
  ) {
    let (below, above) = (input - arm.stride, input + arm.stride)
    arm.lower.withUnsafeBufferPointer { lower in
      arm.upper.withUnsafeBufferPointer { upper in
        for i in range { output[i] += lower[i] * below[i] + upper[i] * above[i] }
      }
    }
  }
}
