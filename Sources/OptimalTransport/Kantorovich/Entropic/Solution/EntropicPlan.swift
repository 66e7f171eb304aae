import Foundation

/// The plan P_ij = exp((f_i + g_j - c_ij) / eps) of Schroedinger potentials, applied without being
/// stored.
///
/// Complexity: each call O(m n) time, in parallel, and O(m + n) memory.
public struct EntropicPlan: Sendable {
  /// The potentials that P comes from.
  public let potentials: SchrodingerPotentials
  let kernel: GibbsKernel

  init(_ potentials: SchrodingerPotentials, kernel: GibbsKernel) {
    self.potentials = potentials
    self.kernel = kernel
  }

  /// The plan of potentials on a geometry.
  ///
  /// - Throws: `shapeMismatch`.
  public init(_ potentials: SchrodingerPotentials, in geometry: Geometry) throws(TransportError) {
    guard potentials.f.count == geometry.rows, potentials.g.count == geometry.columns else {
      throw .shapeMismatch(
        argument: "potentials", expected: "\(geometry.rows) and \(geometry.columns) values",
        found: "\(potentials.f.count) and \(potentials.g.count)")
    }
    self.init(potentials, kernel: GibbsKernel(geometry))
  }

  private var epsilon: Double { potentials.epsilon }
  private var geometry: Geometry { kernel.rowwise }

  /// (P w)_i = sum_j P_ij w_j.
  ///
  /// - Throws: `shapeMismatch` unless w has one number a column, `nonFinite`.
  public func apply(to w: [Double]) throws(TransportError) -> [Double] {
    try check(w, count: geometry.columns, argument: "w")
    return kernel.apply(w, f: potentials.f, g: potentials.g, epsilon: epsilon)
  }

  /// (P' w)_j = sum_i w_i P_ij.
  ///
  /// - Throws: as above.
  public func applyTransposed(to w: [Double]) throws(TransportError) -> [Double] {
    try check(w, count: geometry.rows, argument: "w")
    return kernel.applyTransposed(w, f: potentials.f, g: potentials.g, epsilon: epsilon)
  }

  private func check(_ w: [Double], count: Int, argument: String) throws(TransportError) {
    guard w.count == count else {
      throw .shapeMismatch(
        argument: argument, expected: "\(count) values", found: "\(w.count)")
    }
    try checkFinite(w, argument: argument)
  }

  /// P 1, P' 1 and <C, P>.
  public var sums: (source: [Double], target: [Double], cost: Double) {
    let sums = kernel.sums(f: potentials.f, g: potentials.g, epsilon: epsilon)
    return (sums.rows, sums.columns, sums.cost)
  }

  /// The barycentric projection T(x_i) = sum_j P_ij y_j / sum_j P_ij, m x d: the entropic map.
  ///
  /// At an atom without mass it is the limit, by the soft c-transform of g.
  /// - Throws: `notApplicable` where the geometry has no points.
  public func barycentricProjection() throws(TransportError) -> Matrix {
    guard let points = geometry.origin?.target else {
      throw .notApplicable(
        method: "barycentric projection", reason: "the costs are a matrix without points",
        remedy: "Make the problem from two point clouds.")
    }
    let normalizer = kernel.sourceTransform(potentials.g, epsilon: epsilon, near: nil)
    var result = Matrix(repeating: 0, rows: geometry.rows, columns: points.columns)
    for k in 0..<points.columns {
      let column = (0..<points.rows).map { points[$0, k] }
      let image = kernel.apply(column, f: normalizer, g: potentials.g, epsilon: epsilon)
      for i in image.indices { result[i, k] = image[i] }
    }
    return result
  }

  /// A stored plan and what it left out.
  public struct Truncation: Sendable {
    /// The entries kept.
    public let plan: TransportPlan
    /// The mass of the others.
    public let droppedMass: Double
  }

  /// The entries P_ij of at least `share` times their row's sum, and the mass of those left out.
  ///
  /// Complexity: O(m n) time; memory for the entries kept, at most `entryLimit`.
  /// - Throws: `outOfRange` unless 0 <= share <= 1, or for more than `entryLimit` entries.
  public func truncated(
    share: Double = 1e-9, entryLimit: Int = 1 << 27
  ) throws(TransportError) -> Truncation {
    guard share >= 0, share <= 1 else {
      throw .outOfRange(argument: "share", value: share, expected: "a number from 0 to 1")
    }
    let transform = kernel.sourceTransform(potentials.g, epsilon: epsilon, near: nil)
    let sums = potentials.f.indices.map { exp((potentials.f[$0] - transform[$0]) / epsilon) }
    // A row without mass keeps nothing.
    let threshold = sums.map { max($0 * share, .leastNonzeroMagnitude) }
    guard
      let entries = kernel.entries(
        f: potentials.f, g: potentials.g, epsilon: epsilon, threshold: threshold, limit: entryLimit)
    else {
      throw .outOfRange(
        argument: "entryLimit", value: Double(entryLimit),
        expected: "room for all entries: keep fewer with a greater share, or raise it")
    }
    let plan = TransportPlan(entries)
    let dropped = sums.compensatedSum() - plan.mass.compensatedSum()
    return Truncation(plan: plan, droppedMass: max(0, dropped))
  }
}

extension TransportPlan {
  init(_ entries: CompressedRows) {
    var (rows, columns, mass): ([Int], [Int], [Double]) = ([], [], [])
    rows.reserveCapacity(entries.count)
    columns.reserveCapacity(entries.count)
    mass.reserveCapacity(entries.count)
    entries.forEach { i, j, value in
      rows.append(i)
      columns.append(j)
      mass.append(value)
    }
    self.init(
      uncheckedRowCount: entries.rows, columnCount: entries.columns, rows: rows, columns: columns,
      mass: mass)
  }
}
