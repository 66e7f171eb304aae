extension ReadyFlow {
  /// Two wells on the plane, V = (x^2 - 1)^2 / 2 + y^2, under a drift -(I + q J) grad V that also
  /// circulates around them: mass spirals down, and Gibbs' density is the same as without.
  ///
  /// - Parameters:
  ///   - circulation: q.
  ///   - temperature: theta.
  ///   - cells: along each side.
  /// - Throws: `outOfRange`, `nonFinite`.
  public static func hill(
    circulation: Double = 2, temperature: Double = 0.25, cells: Int = 64
  ) throws(TransportError) -> ReadyFlow {
    try checkFinite([circulation], argument: "circulation")
    let well = ScalarPotential(
      "(x^2 - 1)^2/2 + y^2", convexity: -2,
      value: { ($0[0] * $0[0] - 1) * ($0[0] * $0[0] - 1) / 2 + $0[1] * $0[1] },
      gradient: { [2 * $0[0] * ($0[0] * $0[0] - 1), 2 * $0[1]] },
      hessian: {
        Matrix(uncheckedRows: 2, columns: 2, elements: [6 * $0[0] * $0[0] - 2, 0, 0, 2])
      })
    let rotation = Matrix(
      uncheckedRows: 2, columns: 2, elements: [0, circulation, -circulation, 0])
    return ReadyFlow(
      name: "hill",
      about: "Mass spirals into two wells: the drift circulates, and Gibbs' density stays the end.",
      setting: .mixed(
        try MixedGridFlow(
          potential: well, rotation: rotation, temperature: temperature, timeStep: 0.05),
        start: try gaussian([0, 1], variance: 0.05, cells: cells, halfSide: 2.5)), duration: 2)
  }
}
