/// What a ``DensityProximal`` step found, and how good it is.
public struct DensityStep: Sendable {
  /// log p_j at the nodes.
  public let logDensities: [Double]
  /// log m_j, the masses v_j p_j that the plan brings; they add up to the mass of the cloud.
  public let logMasses: [Double]
  /// The regularised objective is within this of its minimum.
  public let gap: Double
  /// Every p_j is within this relative error of the fixed point's, by the contraction.
  public let relativeError: Double
  /// How fast the iteration converged.
  public let contraction: ConeContraction
  /// Iterations.
  public let iterations: Int
  /// Why the iteration stopped.
  public let termination: Termination
  let logY: [Double]
  let logImage: [Double]
  /// The mean of x_i - y_j over the mass that the plan brings to y_j, n x d.
  let displacements: Matrix
}

/// A fixed point iteration in the positive cone as a contraction of Thompson's metric d(z, z') =
/// max |log z - log z'|.
public struct ConeContraction: Sendable, Equatable {
  /// kappa = h theta / (h theta + eps): d falls by this factor at least, an iteration.
  public let bound: Double
  /// The factor seen last; nil where one iteration was enough.
  public let observedRate: Double?
}
