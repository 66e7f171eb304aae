/// The optimal linear coupling of N(0, S0) and N(0, S1), S0 = L0 L0' and S1 = L1 L1' of any rank.
///
/// Any coupling has a cross-covariance L0 Q' L1' with a contraction Q, r1 x r0, and costs
/// tr S0 + tr S1 - 2 tr(Q' L1' L0); the largest trace is that of the singular values of L1' L0 =
/// U D V', at Q = U V' with as many columns as both have. Q z is then a function of z, and
/// T = L1 Q L0^+ a map, exactly when Q Q' = I, that is when r1 <= r0.
struct BuresCoupling {
  /// Q = U V', of the largest rank, r1 x r0.
  let rotation: Matrix
  /// The decomposition of L1' L0; nil when one of the two is a point.
  let decomposition: FullSingularValueDecomposition?
  private let source: Matrix
  private let target: Matrix

  /// Decomposes L1' L0; entries below 1e154, so that their products are finite, are the caller's
  /// to check.
  init(_ source: Covariance, _ target: Covariance) {
    let svd = FullSingularValueDecomposition(target.factor.transposed * source.factor)
    self.source = source.factor
    self.target = target.factor
    decomposition = svd
    guard let svd else {
      rotation = Matrix(repeating: 0, rows: target.rank, columns: source.rank)
      return
    }
    let shared = Array(0..<min(source.rank, target.rank))
    rotation =
      svd.left.transposed.selecting(shared).transposed * svd.right.transposed.selecting(shared)
  }

  /// |L0 - L1 Q|_F^2 + |L1|_F^2 - |L1 Q|_F^2: the cost of the coupling, which subtracts entries and
  /// not traces where the ranks agree.
  var upperBound: Double {
    guard source.columns > 0 else { return target.squaredFrobeniusNorm }
    let turned = target * rotation
    let rest = target.columns > source.columns ? unreachedVariance : 0
    return (source - turned).squaredFrobeniusNorm + rest
  }

  /// |L1 (I - Q'Q)^1/2|_F^2, the part of the target that is independent of the source.
  private var unreachedVariance: Double {
    guard let decomposition else { return target.squaredFrobeniusNorm }
    let beyond = Array(source.columns..<target.columns)
    let directions = decomposition.left.transposed.selecting(beyond).transposed
    return (target * directions).squaredFrobeniusNorm
  }

  /// tr S0 + tr S1 - sum_i (e_i |v_i|^2 + |L1' L0 v_i|^2 / e_i), for any e_i > 0 a feasible dual
  /// value: that of x'(I - A)x and y'(I - A^-1)y with A = L0'^-1 V diag(e) V' L0^-1 on the source's
  /// subspace. With e_i the singular values it is the optimum; zeros are raised to 2^-52 of the
  /// scale.
  var lowerBound: Double {
    let traces = source.squaredFrobeniusNorm + target.squaredFrobeniusNorm
    guard let decomposition else { return traces }
    let product = target.transposed * source * decomposition.right
    let floor = 0x1p-52 * (source.squaredFrobeniusNorm * target.squaredFrobeniusNorm).squareRoot()
    var sum = CompensatedSum()
    for k in 0..<source.columns {
      let value = k < decomposition.values.count ? decomposition.values[k] : 0
      let raised = max(value, floor)
      guard raised > 0 else { continue }
      let (image, direction) = (column(product, k), column(decomposition.right, k))
      sum.add(raised * compensatedDot(direction, direction))
      sum.add(compensatedDot(image, image) / raised)
    }
    return traces - sum.value
  }

  private func column(_ matrix: Matrix, _ k: Int) -> [Double] {
    (0..<matrix.rows).map { matrix[$0, k] }
  }
}

extension Covariance {
  /// The squared Bures distance tr(S0 + S1 - 2 (S0^1/2 S1 S0^1/2)^1/2), as a bracket.
  ///
  /// It is W2^2 of N(0, S0) and N(0, S1). Singular covariances are ordinary input: the distance is
  /// continuous there, and the bracket is computed from factors S = L L' without dividing by what
  /// vanishes. `upperBound` is the cost of a coupling, `lowerBound` the value of feasible quadratic
  /// potentials; they differ by rounding of the traces at most, `resolution`. Complexity: O(d^3).
  ///
  /// Source: Bhatia, Jain and Lim 2019, "On the Bures-Wasserstein distance".
  /// - Throws: `shapeMismatch`; `invalidCost` where the distance overflows.
  public func squaredBuresDistance(to target: Covariance) throws(TransportError) -> Certificate {
    guard dimension == target.dimension else {
      throw .shapeMismatch(
        argument: "target covariance", expected: "\(dimension) x \(dimension), as the source has",
        found: "\(target.dimension) x \(target.dimension)")
    }
    let scale = max(matrix.largestMagnitude, target.matrix.largestMagnitude).squareRoot()
    guard scale > 0 else {
      return Certificate(upperBound: 0, lowerBound: 0, marginalError: 0, dualInfeasibility: 0)
    }
    let bounds = BuresCoupling(scaled(by: 1 / scale), target.scaled(by: 1 / scale))
    let upper = bounds.upperBound * scale * scale
    guard upper.isFinite else {
      throw .invalidCost(argument: "Bures distance", row: 0, column: 0, value: upper)
    }
    return Certificate(
      upperBound: upper, lowerBound: max(bounds.lowerBound * scale * scale, 0), marginalError: 0,
      dualInfeasibility: 0, resolution: 0x1p-48 * (matrix.trace + target.matrix.trace))
  }

  /// s^2 S, by scaling the factor.
  private func scaled(by s: Double) -> Covariance {
    Covariance(
      matrix: matrix.scaled(by: s).scaled(by: s), factor: factor.scaled(by: s),
      leftInverse: leftInverse.scaled(by: 1 / s))
  }
}
