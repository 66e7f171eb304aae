extension ReadyFlow {
  /// A crowd that attracts itself from afar and repels itself nearby, U = z^2/2 - |z|: it settles
  /// at the uniform density 1/2 on a segment of length 2, about where its mean was.
  ///
  /// - Parameters:
  ///   - width: of the start, a uniform density.
  ///   - cells: of the quantile function; steps cost their cube.
  /// - Throws: `outOfRange`.
  public static func attractionRepulsion(
    width: Double = 0.4, cells: Int = 80
  ) throws(TransportError) -> ReadyFlow {
    try checkPositive(width, argument: "width")
    // The repulsion -|z| is twice the field of a charge on the line, which quantiles take exactly.
    let energy =
      try FreeEnergy.interaction(.quadratic(strength: 1))
      + .electricField(ElectricField(strength: 2, background: .none))
    return ReadyFlow(
      name: "attractionRepulsion",
      about: "Attraction and repulsion balance in a segment of uniform density.",
      setting: .line(
        try QuantileFlow(energy, timeStep: 0.05),
        start: try uniform(-width / 2...width / 2, cells: cells)), duration: 4)
  }
}
