/// What the numbers of an array file mean; `ot --as`.
public enum Interpretation: String, Sendable, CaseIterable {
  /// An n x d array of positions, each of mass 1/n; a list is a cloud on the line.
  case points
  /// Densities on equal cells of the unit interval, square or cube.
  case density
  /// Masses of equal cells of the unit interval, square or cube: a histogram.
  case weights
}
