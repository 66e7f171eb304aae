/// The Wasserstein proximal step of a free energy between two given clouds, entropically
/// regularised: the recursion of Caluya and Halder over density values at particles.
///
/// Masses a_i at points x_i move to nodes y_j that stand for volumes v_j; the density p_j at a node
/// puts the mass m_j = v_j p_j there.
/// ```
/// minimise over plans M with M 1 = a, m = M' 1:
///   (1/2) <C, M> + eps KL(M | a (x) v) + h sum_j m_j (E_j + theta log(m_j / v_j)),   C_ij = |x_i - y_j|^2.
/// ```
/// M_ij = a_i y_i G_ij z_j v_j is optimal, G = exp(-C / (2 eps)), exactly when y and z in the
/// positive cone satisfy
/// ```
/// y_i (G (v z))_i = 1,    z_j = (xi_j / (G' (a y))_j)^kappa,    xi_j = exp(-E_j / theta - 1),   kappa = h theta / (h theta + eps),
/// ```
/// and then p_j = z_j (G' (a y))_j. The first map is nonexpansive in Thompson's metric max |log z -
/// log z'|, the second contracts it by kappa: alternating them converges at a rate of kappa at
/// worst, from any start. With theta = 0, kappa = 0 and z = exp(-h E / eps): one pass.
///
/// Symbols: the paper writes rho for a and p alike, psi for E, 1/beta for theta, and v = 1, which
/// makes every particle stand for the same volume, though particles drawn from p stand for w / p.
/// It also takes E at the old points. Here v is given and E belongs to the nodes.
///
/// The certificate: with g = eps log z, E* = -(g + h E) / (h theta) - 1 is the logarithm of the
/// density p* that the dual pairs with z, and the distance to the optimum is at most the Fenchel
/// gap h theta KL(m | v p*) = h theta sum_j (m_j log(p_j / p*_j) - m_j + v_j p*_j).
///
/// Complexity: two passes over the pairs an iteration, O(n^2 d); nothing of size n^2 is stored and
/// nothing underflows, whatever eps. Sources: Caluya and Halder 2019 (recursion, contraction);
/// Peyre 2015; Nussbaum 1988 (Thompson's metric).
public struct DensityProximal: Sendable {
  /// theta >= 0.
  public let temperature: Double
  /// h, in units of time.
  public let timeStep: Double
  /// eps, in units of length squared.
  public let epsilon: Double
  /// The iteration stops when every p_j is proven right to this relative error: far below what
  /// sampling leaves.
  public let tolerance: Double
  /// Iterations at most.
  public let iterationLimit: Int

  /// - Throws: `outOfRange` unless theta is at least 0 and the others positive, all finite.
  public init(
    temperature: Double, timeStep: Double, epsilon: Double, tolerance: Double = 1e-6,
    iterationLimit: Int = 1000
  ) throws(TransportError) {
    guard temperature >= 0, temperature.isFinite else {
      throw .outOfRange(
        argument: "temperature", value: temperature, expected: "a finite number, at least 0")
    }
    try checkPositive(timeStep, argument: "timeStep")
    try checkPositive(epsilon, argument: "epsilon")
    try checkPositive(tolerance, argument: "tolerance")
    self.init(
      uncheckedTemperature: temperature, timeStep: timeStep, epsilon: epsilon,
      tolerance: tolerance, iterationLimit: iterationLimit)
  }

  init(
    uncheckedTemperature temperature: Double, timeStep: Double, epsilon: Double,
    tolerance: Double, iterationLimit: Int
  ) {
    self.temperature = temperature
    self.timeStep = timeStep
    self.epsilon = epsilon
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// kappa, the proven bound of the rate.
  public var contractionBound: Double {
    timeStep * temperature / (timeStep * temperature + epsilon)
  }

  /// The density values at the nodes.
  ///
  /// - Parameters:
  ///   - cloud: x and a.
  ///   - nodes: y, n x d.
  ///   - logVolumes: log v_j, one a node; -infinity for a node without volume.
  ///   - potential: E_j, one a node.
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func solve(
    from cloud: PointCloud, to nodes: Matrix, logVolumes: [Double], potential: [Double]
  ) throws(TransportError) -> DensityStep {
    guard nodes.columns == cloud.dimension, nodes.rows > 0 else {
      throw .shapeMismatch(
        argument: "nodes", expected: "points of \(cloud.dimension) coordinates",
        found: "\(nodes.rows) x \(nodes.columns)")
    }
    for (name, list) in [("logVolumes", logVolumes), ("potential", potential)]
    where list.count != nodes.rows {
      throw .shapeMismatch(
        argument: name, expected: "\(nodes.rows) values, one a node", found: "\(list.count)")
    }
    try checkFinite(nodes.elements, argument: "nodes")
    try checkFinite(potential, argument: "potential")
    for (j, value) in logVolumes.enumerated() where value.isNaN || value == .infinity {
      throw .nonFinite(argument: "logVolumes", index: j, value: value)
    }
    guard logVolumes.contains(where: { $0 > -.infinity }) else {
      throw .degenerateMass(argument: "volumes", mass: 0)
    }
    var iteration = ConeIteration(
      self, cloud, to: nodes, logVolumes: logVolumes, potential: potential)
    iteration.run()
    return iteration.step
  }
}
