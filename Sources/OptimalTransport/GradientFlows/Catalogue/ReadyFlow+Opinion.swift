extension ReadyFlow {
  /// Opinions in [0, 1] that move towards those within a range R, weighted by 1 - z^2 / R^2: they
  /// gather in clusters further than R apart, which never meet.
  ///
  /// A bounded confidence as Hegselmann and Krause's, with a weight that is continuous, and a
  /// little noise.
  /// - Parameters:
  ///   - range: R.
  ///   - temperature: of the noise.
  ///   - cells: of the quantile function; steps cost their cube.
  /// - Throws: `outOfRange`.
  public static func opinion(
    range: Double = 0.25, temperature: Double = 1e-4, cells: Int = 80
  ) throws(TransportError) -> ReadyFlow {
    try checkPositive(range, argument: "range")
    let square = range * range
    let kernel = InteractionKernel.radial(
      "-(\(range)^2/4) max(0, 1 - |z|^2/\(range)^2)^2", convexity: -2,
      value: { r in
        let weight = max(0, 1 - r * r / square)
        return -square / 4 * weight * weight
      },
      slope: { r in r * max(0, 1 - r * r / square) },
      curvature: { r in r * r < square ? 1 - 3 * r * r / square : 0 })
    return ReadyFlow(
      name: "opinion",
      about: "Opinions that heed only near ones gather in clusters that never meet.",
      setting: .line(
        try QuantileFlow(
          .interaction(kernel) + .entropy(temperature), timeStep: 0.25, walls: 0...1),
        start: try uniform(0...1, cells: cells)), duration: 30)
  }
}
