/// How good a push-forward on the line is. All masses are parts of the source's mass.
public struct PushforwardCertificate: Sendable, Equatable {
  /// |mass of branches and atoms - mass of the source|: what the branches miss or count twice.
  public let massError: Double
  /// Mass where the map is undefined or infinite, or beyond the tabulated tails of the source.
  public let lostMass: Double
  /// Mass on intervals where the map was sampled, not proved, to have no more branches. Zero, up to
  /// rounding, proves that every branch was found.
  public let unprovedMass: Double
  /// Mass on intervals about jumps and poles, and on those that the interval limit left irregular.
  public let unresolvedMass: Double
  /// The largest error of f' among 64 points, beside f' or its median on the branch, where it comes
  /// from differences; zero where it was given.
  public let derivativeError: Double

  /// Whether mass is conserved to 1e-12 and no irregular interval is left.
  public var conservesMass: Bool { massError <= 1e-12 && unresolvedMass <= 1e-12 }
  /// Whether every branch was proved to be found, up to 1e-12 of the mass.
  public var isProved: Bool { conservesMass && unprovedMass <= 1e-12 }
}

/// What a push-forward cannot vouch for.
public enum PushforwardWarning: Sendable, Equatable, CustomStringConvertible {
  /// The interval limit was reached with this part of the mass on irregular intervals, so that
  /// branches may be missing.
  case intervalLimit(unresolvedMass: Double)
  /// Differences know f' only to this relative error.
  case coarseDerivative(error: Double)
  /// On this part of the mass det Df vanishes: it goes to a set of lower dimension, and has no
  /// density.
  case singularJacobian(mass: Double)
  /// On this part of the mass cells are stretched over more target cells than they are divided for.
  case coarseSource(mass: Double)

  /// One sentence on what may be wrong, one on the way out.
  public var description: String {
    switch self {
    case .intervalLimit(let mass):
      "the map has more branches than could be told apart: \(mass) of the mass is on intervals "
        + "that were left irregular, and branches there may be missing. Raise the interval limit."
    case .coarseDerivative(let error):
      "differences give the derivative only to \(error) relative. Give the derivative."
    case .singularJacobian(let mass):
      "det Df vanishes on \(mass) of the mass, whose image has no density; the values of cells are "
        + "averages over a set of lower dimension. Push points instead."
    case .coarseSource(let mass):
      "\(mass) of the mass is on cells that the map stretches too far to follow. Refine the source "
        + "grid, or coarsen the target."
    }
  }
}
