public import OptimalTransport

extension ScalarPotential {
  /// V from a formula in the coordinates, with exact first and second derivatives.
  ///
  /// - Parameters:
  ///   - formula: in x, y, z or x1 to xd.
  ///   - dimension: d.
  ///   - box: where the mass stays, if that is known: then the least curvature there is proved by
  ///     interval arithmetic, and with it the gap of proximal steps.
  /// - Throws: `malformedExpression`.
  public init(
    formula: String, dimension: Int, over box: [ClosedRange<Double>]? = nil
  ) throws(TransportError) {
    let value = try Expression(formula, variables: .coordinates(dimension))
    let slopes = (0..<dimension).map(value.derivative(at:))
    let curvatures = (0..<dimension).flatMap { k in
      (0..<dimension).map { slopes[k].derivative(at: $0) }
    }
    self.init(
      formula,
      convexity: box.flatMap { Expression.leastCurvature(curvatures, of: slopes, over: $0) },
      value: value.evaluate, gradient: { x in slopes.map { $0.evaluate(x) } },
      hessian: { x in
        // The mirror images of entries above the diagonal: symmetric to the last bit.
        let entries = (0..<dimension * dimension).map { place in
          let (k, l) = (place / dimension, place % dimension)
          return curvatures[min(k, l) * dimension + max(k, l)].evaluate(x)
        }
        return try! Matrix(rows: dimension, columns: dimension, elements: entries)
      })
  }
}
