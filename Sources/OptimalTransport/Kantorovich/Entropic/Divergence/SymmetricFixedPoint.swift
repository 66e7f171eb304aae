import Foundation

/// The one potential of the transport of a measure to itself, phi = T(phi) with
/// T(phi)_i = -eps log sum_j a_j exp((phi_j - c_ij) / eps), by the averaged recursion phi <- (phi + T(phi)) / 2.
///
/// Near its fixed point T contracts by -W, W = D_a^-1 P. Where exp(-c / eps) is positive definite the eigenvalues of W lie in
/// [0, 1], those of the recursion, (1 - w) / 2, in [0, 1/2]: every pass halves the error, at every eps, where Sinkhorn's own
/// recursion takes O(1 / eps) passes. Its start phi = 0 is right up to O(eps) when the points are distinct. Under
/// another cost the recursion may be slow; it then stops at `passLimit`, and Sinkhorn goes on from there.
///
/// Complexity: one pass over the pairs an iteration.
/// Source: Feydy et al. (2019), section 3; Knight, Ruiz and Ucar, "A symmetry preserving algorithm for
/// matrix scaling" (2014).
struct SymmetricFixedPoint {
  /// phi.
  private(set) var potential: [Double]
  /// |P 1 - a|_1 / mass before the last average.
  private(set) var error = Double.infinity

  /// An error of one halves fifty times on its way to 1e-15.
  private static let passLimit = 100

  init(_ problem: TransportProblem, kernel: GibbsKernel, epsilon: Double, tolerance: Double) {
    let a = problem.sourceWeights
    let shift = a.map { $0 > 0 ? epsilon * log($0) : -.infinity }
    potential = [Double](repeating: 0, count: a.count)
    var transform: [Double]?
    for _ in 0..<Self.passLimit {
      let next = kernel.sourceTransform(
        zip(potential, shift).map { $0 + $1 }, epsilon: epsilon, near: transform)
      var sum = 0.0
      for i in a.indices where a[i] > 0 {
        sum += abs(a[i] * expm1((potential[i] - next[i]) / epsilon))
      }
      for i in a.indices { potential[i] = potential[i] / 2 + next[i] / 2 }
      error = sum / problem.mass
      transform = next
      if error <= tolerance || Task.isCancelled { break }
    }
  }
}

extension Sinkhorn {
  /// Solves the transport of a measure to itself, from the averaged recursion's fixed point.
  ///
  /// What is returned is an ordinary solution, with its certificate; its iterations are those after the recursion.
  func solveSymmetric(
    _ problem: TransportProblem, progress: ProgressHandler?
  ) throws(TransportError) -> EntropicSolution {
    let epsilon = try regularization.epsilon(in: problem.geometry)
    let fixedPoint = SymmetricFixedPoint(
      problem, kernel: GibbsKernel(problem.geometry, precision: precision), epsilon: epsilon,
      tolerance: tolerance)
    let f = zip(fixedPoint.potential, problem.sourceWeights).map { phi, a in
      a > 0 ? phi + epsilon * log(a) : -.infinity
    }
    var solver = self
    solver.start = .potentials(SchrodingerPotentials(uncheckedF: f, g: f, epsilon: epsilon))
    return try solver.solve(problem, progress: progress)
  }
}
