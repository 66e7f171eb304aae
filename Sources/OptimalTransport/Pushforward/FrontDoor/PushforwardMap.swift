/// A map that mass is pushed through, in whichever way it is known.
public enum PushforwardMap: Sendable {
  /// f: R -> R, with what is known of its derivative.
  case scalar(ScalarMap)
  /// f: R^d -> R^k.
  case vector(VectorMap)
  /// Values at the centres of cells, interpolated between them.
  case grid(GridMap)
  /// The images of the points of a cloud, one a row.
  case images(Matrix)
}
