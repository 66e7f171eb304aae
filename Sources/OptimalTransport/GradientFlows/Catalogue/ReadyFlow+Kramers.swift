import Foundation

extension ReadyFlow {
  /// A particle in two wells: it falls to the bottom of one of V = q^4/4 - q^2/2, swings there, loses
  /// its energy to friction, and noise carries its law over the ridge into the other.
  ///
  /// - Parameters:
  ///   - friction: an inverse time.
  ///   - temperature: of the bath; the ridge is 1/4 high.
  ///   - cells: in position, as many in momentum.
  /// - Throws: `outOfRange`, `shapeMismatch`.
  public static func kramers(
    friction: Double = 0.5, temperature: Double = 0.2, cells: Int = 64
  ) throws(TransportError) -> ReadyFlow {
    let wells = ScalarPotential.line(
      "q^4/4 - q^2/2", value: { $0 * $0 * ($0 * $0 / 4 - 0.5) }, slope: { $0 * ($0 * $0 - 1) },
      curvature: { 3 * $0 * $0 - 1 })
    let flow = try KramersGridFlow(
      potential: wells, friction: friction, temperature: temperature, timeStep: 0.1)
    // The start's tail, up to q = 2.6, falls as fast as 4.
    let limit = max(4, 6 * temperature.squareRoot())
    let start = try PhaseDensity(
      positions: cells, velocities: cells, period: -3...3, velocityLimit: limit
    ) { q, p in
      let square = (q - 1.8) * (q - 1.8) + p * p
      return exp(-square / 0.08) / (0.08 * Double.pi)
    }
    return ReadyFlow(
      name: "kramers", about: "Noise carries a particle with inertia from one well into the other.",
      setting: .kramers(flow, start: start), duration: 8)
  }

  /// A particle on a spring with friction and noise: its law stays Gaussian, spirals to the origin,
  /// and spreads to Gibbs' law.
  ///
  /// - Parameters:
  ///   - stiffness: of the spring.
  ///   - friction: an inverse time.
  ///   - temperature: of the bath.
  /// - Throws: `outOfRange`, `nonFinite`.
  public static func oscillator(
    stiffness: Double = 1, friction: Double = 0.3, temperature: Double = 0.2
  ) throws(TransportError) -> ReadyFlow {
    let flow = try LinearKramersFlow(
      stiffness: Matrix(uncheckedRows: 1, columns: 1, elements: [stiffness]), friction: friction,
      temperature: temperature, timeStep: 0.05)
    let start = try Gaussian(mean: [2, 0], covariance: Matrix([[0.02, 0], [0, 0.02]]))
    return ReadyFlow(
      name: "oscillator", about: "A particle on a spring spirals to rest, as far as noise lets it.",
      setting: .linearKramers(flow, start: try KramersGaussian(start)), duration: 12)
  }
}
