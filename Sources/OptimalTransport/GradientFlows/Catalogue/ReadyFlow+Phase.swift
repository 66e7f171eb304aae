import Foundation

extension ReadyFlow {
  /// Landau damping: a wave of number 1/2 in a plasma decays without any friction, as particles
  /// near its speed take its energy; the field oscillates at 1.41566 and decays at the rate .15336.
  ///
  /// - Parameters:
  ///   - amplitude: of the wave in the density.
  ///   - cells: in position; four times as many in velocity.
  /// - Throws: `outOfRange`, `shapeMismatch`.
  public static func landauDamping(
    amplitude: Double = 0.01, cells: Int = 32
  ) throws(TransportError) -> ReadyFlow {
    try phase(
      name: "landauDamping", about: "A wave in a plasma decays without friction.",
      VlasovEquation(coupling: 1), amplitude: amplitude, cells: cells, duration: 20)
  }

  /// A plasma with friction and noise, the Vlasov-Poisson-Fokker-Planck equation: a great wave
  /// breaks and comes to rest in Maxwell's density, the free energy falling all the way.
  ///
  /// - Parameters:
  ///   - coupling: positive for charges, negative for gravity.
  ///   - friction: an inverse time.
  ///   - cells: in position; four times as many in velocity.
  /// - Throws: `outOfRange`, `shapeMismatch`.
  public static func vlasovPoissonFokkerPlanck(
    coupling: Double = 1, friction: Double = 0.3, cells: Int = 32
  ) throws(TransportError) -> ReadyFlow {
    try phase(
      name: "vlasovPoissonFokkerPlanck",
      about: "A wave in a plasma breaks, and friction and noise bring it to rest.",
      VlasovEquation(coupling: coupling, friction: friction, temperature: 1), amplitude: 0.4,
      cells: cells, duration: 10)
  }

  private static func phase(
    name: String, about: String, _ equation: VlasovEquation, amplitude: Double, cells: Int,
    duration: Double
  ) throws(TransportError) -> ReadyFlow {
    guard amplitude > 0, amplitude < 1 else {
      throw .outOfRange(argument: "amplitude", value: amplitude, expected: "between 0 and 1")
    }
    let start = try PhaseDensity(
      positions: cells, velocities: 4 * cells, period: 0...(4 * .pi), velocityLimit: 6
    ) { x, v in
      (1 + amplitude * cos(x / 2)) * exp(-v * v / 2) / (2 * .pi).squareRoot()
    }
    return ReadyFlow(
      name: name, about: about,
      setting: .phase(try VlasovGridFlow(equation, timeStep: 0.1), start: start),
      duration: duration)
  }
}
