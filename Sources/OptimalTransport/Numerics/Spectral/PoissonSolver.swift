import Foundation

/// Solves -lap u = r on a box of cells, and equations of the form (a - b lap) u = r.
///
/// The Laplacian is the second difference (u_{i+1} - 2 u_i + u_{i-1}) / h^2 along each axis, the
/// divergence of the difference gradient on faces, so a field minus the gradient of the solution is
/// divergence-free to rounding; or the derivative of the trigonometric interpolant, exact for
/// smooth functions. Both are diagonal in the axes' bases.
struct PoissonSolver: Sendable {
  enum Laplacian: Sendable { case secondDifference, spectral }

  let plan: SpectralPlan
  /// What each wave along an axis adds to the eigenvalue of -lap, never below zero.
  let terms: [[Double]]

  /// - Parameters:
  ///   - shape: values along each axis.
  ///   - sides: lengths of the box.
  init(
    shape: [Int], sides: [Double], bases: [AxisBasis], laplacian: Laplacian = .secondDifference
  ) {
    plan = SpectralPlan(shape: shape, bases: bases)
    terms = shape.indices.map { k -> [Double] in
      let cells = Double(bases[k].cells(count: shape[k]))
      return bases[k].waveNumbers(count: shape[k]).map { wave in
        let root =
          switch laplacian {
          case .secondDifference: 2 * sin(wave / (2 * cells)) * cells / sides[k]
          case .spectral: wave / sides[k]
          }
        return root * root
      }
    }
  }

  /// The eigenvalues of -lap, in the plan's order of coefficients.
  var eigenvalues: [Double] { outerSum(terms) }

  /// u of mean zero with -lap u = r - mean(r), where constants are in the kernel; else u with -lap
  /// u = r.
  func solve(_ right: [Double]) -> [Double] {
    var u = right
    plan.apply(terms, to: &u) { $0 > 0 ? 1 / $0 : 0 }
    return u
  }

  /// The same in place.
  func solve(inPlace values: PaddedArray<Double>) {
    plan.apply(terms, to: values) { $0 > 0 ? 1 / $0 : 0 }
  }

  /// u with (a - b lap) u = r; a > 0, b >= 0.
  func solve(_ right: [Double], constant a: Double, diffusion b: Double) -> [Double] {
    var u = right
    plan.apply(terms, to: &u) { 1 / (a + b * $0) }
    return u
  }
  /// The same in place.
  func solve(inPlace values: PaddedArray<Double>, constant a: Double, diffusion b: Double) {
    plan.apply(terms, to: values) { 1 / (a + b * $0) }
  }
}
