extension ReadyFlow {
  /// Bacteria that drift up the chemical they make, rho_t = lap rho - div(rho grad c), -lap c =
  /// rho, on the plane: below the mass 8 pi they spread, above it they gather in a point in finite
  /// time.
  ///
  /// int |x|^2 rho has the slope 4 M (1 - M / 8 pi) until then.
  /// - Parameters:
  ///   - mass: M.
  ///   - cells: along each side.
  /// - Throws: `outOfRange`.
  public static func kellerSegel(
    mass: Double = 4 * .pi, cells: Int = 64
  ) throws(TransportError) -> ReadyFlow {
    try checkPositive(mass, argument: "mass")
    let energy =
      try FreeEnergy.entropy(1) + .interaction(.logarithmic(strength: 1 / (2 * .pi)))
    return ReadyFlow(
      name: "kellerSegel",
      about:
        "Bacteria follow their own scent: they spread below the mass 8 pi, and collapse above.",
      setting: .grid(
        try GridFlow(energy, timeStep: 0.01),
        start: try gaussian([0, 0], variance: 0.5, mass: mass, cells: cells, halfSide: 5)),
      duration: 0.2)
  }
}
