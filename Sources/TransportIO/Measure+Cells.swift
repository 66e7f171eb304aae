public import OptimalTransport

extension Measure {
  /// The measure's mass in the cells of a grid, scaled to all of it.
  ///
  /// - Throws: `notApplicable` for points, which have no density.
  public func discretized(on shape: [Int], _ box: Box) throws(TransportError) -> GridDensity {
    switch self {
    case let grid as GridDensity: return grid
    case let gaussian as Gaussian: return try gaussian.discretized(shape: shape, box: box).density
    case let mixture as GaussianMixture:
      return try mixture.discretized(shape: shape, box: box).density
    case let law as LineLaw: return try law.discretized(shape: shape, box: box).density
    default:
      throw .notApplicable(
        method: "a density on a grid", reason: "a \(type(of: self)) has none",
        remedy: "Give a picture, an array, a Gaussian, a mixture or a law.")
    }
  }
}
