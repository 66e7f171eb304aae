/// The ways to find an optimal map that the front door knows; raw values are `ot map --method`'s.
public enum MapMethod: String, Sendable, CaseIterable {
  /// The most specific method that applies: `gaussian`, `quantile`, `back-and-forth`, else
  /// `barycentric`.
  case automatic = "auto"
  /// ``QuantileMap``: measures on the line, a source without atoms.
  case quantile
  /// ``GaussianMap``: two Gaussians.
  case gaussian
  /// ``BackAndForth``: two grids of one dimension.
  case backAndForth = "back-and-forth"
  /// ``MongeAmpere``: two grids of one dimension, densities above zero.
  case mongeAmpere = "monge-ampere"
  /// ``BarycentricMap`` of an optimal plan: any two measures, as atoms.
  case barycentric
}

extension MapMethod {
  /// Resolves `automatic`, with the reason; any other method is taken at its word.
  func resolved(
    source: any Measure, target: any Measure
  ) -> (method: MapMethod, reason: String) {
    guard self == .automatic else { return (self, "it was asked for.") }
    if source is Gaussian, target is Gaussian {
      return (.gaussian, "both measures are Gaussian, so the map is affine and known.")
    }
    if source.dimension == 1, target.dimension == 1, !(source is PointCloud) {
      return (.quantile, "the measures live on the line, where the monotone map is optimal.")
    }
    if source is GridDensity, target is GridDensity {
      return (.backAndForth, "both measures are densities on grids.")
    }
    return (
      .barycentric, "the measures are atoms, so a plan may split them; this is its mean by rows."
    )
  }
}
