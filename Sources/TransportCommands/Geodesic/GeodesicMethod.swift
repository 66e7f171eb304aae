import ArgumentParser
import OptimalTransport

/// The ways to a geodesic that `ot geodesic --method` names.
enum GeodesicMethod: String, CaseIterable, ExpressibleByArgument {
  /// The first of the others that applies.
  case automatic = "auto"
  /// Two Gaussians: closed form.
  case gaussian
  /// Two mixtures of Gaussians: closed form between components.
  case mixture
  /// The line: averages of quantile functions.
  case quantile
  /// Two grids: the push-forward by a part of the optimal map.
  case map
  /// Anything else, as atoms: straight ways along an optimal plan.
  case plan
  /// Two densities on one grid: Benamou and Brenier's problem.
  case dynamic

  /// Resolves `automatic`, with the reason.
  func resolved(
    _ source: any Measure, _ target: any Measure
  ) -> (method: GeodesicMethod, reason: String) {
    guard self == .automatic else { return (self, "it was asked for.") }
    if source is Gaussian, target is Gaussian {
      return (.gaussian, "both measures are Gaussian, so the geodesic is known.")
    }
    if source.dimension == 1, target.dimension == 1, !(source is PointCloud) {
      return (.quantile, "the measures live on the line, where quantiles move straight.")
    }
    if source is GridDensity, target is GridDensity {
      return (.map, "both measures are densities on grids.")
    }
    if source.asMixture != nil, target.asMixture != nil {
      return (.mixture, "the measures are mixtures of Gaussians.")
    }
    return (.plan, "the measures are atoms, which go straight along an optimal plan.")
  }
}

extension Measure {
  /// A mixture of Gaussians, or one as a mixture of one.
  var asMixture: GaussianMixture? {
    if let gaussian = self as? Gaussian {
      return try? GaussianMixture(weights: [gaussian.mass], components: [gaussian])
    }
    return self as? GaussianMixture
  }
}
