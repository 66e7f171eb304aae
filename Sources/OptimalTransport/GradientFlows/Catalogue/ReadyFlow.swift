/// A flow with its start, discretisation and duration, ready to run.
///
/// ```
/// let example = try ReadyFlow.doubleWell()
/// if case .line(let flow, let start) = example.setting {
///   let history = try FlowRun(flow, duration: example.duration).run(from: start)
/// }
/// ```
/// Each is made by a function of the few parameters that decide what it shows.
public struct ReadyFlow: Sendable {
  /// What moves, where, and from where.
  public enum Setting: Sendable {
    /// Quantiles on the line.
    case line(QuantileFlow, start: QuantileProfile)
    /// Densities on a grid.
    case grid(GridFlow, start: GridDensity)
    /// Densities on a grid under a drift that also circulates.
    case mixed(MixedGridFlow, start: GridDensity)
    /// Densities on a grid with walls and exits, by entropic steps.
    case entropic(EntropicGridFlow, start: GridDensity)
    /// Points that carry the law.
    case particles(ParticleFlow, start: ParticleState)
    /// The neurons of a network that learns.
    case network(NeuralNetworkFlow, start: NetworkState)
    /// Densities in position and velocity.
    case phase(VlasovGridFlow, start: PhaseDensity)
    /// Particles with velocities.
    case phaseParticles(VlasovParticleFlow, start: PhaseCloud)
    /// Densities in position and momentum, by steps with the kinetic cost.
    case kramers(KramersGridFlow, start: PhaseDensity)
    /// Gaussians of position and momentum.
    case linearKramers(LinearKramersFlow, start: KramersGaussian)
  }

  /// Its name: that of the function that makes it.
  public let name: String
  /// What it shows, a sentence.
  public let about: String
  /// What moves, where, and from where.
  public let setting: Setting
  /// The time it takes to show it.
  public let duration: Double

  /// F; nil where it is no sum of a ``FreeEnergy``'s terms: networks and phase space.
  public var energy: FreeEnergy? {
    switch setting {
    case .line(let flow, _): flow.energy
    case .grid(let flow, _): flow.energy
    case .mixed(let flow, _): flow.energy
    case .entropic(let flow, _): flow.energy
    case .particles(let flow, _): flow.energy
    case .network, .phase, .phaseParticles, .kramers, .linearKramers: nil
    }
  }

  /// The equation that it solves.
  public var equation: String {
    switch setting {
    case .phase(let flow, _): flow.equation.description
    case .phaseParticles(let flow, let start):
      flow.equation.formula(hasBackground: start.box != nil)
    case .kramers(let flow, _): flow.equation
    case .linearKramers(let flow, _): flow.equation
    case .network(let flow, _): "neurons descend \(flow.data.count) samples' mean squared error"
    case .mixed(let flow, _): flow.equation
    default: energy?.equation ?? ""
    }
  }

  /// A square about the origin with a Gaussian of given mean and variance in it.
  static func gaussian(
    _ mean: [Double], variance: Double, mass: Double = 1, cells: Int, halfSide: Double
  ) throws(TransportError) -> GridDensity {
    let d = mean.count
    let box = try Box(
      lower: [Double](repeating: -halfSide, count: d),
      upper: [Double](repeating: halfSide, count: d))
    let gaussian = try Gaussian(
      mean: mean, covariance: Matrix.identity(d).scaled(by: variance), mass: mass)
    return try gaussian.discretized(shape: [Int](repeating: cells, count: d), box: box).density
  }

  /// A uniform density on the line.
  static func uniform(
    _ ends: ClosedRange<Double>, cells: Int
  ) throws(TransportError) -> QuantileProfile {
    guard cells >= 1 else {
      throw .outOfRange(argument: "cells", value: Double(cells), expected: "at least 1")
    }
    let length = ends.upperBound - ends.lowerBound
    return try QuantileProfile(
      nodes: (0...cells).map { ends.lowerBound + length * Double($0) / Double(cells) },
      masses: [Double](repeating: 1 / Double(cells), count: cells))
  }
}
