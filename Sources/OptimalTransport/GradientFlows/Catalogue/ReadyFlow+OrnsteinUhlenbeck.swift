import Foundation

extension ReadyFlow {
  /// A Gaussian in a quadratic well, rho_t = div(rho k x) + theta lap rho: it stays Gaussian, its
  /// mean decays as exp(-k t) and its variance tends to theta / k as exp(-2 k t).
  ///
  /// - Parameters:
  ///   - stiffness: k.
  ///   - temperature: theta.
  ///   - mean: of the start.
  ///   - deviation: of the start.
  ///   - cells: of the quantile function.
  /// - Throws: `outOfRange`, `nonFinite`.
  public static func ornsteinUhlenbeck(
    stiffness: Double = 1, temperature: Double = 1, mean: Double = 2, deviation: Double = 0.4,
    cells: Int = 200
  ) throws(TransportError) -> ReadyFlow {
    try checkPositive(stiffness, argument: "stiffness")
    try checkPositive(deviation, argument: "deviation")
    let energy = try FreeEnergy.potential(.quadratic(stiffness: stiffness)) + .entropy(temperature)
    let law = try LineLaw(Gaussian(mean: mean, variance: deviation * deviation))
    return ReadyFlow(
      name: "ornsteinUhlenbeck",
      about: "A Gaussian falls into a well and widens until noise and drift balance.",
      setting: .line(
        try QuantileFlow(energy, timeStep: 0.02 / stiffness),
        start: try QuantileProfile(law, cells: cells)), duration: 3 / stiffness)
  }
}
