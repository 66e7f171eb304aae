public import OptimalTransport

extension PushforwardMap {
  /// One formula for each coordinate of the values, as in `x^2` and `(x+y, x*y)`, of coordinates x, y, z
  /// or x1 to xd, with exact derivatives.
  ///
  /// - Throws: `malformedExpression`.
  public init(formulas: String, dimension: Int) throws(TransportError) {
    let list = try Expression.list(formulas, variables: .coordinates(dimension))
    if list.count == 1, dimension == 1 {
      self = .scalar(ScalarMap(list[0]))
    } else {
      self = .vector(try VectorMap(list, from: dimension))
    }
  }
}

extension ScalarMap {
  /// A formula in one coordinate, with its exact derivative and the proof of its shape by interval
  /// arithmetic.
  public init(_ formula: Expression) {
    let slope = formula.derivative(at: 0)
    let curvature = slope.derivative(at: 0)
    self.init(
      { formula.evaluate($0) }, derivative: { slope.evaluate($0) },
      shape: { interval in
        guard formula.range(over: [interval], isContinuous: true) != nil,
          let slopes = slope.range(over: [interval])
        else { return .unknown }
        if slopes == 0...0 { return .constant }
        if !slopes.contains(0) { return .monotone }
        guard slope.range(over: [interval], isContinuous: true) != nil,
          let curvatures = curvature.range(over: [interval]), !curvatures.contains(0)
        else { return .unknown }
        return .curved
      })
  }
}

extension VectorMap {
  /// One formula a coordinate of the values, with the exact Jacobian.
  ///
  /// - Throws: as its own initialiser.
  public init(_ formulas: [Expression], from dimension: Int) throws(TransportError) {
    let slopes = formulas.flatMap { formula in (0..<dimension).map { formula.derivative(at: $0) } }
    let rows = formulas.count
    try self.init(
      from: dimension, to: rows,
      jacobian: { x in
        try! Matrix(rows: rows, columns: dimension, elements: slopes.map { $0.evaluate(x) })
      }, { x in formulas.map { $0.evaluate(x) } })
  }
}
