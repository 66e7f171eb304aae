/// A point that a map sends to a given one.
public struct Preimage: Sendable, Equatable {
  /// x, with f(x) = y.
  public let point: [Double]
  /// det Df(x).
  public let determinant: Double
  /// |det Df| beside the lengths of its columns, from 0 on a fold to 1 for orthogonal columns.
  public let independence: Double
}

/// The density of a push-forward at a point, and what it rests on.
public struct PointDensity: Sendable {
  /// sum of xi(x_i) / |det Df(x_i)|; infinite on the image of a fold.
  public let value: Double
  /// Every preimage found.
  public let preimages: [Preimage]
  /// Whether a cell near a fold may hide two more preimages, or has two that count as one.
  public let isNearFold: Bool
}
