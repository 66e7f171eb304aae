extension EntropicSolution {
  /// The gradient of OT_eps = min <C, P> + eps KL(P | a x b) in the points: sum_j P_ij grad_x c(x_i, y_j), and likewise
  /// in y_j.
  ///
  /// By the envelope theorem the optimal plan may be held fixed. The error is of first order in the marginal error, where
  /// that of the value is of second: ask for a smaller `tolerance` than for values.
  ///
  /// Complexity: 2 (d + 1) passes over the pairs for the squared Euclidean cost, none stored; else 2 passes of O(d) a
  /// pair.
  /// - Throws: `notApplicable` for a custom cost or a matrix of costs.
  public func pointGradient() throws(TransportError) -> PointGradient {
    try plan.pointGradient()
  }

  /// The gradient of OT_eps = min <C, P> + eps KL(P | a x b) in the masses: the potentials relative to a x b,
  /// phi = f - eps log a and psi = g - eps log b, of mean zero.
  ///
  /// They are evaluated as soft c-transforms, phi_i = -eps log sum_j exp((g_j - c_ij) / eps), and so are finite at
  /// atoms without mass. In the other convention, <C, P> + eps <P, log P - 1>, the gradient is f and g, infinite there.
  ///
  /// Complexity: 2 passes over the pairs.
  public func weightGradient() -> WeightGradient {
    let (phi, psi) = plan.relativePotentials()
    return WeightGradient(source: phi, target: psi)
  }
}

extension EntropicPlan {
  /// phi and psi with P_ij = a_i b_j exp((phi_i + psi_j - c_ij) / eps), each the soft c-transform of the other side.
  func relativePotentials() -> (source: [Double], target: [Double]) {
    (
      kernel.sourceTransform(potentials.g, epsilon: potentials.epsilon, near: nil),
      kernel.targetTransform(potentials.f, epsilon: potentials.epsilon, near: nil)
    )
  }

  /// sum_j P_ij grad_x c(x_i, y_j) and sum_i P_ij grad_y c(x_i, y_j).
  ///
  /// - Throws: `notApplicable` for a custom cost or a matrix of costs.
  func pointGradient() throws(TransportError) -> PointGradient {
    let source = try CostGradient(kernel.rowwise)
    if source.isSquared { return squaredEuclideanGradient() }
    let (f, g, epsilon) = (potentials.f, potentials.g, potentials.epsilon)
    let exchanged = kernel.rowwise.transposed
    return PointGradient(
      source: kernel.rowwise.gibbsGradient(
        source, rowShift: f, columnShift: g, epsilon: epsilon),
      target: exchanged.gibbsGradient(
        try CostGradient(exchanged), rowShift: g, columnShift: f, epsilon: epsilon))
  }

  /// 2 (r_i x_i - (P y)_i) with r = P 1, about the centre of the box around both clouds, where the least is lost to
  /// cancellation.
  private func squaredEuclideanGradient() -> PointGradient {
    let origin = kernel.rowwise.origin!
    let (f, g, epsilon) = (potentials.f, potentials.g, potentials.epsilon)
    let center = origin.source.center(with: origin.target)
    let (x, y) = (origin.source.columns(from: center), origin.target.columns(from: center))
    let apply = { (w: [Double]) in kernel.apply(w, f: f, g: g, epsilon: epsilon) }
    let applyTransposed = { (w: [Double]) in
      kernel.applyTransposed(w, f: f, g: g, epsilon: epsilon)
    }
    return PointGradient(
      source: Self.twiceDifference(x, y, apply),
      target: Self.twiceDifference(y, x, applyTransposed))
  }

  private static func twiceDifference(
    _ x: [[Double]], _ y: [[Double]], _ apply: ([Double]) -> [Double]
  ) -> Matrix {
    let sums = apply([Double](repeating: 1, count: y[0].count))
    var result = Matrix(repeating: 0, rows: x[0].count, columns: x.count)
    for k in x.indices {
      let image = apply(y[k])
      for i in image.indices { result[i, k] = 2 * (sums[i] * x[k][i] - image[i]) }
    }
    return result
  }
}

extension Matrix {
  /// The middle of the box around the rows of both.
  fileprivate func center(with other: Matrix) -> [Double] {
    let ((low, high), (otherLow, otherHigh)) = (bounds, other.bounds)
    return low.indices.map {
      min(low[$0], otherLow[$0]) / 2 + max(high[$0], otherHigh[$0]) / 2
    }
  }

  /// The columns, less the centre.
  fileprivate func columns(from center: [Double]) -> [[Double]] {
    center.indices.map { k in (0..<rows).map { self[$0, k] - center[k] } }
  }
}
