/// The symmetric positive definite A with A S0 A = S1, from Cholesky factors of S0 and S1.
struct BuresMap {
  /// A.
  let matrix: Matrix
  /// A = R R'.
  let factor: Cholesky
  private let source: Matrix
  private let target: Matrix
  /// The orthogonal factor U V' of L1' L0.
  private let rotation: Matrix

  /// Computes A.
  ///
  /// - Throws: `notPositiveDefinite` where L1' L0 is singular or A is not positive definite in
  ///   floating point.
  init(source: Matrix, target: Matrix) throws(TransportError) {
    // Factors of size 1 keep the product from over- and underflowing.
    let (sourceScale, targetScale) = (source.largestMagnitude, target.largestMagnitude)
    let left = source.scaled(by: 1 / sourceScale)
    let right = target.scaled(by: 1 / targetScale)
    guard let root = Cholesky(lower: left),
      let svd = SingularValueDecomposition(right.transposed * left)
    else { throw Self.degenerate }
    let weighted = svd.right.transposed.scalingRows(by: svd.values.map { $0.squareRoot() })
    let half = root.solveLowerTransposed(weighted.transposed)
    let product = (half * half.transposed).scaled(by: targetScale / sourceScale)
    (matrix, factor) = try Self.positiveDefinite(product.symmetricPart)
    rotation = svd.left * svd.right.transposed
    self.source = source
    self.target = target
  }

  private static let degenerate = TransportError.notPositiveDefinite(
    argument: "product of the covariances", smallestEigenvalue: 0)

  /// A, with its diagonal raised by the least power-of-two multiple of n ulp that makes its
  /// Cholesky factorisation succeed: none unless A is singular to rounding. Any such A is feasible.
  private static func positiveDefinite(
    _ matrix: Matrix
  ) throws(TransportError) -> (Matrix, Cholesky) {
    if let factor = Cholesky(matrix) { return (matrix, factor) }
    var raise = Double(matrix.rows) * .ulpOfOne
    while raise < 1 {
      var raised = matrix
      for i in 0..<matrix.rows { raised[i, i] *= 1 + raise }
      if let factor = Cholesky(raised) { return (raised, factor) }
      raise *= 2
    }
    throw degenerate
  }

  /// A S0 A - S1.
  private var residual: Matrix {
    let pushed = matrix * source
    return pushed * pushed.transposed - target * target.transposed
  }

  /// |A S0 A - S1|_F / |S1|_F.
  var marginalError: Double {
    let scale = (target * target.transposed).largestMagnitude
    let unit = 1 / scale
    let reference = (target * target.transposed).scaled(by: unit).squaredFrobeniusNorm
    return (residual.scaled(by: unit).squaredFrobeniusNorm / reference).squareRoot()
  }

  /// The cost of the coupling of the rotation, and the dual value of A's potentials, per unit mass.
  func bounds(shift: Double) -> (upper: Double, lower: Double) {
    let upper = (source - target * rotation).squaredFrobeniusNorm
    let (plain, corrected) = (tracesDual, displacementDual)
    let lower = plain.error < corrected.error ? plain.value : corrected.value
    return (shift + upper, shift + lower)
  }

  /// tr S0 + tr S1 - tr(A S0) - tr(A^-1 S1), all positive terms: its rounding is relative to them.
  private var tracesDual: (value: Double, error: Double) {
    let variances = source.squaredFrobeniusNorm + target.squaredFrobeniusNorm
    let products =
      (factor.lower.transposed * source).squaredFrobeniusNorm
      + factor.solveLower(target).squaredFrobeniusNorm
    return (variances - products, .ulpOfOne * (variances + products))
  }

  /// The same number as |(I - A) L0|_F^2 + tr((I - A^-1)(S1 - A S0 A)), which does not cancel when
  /// A is near the identity.
  private var displacementDual: (value: Double, error: Double) {
    let difference = matrix - Matrix.identity(matrix.rows)
    let displacement = (difference * source).squaredFrobeniusNorm
    let inverseDifference = factor.solve(difference)
    let correction = compensatedDot(inverseDifference.elements, residual.transposed.elements)
    let rounding =
      inverseDifference.squaredFrobeniusNorm.squareRoot() * target.squaredFrobeniusNorm
    return (displacement - correction, .ulpOfOne * (displacement + rounding))
  }
}

extension Matrix {
  /// The largest |M_ij|.
  var largestMagnitude: Double { elements.reduce(0) { max($0, abs($1)) } }
}
