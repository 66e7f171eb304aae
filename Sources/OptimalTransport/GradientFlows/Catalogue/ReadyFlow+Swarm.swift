extension ReadyFlow {
  /// Points of the plane that attract each other from afar and repel each other nearby, U = |z|^2 /
  /// 2
  /// - log |z|: they settle in a disc of radius 1, evenly, as a gas of charges in a well does.
  ///
  /// - Parameters:
  ///   - count: of points.
  ///   - seed: of the start, a Gaussian.
  /// - Throws: `outOfRange` for fewer than 1 point.
  public static func swarm(count: Int = 300, seed: UInt64 = 1) throws(TransportError) -> ReadyFlow {
    let energy =
      try FreeEnergy.interaction(.quadratic(strength: 1))
      + .interaction(.logarithmic(strength: -1))
    let gaussian = try Gaussian(mean: [0, 0], covariance: Matrix.identity(2).scaled(by: 0.1))
    return ReadyFlow(
      name: "swarm", about: "Points that attract and repel each other settle in an even disc.",
      setting: .particles(
        try ParticleFlow(energy, timeStep: 0.1, seed: seed),
        start: try ParticleState(gaussian, count: count, seed: seed)), duration: 4)
  }
}
