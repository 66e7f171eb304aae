import Foundation

extension ReadyFlow {
  /// Mass on the ridge between two wells, V = (x^2 - 1)^2, splits and settles in Gibbs' density
  /// exp(-V / theta); the colder, the longer until both wells hold the same.
  ///
  /// - Parameters:
  ///   - temperature: theta.
  ///   - center: of the start, a uniform density of width 1.
  ///   - cells: of the quantile function.
  /// - Throws: `outOfRange`, `nonFinite`.
  public static func doubleWell(
    temperature: Double = 0.3, center: Double = 0.25, cells: Int = 200
  ) throws(TransportError) -> ReadyFlow {
    try checkFinite([center], argument: "center")
    let energy = try FreeEnergy.potential(.doubleWell) + .entropy(temperature)
    return ReadyFlow(
      name: "doubleWell",
      about: "Mass on a ridge splits between two wells and settles in Gibbs' density.",
      setting: .line(
        try QuantileFlow(energy, timeStep: 0.02),
        start: try uniform(center - 0.5...center + 0.5, cells: cells)), duration: 4)
  }
}

extension ScalarPotential {
  /// V = (x^2 - 1)^2 on the line: wells at -1 and 1, a ridge of height 1 between.
  public static var doubleWell: ScalarPotential {
    .line(
      "(x^2 - 1)^2", convexity: -4, value: { ($0 * $0 - 1) * ($0 * $0 - 1) },
      slope: { 4 * $0 * ($0 * $0 - 1) }, curvature: { 12 * $0 * $0 - 4 })
  }
}
