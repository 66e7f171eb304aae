/// U * rho at the cell centres of a box by fast Fourier transforms: across periodic axes with U of
/// the shortest way around, along the others with nothing outside, on a box twice as long.
///
/// A cell acts on itself with the mean of U over it, which may be singular at zero. On a torus it
/// does so only if U is: with U(0) sums of a smooth, periodic U are right to all orders.
///
/// U must be even in each coordinate, as radial kernels are: it is then diagonal in the real
/// transforms of ``SpectralPlan``. Complexity: O(N log N), 2^d N numbers.
struct GridConvolution: Sendable {
  private let shape: [Int]
  private let padded: [Int]
  private let plan: SpectralPlan
  /// The eigenvalues, in the plan's order of coefficients, times the volume of a cell.
  private let eigenvalues: [Double]

  /// - Parameter kernel: the sum of the interactions, at a difference of points.
  /// - Throws: `nonFinite` where it has no finite value, `notApplicable` where it is not even in
  ///   each coordinate.
  init(
    axes: [GridAxis], periodicAxes: Set<Int> = [], kernel: ([Double]) -> Double
  ) throws(TransportError) {
    shape = axes.map(\.count)
    padded = axes.indices.map { (periodicAxes.contains($0) ? 1 : 2) * axes[$0].count }
    plan = SpectralPlan(shape: padded, bases: padded.map { _ in .periodic })
    let volume = axes.reduce(1) { $0 * $1.step }
    var values = [Double](repeating: 0, count: padded.reduce(1, *))
    for cell in values.indices {
      let offset = Self.offset(cell, padded, axes)
      let isZero = offset.allSatisfy { $0 == 0 }
      values[cell] = kernel(offset)
      if isZero, periodicAxes.isEmpty || !values[cell].isFinite {
        values[cell] = Self.mean(kernel, axes)
      }
      guard values[cell].isFinite else {
        throw .nonFinite(argument: "interaction", index: cell, value: values[cell])
      }
      guard isZero || Self.isEven(kernel, at: offset) else {
        throw .notApplicable(
          method: "interaction on a grid", reason: "U is not even in each coordinate",
          remedy: "Use particles, which take any even U.")
      }
    }
    plan.forward(&values)
    eigenvalues = Self.symmetric(values, padded).map { $0 * volume }
  }

  /// U * rho.
  func callAsFunction(_ density: [Double]) -> [Double] {
    var values = [Double](repeating: 0, count: eigenvalues.count)
    forEachCell { values[$1] = density[$0] }
    plan.forward(&values)
    for i in values.indices { values[i] *= eigenvalues[i] }
    plan.inverse(&values)
    var result = [Double](repeating: 0, count: density.count)
    forEachCell { result[$0] = values[$1] }
    return result
  }

  private func forEachCell(_ body: (_ cell: Int, _ place: Int) -> Void) {
    for cell in 0..<shape.reduce(1, *) {
      var (rest, place, stride) = (cell, 0, 1)
      for a in shape.indices.reversed() {
        place += rest % shape[a] * stride
        rest /= shape[a]
        stride *= padded[a]
      }
      body(cell, place)
    }
  }

  /// The difference of points that a place of the periodic kernel stands for.
  private static func offset(_ place: Int, _ padded: [Int], _ axes: [GridAxis]) -> [Double] {
    var (rest, result) = (place, [Double](repeating: 0, count: axes.count))
    for a in axes.indices.reversed() {
      let i = rest % padded[a]
      rest /= padded[a]
      result[a] = Double(min(i, padded[a] - i)) * axes[a].step
    }
    return result
  }

  private static func isEven(_ kernel: ([Double]) -> Double, at offset: [Double]) -> Bool {
    let value = kernel(offset)
    return offset.indices.allSatisfy { a in
      var mirrored = offset
      mirrored[a] = -mirrored[a]
      return abs(kernel(mirrored) - value) <= 1e-12 * abs(value)
    }
  }

  /// The mean of U over the cell about zero, where U itself may be infinite.
  private static func mean(_ kernel: ([Double]) -> Double, _ axes: [GridAxis]) -> Double {
    let rules = axes.map { GaussLegendre.nodes(from: -$0.step / 2, to: $0.step / 2, pieces: 2) }
    var points: [(point: [Double], weight: Double)] = [([], 1)]
    for (rule, axis) in zip(rules, axes) {
      points = points.flatMap { old in
        rule.map { (old.point + [$0.position], old.weight * $0.weight / axis.step) }
      }
    }
    return points.reduce(0) { $0 + $1.weight * kernel($1.point) }
  }

  /// Cosine coefficients k of an even array are its eigenvalues for the waves k and n - k.
  private static func symmetric(_ coefficients: [Double], _ shape: [Int]) -> [Double] {
    coefficients.indices.map { index in
      var (rest, place, stride) = (index, 0, 1)
      for n in shape.reversed() {
        let i = rest % n
        place += min(i, n - i) * stride
        rest /= n
        stride *= n
      }
      return coefficients[place]
    }
  }
}
