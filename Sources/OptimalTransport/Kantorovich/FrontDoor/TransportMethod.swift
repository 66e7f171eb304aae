/// The ways to solve Kantorovich's problem that the front door knows; raw values are `ot --method`'s.
public enum TransportMethod: String, Sendable, CaseIterable {
  /// The most specific method that applies: `gaussian`, else `quantile`, else `simplex`.
  case automatic = "auto"
  /// ``NetworkSimplex``: discrete measures, any ground cost.
  case simplex
  /// ``QuantileTransport``: measures on the line, a convex ground cost.
  case quantile
  /// ``GaussianTransport``: two Gaussians, the squared Euclidean cost.
  case gaussian
  /// ``Sinkhorn``: discrete measures, any ground cost, entropic regularisation. It brackets the optimum where the
  /// others find it, so that `automatic` never chooses it.
  case sinkhorn
}
