/// The smooth extension of Schroedinger potentials to a map of all space.
///
/// T_eps(x) = sum_j y_j s_j(x), s(x) the softmax of (g_j - c(x, y_j)) / eps: the barycentric
/// projection of the entropic plan, continued from the source atoms. For the cost |x - y|^2 it is
/// the gradient of the convex psi_eps(x) = (|x|^2 - f(x)) / 2, f the soft c-transform of g, so it
/// is cyclically monotone; its values lie in the convex hull of the target. As eps -> 0 it tends to
/// the ``LaguerreMap`` inside each cell.
///
/// Complexity: O(n d) a point in parallel, O(m + n) memory for m points. Source: Pooladian and
/// Niles-Weed 2021, "Entropic estimation of optimal transport maps".
public struct EntropicMap: Sendable {
  /// The target atoms, n x d.
  public let target: Matrix
  /// The target potential g, which carries the masses; -infinity leaves an atom out.
  public let potential: [Double]
  /// The regularisation eps, in units of the cost.
  public let epsilon: Double
  /// The ground cost c.
  public let cost: GroundCost

  /// The map of the potentials that a solver found.
  ///
  /// - Throws: `shapeMismatch`; `nonFinite` when g has no finite value.
  public init(
    _ potentials: SchrodingerPotentials, target: PointCloud, cost: GroundCost = .squaredEuclidean
  ) throws(TransportError) {
    guard potentials.g.count == target.count else {
      throw .shapeMismatch(
        argument: "potentials", expected: "\(target.count) target values",
        found: "\(potentials.g.count)")
    }
    guard potentials.g.contains(where: { $0 > -.infinity }) else {
      throw .nonFinite(argument: "g", index: 0, value: -.infinity)
    }
    self.target = target.points
    potential = potentials.g
    epsilon = potentials.epsilon
    self.cost = cost
  }

  /// T_eps(x).
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`, `invalidCost`.
  public func callAsFunction(_ point: [Double]) throws(TransportError) -> [Double] {
    try images(of: Matrix(uncheckedRows: 1, columns: point.count, elements: point)).elements
  }

  /// T_eps at m points, m x d.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`, `invalidCost`.
  public func images(of points: Matrix) throws(TransportError) -> Matrix {
    let geometry = try Geometry(source: points, target: target, cost: cost)
    let unused = [Double](repeating: 0, count: points.rows)
    let potentials = try SchrodingerPotentials(f: unused, g: potential, epsilon: epsilon)
    return try EntropicPlan(potentials, in: geometry).barycentricProjection()
  }
}
