/// Solves A x = b for a symmetric positive semidefinite A, given by its products, by conjugate
/// gradients with a preconditioner M^-1 (Hestenes and Stiefel 1952).
///
/// Stops when |r|_{M^-1} <= tolerance |b|_{M^-1}, at the iteration limit, or where rounding has
/// made A look indefinite. A singular A is fine as long as b lies in its range.
enum ConjugateGradients {
  struct Result {
    var solution: [Double]
    var iterations: Int
    /// Whether the tolerance was met.
    var isConverged: Bool
  }

  static func solve(
    _ b: [Double], tolerance: Double, iterationLimit: Int, preconditioner: ([Double]) -> [Double],
    product: ([Double]) -> [Double]
  ) -> Result {
    var x = [Double](repeating: 0, count: b.count)
    var residual = b
    var z = preconditioner(residual)
    var direction = z
    var squared = dot(residual, z)
    let goal = tolerance * tolerance * squared
    guard squared > 0, squared.isFinite else {
      return Result(solution: x, iterations: 0, isConverged: squared == 0)
    }
    for iteration in 1...max(1, iterationLimit) {
      let image = product(direction)
      let curvature = dot(direction, image)
      guard curvature > 0, curvature.isFinite else {
        return Result(solution: x, iterations: iteration, isConverged: false)
      }
      let step = squared / curvature
      for i in x.indices {
        x[i] += step * direction[i]
        residual[i] -= step * image[i]
      }
      z = preconditioner(residual)
      let next = dot(residual, z)
      if !(next > goal) {
        return Result(solution: x, iterations: iteration, isConverged: next >= 0)
      }
      let ratio = next / squared
      for i in x.indices { direction[i] = z[i] + ratio * direction[i] }
      squared = next
    }
    return Result(solution: x, iterations: iterationLimit, isConverged: false)
  }

  private static func dot(_ x: [Double], _ y: [Double]) -> Double {
    var sum = 0.0
    for i in x.indices { sum += x[i] * y[i] }
    return sum
  }
}
