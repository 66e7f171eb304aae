/// The derivatives of a transport value in the points of both measures.
///
/// Row i of `source` is d value / d x_i, masses held fixed, in units of mass times cost over length.
public struct PointGradient: Sendable, Equatable {
  /// The derivative in each source point, m x d.
  public let source: Matrix
  /// The derivative in each target point, n x d.
  public let target: Matrix
}
