/// The extension of a discrete potential to a map of all space: each point goes to the target atom
/// in whose Laguerre cell it lies.
///
/// T(x) = y_j*, j* = argmin_j c(x, y_j) - beta_j, and alpha(x) = min_j c(x, y_j) - beta_j. For the
/// cost |x - y|^2 it is the gradient of psi(x) = max_j (x.y_j - (|y_j|^2 - beta_j) / 2), convex and
/// piecewise linear, so cyclically monotone wherever it is evaluated. Where two cells meet it takes
/// the atom of least index; at an atom that an optimal plan splits, all its targets are tied.
///
/// It is the optimal map from a density to the atoms whose masses are those of the cells; beta from
/// samples of the density makes those masses right up to the sampling error. Atoms without mass are
/// left out.
///
/// Complexity: O(n d) a point in parallel, O(m + n) memory for m points. Source: Aurenhammer,
/// Hoffmann and Aronov 1998; Merigot 2011; Peyre and Cuturi 2019, section 5.2.
public struct LaguerreMap: Sendable {
  /// The target atoms with mass, by their index in the cloud.
  public let atoms: [Int]
  /// The ground cost c.
  public let cost: GroundCost
  private let sites: Matrix
  private let potential: [Double]

  /// The map of a target potential beta on the atoms of a cloud.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public init(
    target: PointCloud, beta: [Double], cost: GroundCost = .squaredEuclidean
  ) throws(TransportError) {
    guard beta.count == target.count else {
      throw .shapeMismatch(
        argument: "beta", expected: "\(target.count) values, one an atom", found: "\(beta.count)")
    }
    try checkFinite(beta, argument: "beta")
    atoms = beta.indices.filter { target.weights[$0] > 0 }
    sites = target.points.selecting(atoms)
    potential = atoms.map { beta[$0] }
    self.cost = cost
  }

  /// T(x).
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`, `invalidCost`.
  public func callAsFunction(_ point: [Double]) throws(TransportError) -> [Double] {
    try images(of: Matrix(uncheckedRows: 1, columns: point.count, elements: point)).elements
  }

  /// T at m points, m x d.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`, `invalidCost`.
  public func images(of points: Matrix) throws(TransportError) -> Matrix {
    sites.selecting(try minima(points).map(\.column))
  }

  /// The atom in whose cell each of m points lies, as an index in the cloud.
  ///
  /// - Throws: as above.
  public func cells(of points: Matrix) throws(TransportError) -> [Int] {
    try minima(points).map { atoms[$0.column] }
  }

  /// alpha at m points, the c-transform of beta.
  ///
  /// - Throws: as above.
  public func alpha(at points: Matrix) throws(TransportError) -> [Double] {
    try minima(points).map(\.value)
  }

  private func minima(_ points: Matrix) throws(TransportError) -> [RowMinimum] {
    let geometry = try Geometry(source: points, target: sites, cost: cost)
    let shift = ScratchArray(potential)
    return ParallelLoop.map(count: points.rows, grain: max(1, 4096 / atoms.count)) {
      geometry.reducedMinimum(row: $0, shift: shift)
    }
  }
}
