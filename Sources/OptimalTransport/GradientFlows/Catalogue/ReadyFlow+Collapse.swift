extension ReadyFlow {
  /// Masses in open space under their own gravity: an almost cold ball of mass 1 and radius 1
  /// collapses, bounces, and settles as a dense core in a halo.
  ///
  /// The mean field of a ball at rest brings it to a point in the time pi sqrt(pi / 2), 3.94.
  ///
  /// - Parameters:
  ///   - count: of masses.
  ///   - seed: of the start.
  /// - Throws: `outOfRange` for fewer than 1 mass.
  public static func collapse(
    count: Int = 2000, seed: UInt64 = 1
  ) throws(TransportError) -> ReadyFlow {
    let equation = try VlasovEquation(coupling: -1)
    let flow = try VlasovParticleFlow(
      equation, field: .open(softening: 0.1), timeStep: 0.05)
    return ReadyFlow(
      name: "collapse", about: "A ball of masses falls together under gravity, and bounces.",
      setting: .phaseParticles(flow, start: try ball(count: count, seed: seed)), duration: 8)
  }

  /// Masses in the unit ball, with velocities of deviation 0.05.
  private static func ball(count: Int, seed: UInt64) throws(TransportError) -> PhaseCloud {
    try checkSampleCount(count)
    var generator = SeededGenerator(seed: seed)
    var (positions, velocities) = ([Double](), [Double]())
    while positions.count < 3 * count {
      let point = (0..<3).map { _ in 2 * generator.uniform() - 1 }
      guard point.reduce(0, { $0 + $1 * $1 }) <= 1 else { continue }
      positions += point
      velocities += (0..<3).map { _ in 0.05 * generator.normal() }
    }
    return try PhaseCloud(
      positions: Matrix(uncheckedRows: count, columns: 3, elements: positions),
      velocities: Matrix(uncheckedRows: count, columns: 3, elements: velocities))
  }
}
