extension ReadyFlow {
  /// Charges on the line in a quadratic well: their own field spreads them to the uniform density
  /// k / s, whose edges the temperature smooths.
  ///
  /// - Parameters:
  ///   - stiffness: k, of the well.
  ///   - strength: s, of the field; negative for gravity, which pulls them together.
  ///   - temperature: theta.
  ///   - cells: of the quantile function.
  /// - Throws: `outOfRange`, `nonFinite`.
  public static func plasma(
    stiffness: Double = 1, strength: Double = 2, temperature: Double = 0.02, cells: Int = 200
  ) throws(TransportError) -> ReadyFlow {
    try checkPositive(stiffness, argument: "stiffness")
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: stiffness)) + .entropy(temperature)
      + .electricField(ElectricField(strength: strength, background: .none))
    return ReadyFlow(
      name: "plasma",
      about: "Charges in a well repel each other into a slab of uniform density.",
      setting: .line(
        try QuantileFlow(energy, timeStep: 0.02 / stiffness),
        start: try uniform(-0.3...0.3, cells: cells)), duration: 4 / stiffness)
  }
}
