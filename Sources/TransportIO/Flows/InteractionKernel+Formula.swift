public import OptimalTransport

extension InteractionKernel {
  /// U = f(|z|) from a formula for f in r = |z|, with exact derivatives; a function of |z| is even.
  ///
  /// - Parameter reach: the greatest |z| there is, if that is known: then the least curvature up to
  ///   it is proved by interval arithmetic. Where f'(0) = 0, both f'' and f'/r, the eigenvalues of
  ///   Hess U, are at least the minimum of f''.
  /// - Throws: `malformedExpression`.
  public init(radial formula: String, reach: Double? = nil) throws(TransportError) {
    let value = try Expression(formula, variables: .init(["r"]))
    let (slope, curvature) = (value.derivative(at: 0), value.derivative(at: 0).derivative(at: 0))
    let isSmooth = slope.evaluate(0) == 0
    let convexity = reach.flatMap {
      isSmooth ? Expression.leastCurvature([curvature], of: [slope], over: [0...$0]) : nil
    }
    self.init(
      formula + " at r = |z|", convexity: convexity,
      value: { value.evaluate(length($0)) },
      gradient: { z in
        let r = length(z)
        let factor = r > 0 ? slope.evaluate(r) / r : 0
        return z.map { factor * $0 }
      },
      hessian: { z in
        let r = length(z)
        let along = curvature.evaluate(r)
        let across = r > 0 ? slope.evaluate(r) / r : isSmooth ? along : 0
        return hessian(along: r > 0 ? along : across, across: across, z, r)
      })
  }
}

private func length(_ z: [Double]) -> Double { z.reduce(0) { $0 + $1 * $1 }.squareRoot() }

/// The Hessian of f(|z|): f'' along z and f'/r across it.
private func hessian(along: Double, across: Double, _ z: [Double], _ r: Double) -> Matrix {
  var result = Matrix(repeating: 0, rows: z.count, columns: z.count)
  for k in z.indices {
    for l in z.indices where r > 0 { result[k, l] = (along - across) * (z[k] / r) * (z[l] / r) }
    result[k, k] += across
  }
  return result
}
