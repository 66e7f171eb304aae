import Foundation

/// log eta and its gradient anywhere in the target box, by cubic convolution of log eta at the cell
/// centres.
///
/// Along each axis four neighbours are weighted by Keys' kernel with a = -1/2. The interpolant is
/// continuously differentiable, exact for quadratics - so for a Gaussian eta - and off by O(h^3);
/// in logarithms it stays positive. Two layers of cells beyond the box continue log eta
/// periodically, or by the quadratic through the last three cells. Source: Keys, "Cubic convolution
/// interpolation" (1981).
final class LogDensity: @unchecked Sendable {
  // Unchecked, because nothing writes to `values` after init.
  private let dimension: Int
  private let isPeriodic: Bool
  private let lower: SIMD3<Double>
  private let cellsPerUnit: SIMD3<Double>
  private let shape: SIMD3<Int>
  private let strides: SIMD3<Int>
  private let values: ScratchArray<Double>

  /// eta must be above zero.
  init(_ density: GridDensity, isPeriodic: Bool) {
    dimension = density.dimension
    self.isPeriodic = isPeriodic
    var lower = SIMD3<Double>.zero
    var scale = SIMD3<Double>(repeating: 1)
    var shape = SIMD3<Int>(repeating: 1)
    for k in 0..<density.dimension {
      lower[k] = density.box.lower[k]
      shape[k] = density.shape[k]
      scale[k] = Double(density.shape[k]) / density.box.sides[k]
    }
    (self.lower, cellsPerUnit, self.shape) = (lower, scale, shape)
    let padded = Self.padded(density, isPeriodic: isPeriodic)
    values = ScratchArray(padded.values)
    strides = padded.strides
  }

  /// Logarithms with two more cells on either side of each axis.
  private static func padded(
    _ density: GridDensity, isPeriodic: Bool
  ) -> (values: [Double], strides: SIMD3<Int>) {
    var shape = density.shape
    var values = density.values.map { log($0) }
    for k in shape.indices {
      let inner = shape[(k + 1)...].reduce(1, *)
      values = pad(values, count: shape[k], inner: inner, isPeriodic: isPeriodic)
      shape[k] += 4
    }
    var strides = SIMD3<Int>.zero
    for k in shape.indices { strides[k] = shape[(k + 1)...].reduce(1, *) }
    return (values, strides)
  }

  /// Pads one axis of `count` slices of `inner` numbers each.
  private static func pad(
    _ values: [Double], count n: Int, inner: Int, isPeriodic: Bool
  ) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(values.count / n * (n + 4))
    for block in stride(from: 0, to: values.count, by: n * inner) {
      for i in -2..<n + 2 {
        let weights =
          isPeriodic ? [((i + 2 * n) % n, 1.0)] : continuation(i, count: n)
        for j in 0..<inner {
          result.append(weights.reduce(0) { $0 + $1.1 * values[block + $1.0 * inner + j] })
        }
      }
    }
    return result
  }

  /// The value at index i, in or beyond 0..<n, of the polynomial of degree at most 2 through the
  /// nearest cells.
  private static func continuation(_ i: Int, count n: Int) -> [(Int, Double)] {
    if (0..<n).contains(i) { return [(i, 1)] }
    let start = i < 0 ? 0 : max(0, n - 3)
    let nodes = Array(start..<min(n, start + 3))
    return nodes.map { node in
      (node, nodes.filter { $0 != node }.reduce(1.0) { $0 * Double(i - $1) / Double(node - $1) })
    }
  }

  /// log eta and its gradient at y; beyond the box, at its nearest point.
  @inline(__always)
  func callAsFunction(_ y: SIMD3<Double>) -> (value: Double, gradient: SIMD3<Double>) {
    let (origin, fraction) = cell(of: y)
    switch dimension {
    case 1:
      let line = line(origin, Keys(fraction.x))
      return (line.x, SIMD3(line.y, 0, 0) * cellsPerUnit)
    case 2:
      let plane = plane(origin, Keys(fraction.x), strides.x, Keys(fraction.y))
      return (plane.x, SIMD3(plane.y, plane.z, 0) * cellsPerUnit)
    default:
      let space = space(origin, Keys(fraction.x), Keys(fraction.y), Keys(fraction.z))
      return (space.x, SIMD3(space.y, space.z, space.w) * cellsPerUnit)
    }
  }

  /// The first of the four neighbours along each axis, in the padded array, and where y lies
  /// between the second and the third.
  @inline(__always)
  private func cell(of y: SIMD3<Double>) -> (origin: Int, fraction: SIMD3<Double>) {
    var position = (y - lower) * cellsPerUnit
    let extent = SIMD3<Double>(shape)
    if isPeriodic { position -= extent * (position / extent).rounded(.down) }
    // An overflow in a trial step must not reach the indices.
    position.replace(with: 0, where: position .!= position)
    position = position.clamped(lowerBound: .zero, upperBound: extent) - 0.5
    let floor = position.rounded(.down)
    var origin = 0
    for k in 0..<dimension { origin += (Int(floor[k]) + 1) * strides[k] }
    return (origin, position - floor)
  }

  /// (value, derivative) along the last axis.
  @inline(__always)
  private func line(_ start: Int, _ keys: Keys) -> SIMD2<Double> {
    let row = SIMD4(values[start], values[start + 1], values[start + 2], values[start + 3])
    return SIMD2((row * keys.weights).sum(), (row * keys.slopes).sum())
  }

  /// (value, derivatives) along the last two axes.
  @inline(__always)
  private func plane(_ start: Int, _ first: Keys, _ stride: Int, _ last: Keys) -> SIMD3<Double> {
    var result = SIMD3<Double>.zero
    for i in 0..<4 {
      let line = line(start + i * stride, last)
      result += SIMD3(
        line.x * first.weights[i], line.x * first.slopes[i], line.y * first.weights[i])
    }
    return result
  }

  /// (value, derivatives) along three axes.
  @inline(__always)
  private func space(_ start: Int, _ x: Keys, _ y: Keys, _ z: Keys) -> SIMD4<Double> {
    var result = SIMD4<Double>.zero
    for i in 0..<4 {
      let plane = plane(start + i * strides.x, y, strides.y, z)
      result += SIMD4(
        plane.x * x.weights[i], plane.x * x.slopes[i], plane.y * x.weights[i],
        plane.z * x.weights[i])
    }
    return result
  }

  /// Keys' weights of four neighbours, and their derivatives, at t between the second and the
  /// third.
  private struct Keys {
    let weights: SIMD4<Double>
    let slopes: SIMD4<Double>

    @inline(__always)
    init(_ t: Double) {
      weights = SIMD4(
        t * (-0.5 + t * (1 - 0.5 * t)), 1 + t * t * (1.5 * t - 2.5),
        t * (0.5 + t * (2 - 1.5 * t)), t * t * (0.5 * t - 0.5))
      slopes = SIMD4(
        -0.5 + t * (2 - 1.5 * t), t * (4.5 * t - 5), 0.5 + t * (4 - 4.5 * t), t * (1.5 * t - 1))
    }
  }
}
