public import OptimalTransport

/// On what a flow lives.
public enum FlowSpace: Sendable {
  /// Quantiles on the line: so many cells, each with its mass; nothing passes the walls.
  case line(cells: Int, walls: ClosedRange<Double>?)
  /// Densities in the cells of a box.
  case grid(FlowGrid)

  /// Points that carry the law.
  case particles(FlowParticles)
  /// Densities in position and velocity.
  case phase(FlowPhase)
  /// Particles with velocities.
  case phaseParticles(FlowPhaseParticles)
  /// Gaussians of position and momentum.
  case phaseGaussian(FlowOscillator)

  /// Coordinates of a point.
  public var dimension: Int {
    switch self {
    case .line: 1
    case .grid(let grid): grid.shape.count
    case .particles(let particles): particles.dimension
    case .phase: 2
    case .phaseParticles(let particles): 2 * particles.dimension
    case .phaseGaussian(let oscillator): 2 * oscillator.stiffness.rows
    }
  }
}

/// The cells that a flow on a grid lives in, and by which method it steps.
public struct FlowGrid: Sendable, Equatable {
  /// Cells along each axis.
  public var shape: [Int]
  /// The box that they fill.
  public var box: Box
  /// Whether steps are entropic rather than those of the dual.
  public var isEntropic = false
  /// eps of entropic steps; nil for the method's own.
  public var epsilon: Double?
  /// Whether mass that leaves on one side comes in on the other.
  public var isPeriodic = false
  /// The cells that are wall, a file of ``MaskFile`` or a formula that is positive there.
  public var obstacles: String?
  /// The cells where mass leaves, likewise.
  public var exits: String?
  /// How fast all walk towards the nearest exit; nil for no such drift.
  public var walkingSpeed: Double?

  /// Collects what every grid has.
  public init(shape: [Int], box: Box) { (self.shape, self.box) = (shape, box) }
}

/// The points that a flow moves.
public struct FlowParticles: Sendable, Equatable {
  /// How many are drawn from a start that has none of its own.
  public var count: Int
  /// Their coordinates.
  public var dimension: Int
  /// What their noise follows from.
  public var seed: UInt64
  /// eps of the density's proximal step; nil for the method's own.
  public var epsilon: Double?
}

/// The cells in position and velocity, and what moves them.
public struct FlowPhase: Sendable {
  /// Cells along position and velocity.
  public var shape: [Int]
  /// The period of the position, and the velocities.
  public var box: Box
  /// Forces, friction and noise.
  public var equation: VlasovEquation
  /// Whether steps are those of the kinetic cost (``KramersGridFlow``) rather than of a splitting.
  public var isKinetic = false
}

/// The particles with velocities that a flow moves.
public struct FlowPhaseParticles: Sendable {
  /// How many are drawn from a start that has none of its own.
  public var count: Int
  /// Coordinates of a position; the start has as many velocities.
  public var dimension: Int
  /// What the start and the noise follow from.
  public var seed: UInt64
  /// The period of the positions; nil in open space.
  public var box: Box?
  /// How the field is found.
  public var field: VlasovField
  /// Forces, friction and noise.
  public var equation: VlasovEquation
}

/// Linear forces with friction and noise, which keep Gaussians Gaussian.
public struct FlowOscillator: Sendable {
  /// W: the force is -W q.
  public var stiffness: Matrix
  /// g.
  public var friction: Double
  /// theta.
  public var temperature: Double
}
