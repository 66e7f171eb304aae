/// The law of f(X) on the cells of a grid, and where the rest of its mass went.
public struct GridPushforward: Sendable {
  /// The mass that arrived in each cell, as a density; not renormalised.
  public let density: GridDensity
  /// The mass whose image lies outside the box.
  public let massOutside: Double
  /// |mass inside + mass outside - mass of the source| / mass of the source.
  public let massError: Double
  /// The part of the mass on source cells where det Df changes sign: f folds there, and branches
  /// meet.
  public let foldedMass: Double
  /// The part of the mass where det Df = 0 to rounding, which has no density.
  public let singularMass: Double
  /// What the result cannot vouch for; empty if all is well.
  public let warnings: [PushforwardWarning]
}
