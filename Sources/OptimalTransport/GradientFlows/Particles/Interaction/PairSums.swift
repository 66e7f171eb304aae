import Foundation

/// U * rho and its gradient at the particles of rho themselves, the fastest way that U allows.
///
/// | U | sum | cost |
/// |---|---|---|
/// | quadratic | by the mean and the variance | O(n d) |
/// | Gaussian | fused kernels, distant blocks passed over | O(n^2 d) at worst |
/// | log, 1/r in d <= 3 | all pairs to 2000 particles, a tree beyond | O(n log n) |
/// | others | all pairs | O(n^2 d) |
///
/// A particle does not act on itself where U is singular; a smooth U acts with U(0).
struct PairSums {
  private let points: Matrix
  private let weights: [Double]
  /// Above, a tree is faster than all pairs, and its error is below that of sampling.
  private static let treeCount = 2000

  init(_ points: Matrix, weights: [Double]) {
    self.points = points
    self.weights = weights
  }

  /// - Parameter isExact: sums all pairs, for a search that needs consistent values.
  /// - Throws: `nonFinite` where U is not finite at two distinct particles.
  func field(
    of kernel: InteractionKernel, isExact: Bool = false
  ) throws(TransportError) -> PairField {
    let field = uncheckedField(of: kernel, isExact: isExact)
    try checkFinite(field.potential, argument: "interaction potential at particle")
    try checkFinite(field.gradient.elements, argument: "interaction gradient")
    return field
  }

  private func uncheckedField(of kernel: InteractionKernel, isExact: Bool) -> PairField {
    switch kernel.form {
    case .quadratic(let strength): quadratic(strength)
    case .gaussian(let strength, let width): gaussian(strength, width)
    case .powers(let attraction, let repulsion): powers(attraction, repulsion)
    case .logarithmic(let strength): tree(.logarithm, strength, isExact)
    case .coulomb(let strength): tree(.coulomb, strength, isExact)
    case .general: general(kernel)
    }
  }

  /// (a/2) sum_j w_j |x - x_j|^2 = (a/2) (W |x - m|^2 + sum_j w_j |x_j - m|^2).
  private func quadratic(_ strength: Double) -> PairField {
    let d = points.columns
    let mass = weights.compensatedSum()
    let mean = (0..<d).map { k in
      (0..<points.rows).lazy.map { weights[$0] / mass * points[$0, k] }.compensatedSum()
    }
    var gradient = points
    for i in 0..<points.rows {
      for k in 0..<d { gradient[i, k] = points[i, k] - mean[k] }
    }
    let squares = (0..<points.rows).map { i in
      (0..<d).reduce(0) { $0 + gradient[i, $1] * gradient[i, $1] }
    }
    let spread = compensatedDot(weights, squares)
    return PairField(
      potential: squares.map { strength / 2 * (mass * $0 + spread) },
      gradient: gradient.scaled(by: strength * mass))
  }

  /// A sum_j w_j G_ij, whose gradient is that of G: (sum_j w_j G_ij x_j - x sum_j w_j G_ij) / w^2.
  private func gaussian(_ strength: Double, _ width: Double) -> PairField {
    let (n, d) = (points.rows, points.columns)
    let sums = GaussianSums(rows: points, columns: points, variance: width * width)
    let zeros = [Double](repeating: 0, count: n)
    let total = sums.columns(of: weights, rowLogs: zeros, columnLogs: zeros)
    var gradient = Matrix(repeating: 0, rows: n, columns: d)
    for k in 0..<d {
      // Relative to one particle, so that a cloud far from the origin loses no digits.
      let along = (0..<n).map { points[$0, k] - points[0, k] }
      let moment = sums.columns(
        of: zip(weights, along).map { $0 * $1 }, rowLogs: zeros, columnLogs: zeros)
      for i in 0..<n {
        gradient[i, k] = strength / (width * width) * (moment[i] - along[i] * total[i])
      }
    }
    return PairField(potential: total.map { strength * $0 }, gradient: gradient)
  }

  private func tree(
    _ kernel: TreeSum.Kernel, _ strength: Double, _ isExact: Bool
  ) -> PairField {
    let allPairs = isExact || points.rows <= Self.treeCount || points.columns > 3
    let sum = TreeSum(
      uncheckedPoints: points, weights: weights, kernel: kernel, opening: allPairs ? 0 : 0.5)
    return sum.fieldAtCharges().scaled(by: strength)
  }

  private func powers(_ attraction: Double, _ repulsion: Double) -> PairField {
    allPairs { square in
      let (p, q) = (Self.power(square, attraction), Self.power(square, repulsion))
      return (p / attraction - q / repulsion, (p - q) / square)
    }
  }

  /// r^p from r^2.
  @inline(__always)
  private static func power(_ square: Double, _ exponent: Double) -> Double {
    if exponent == 2 { return square }
    if exponent == 1 { return square.squareRoot() }
    return exponent == 4 ? square * square : pow(square, exponent / 2)
  }

  /// A radial kernel, from r^2 to U and U' / r; nothing at r = 0.
  private func allPairs(_ radial: (Double) -> (value: Double, slope: Double)) -> PairField {
    let (n, d) = (points.rows, points.columns)
    let points = ScratchArray(points.elements)
    let weights = ScratchArray(weights)
    let sums = ParallelLoop.chunkedMap(count: n, grain: max(1, 4096 / n)) { range in
      let z = ScratchArray(repeating: 0.0, count: d)
      let row = ScratchArray(repeating: 0.0, count: d + 3)
      var result: [Double] = []
      for i in range {
        for k in 0..<d + 1 { row[k] = 0 }
        for j in 0..<n {
          var square = 0.0
          for k in 0..<d {
            z[k] = points[i * d + k] - points[j * d + k]
            square += z[k] * z[k]
          }
          guard square > 0 else { continue }
          let (value, slope) = radial(square)
          row[d] += weights[j] * value
          for k in 0..<d { row[k] += weights[j] * slope * z[k] }
        }
        for k in 0..<d + 3 { result.append(row[k]) }
      }
      return result
    }
    return PairField(sums: sums, count: n, dimension: d)
  }

  /// A user's kernel, through its closures.
  private func general(_ kernel: InteractionKernel) -> PairField {
    let (n, d) = (points.rows, points.columns)
    let rows = (0..<n).map { points.row($0) }
    let sums = ParallelLoop.chunkedMap(count: n, grain: max(1, 256 / n)) { range in
      range.flatMap { i in
        var row = [Double](repeating: 0, count: d + 3)
        for j in 0..<n where weights[j] > 0 {
          let z = (0..<d).map { rows[i][$0] - rows[j][$0] }
          let value = kernel.value(z)
          // At the particle itself a singular kernel has no value, and an even one no slope.
          if i != j || value.isFinite { row[d] += weights[j] * value }
          if i == j { continue }
          for (k, slope) in kernel.gradient(z).enumerated() { row[k] += weights[j] * slope }
        }
        return row
      }
    }
    return PairField(sums: sums, count: n, dimension: d)
  }
}
