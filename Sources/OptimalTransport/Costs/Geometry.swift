/// The ground cost of every pair of atoms, c_ij, i < rows, j < columns, stored or computed.
///
/// - dense: the user's m x n matrix;
/// - sparse: some pairs; the others are forbidden (cost +infinity);
/// - clouds: computed from the points by SIMD kernels each time it is asked for, never stored;
/// - grids: as clouds of cell centres, and c-transforms axis by axis where the cost is a sum over axes;
/// - closure: computed by the user's function.
///
/// Complexity: O((m + n) d) memory for clouds and closures.
public struct Geometry: Sendable {
  enum Storage: Sendable {
    case dense(Matrix)
    case sparse(SparseCost, byColumns: SparseCost)
    case clouds(source: CoordinateArray, target: CoordinateArray)
    case closure(@Sendable ([Double], [Double]) -> Double)
  }

  /// The number of source atoms m.
  public let rows: Int
  /// The number of target atoms n.
  public let columns: Int
  let storage: Storage
  /// The points and the cost that the geometry comes from, if any.
  let origin: Origin?

  /// Set for grids with a cost that is a sum over axes.
  var grid: GridCost?

  /// Where the costs come from.
  struct Origin: Sendable {
    let source: Matrix
    let target: Matrix
    let cost: GroundCost
  }

  /// The geometry of a user's matrix of costs.
  ///
  /// - Throws: `emptyInput`, `invalidCost` for a NaN or an infinity; forbid pairs with a sparse cost.
  public init(dense matrix: Matrix) throws(TransportError) {
    guard matrix.rows > 0, matrix.columns > 0 else { throw .emptyInput(argument: "cost matrix") }
    if let k = matrix.elements.firstIndex(where: { !$0.isFinite }) {
      throw .invalidCost(
        argument: "cost matrix", row: k / matrix.columns, column: k % matrix.columns,
        value: matrix.elements[k])
    }
    self.init(uncheckedDense: matrix)
  }

  /// The geometry of a cost known on some pairs only.
  public init(sparse cost: SparseCost) {
    rows = cost.rows
    columns = cost.columns
    storage = .sparse(cost, byColumns: cost.transposed)
    origin = nil
  }

  /// The geometry of two clouds, m x d and n x d, under a ground cost.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch` for different dimensions, `nonFinite`, `outOfRange` for a
  ///   power p <= 0, `invalidCost` where a cost overflows or is undefined.
  public init(source: Matrix, target: Matrix, cost: GroundCost) throws(TransportError) {
    guard source.rows > 0, source.columns > 0 else { throw .emptyInput(argument: "source points") }
    guard target.rows > 0 else { throw .emptyInput(argument: "target points") }
    guard source.columns == target.columns else {
      throw .shapeMismatch(
        argument: "target points", expected: "dimension \(source.columns), as the source has",
        found: "dimension \(target.columns)")
    }
    try checkFinite(source.elements, argument: "source points")
    try checkFinite(target.elements, argument: "target points")
    if case .power(let p) = cost, !(p > 0 && p.isFinite) {
      throw .outOfRange(argument: "power p", value: p, expected: "a finite number above 0")
    }
    try cost.checkDefined(source: source, target: target)
    self.init(uncheckedSource: source, target: target, cost: cost)
    try checkNoOverflow()
  }

  /// The geometry of the cells of two grids under a ground cost.
  ///
  /// - Throws: as for clouds.
  public init(source: GridDensity, target: GridDensity, cost: GroundCost) throws(TransportError) {
    try self.init(source: source.centers, target: target.centers, cost: cost)
    grid = GridCost(source: source, target: target, cost: cost)
  }

  init(uncheckedDense matrix: Matrix) {
    rows = matrix.rows
    columns = matrix.columns
    storage = .dense(matrix)
    origin = nil
  }

  init(uncheckedSource source: Matrix, target: Matrix, cost: GroundCost) {
    rows = source.rows
    columns = target.rows
    origin = Origin(source: source, target: target, cost: cost)
    if case .custom(let function) = cost {
      storage = .closure(function)
    } else {
      let embedding = KernelEmbedding(source: source, target: target, cost: cost)
      storage = .clouds(source: embedding.array(source), target: embedding.array(target))
    }
  }

  /// The cost of pair (i, j); +infinity where it is forbidden.
  public func cost(_ i: Int, _ j: Int) -> Double {
    switch storage {
    case .dense(let matrix): matrix.elements[i * columns + j]
    case .sparse(let cost, _): cost.cost(i, j)
    case .clouds(let source, let target): target.cost(from: source, i, to: j)
    case .closure(let function): function(origin!.source.row(i), origin!.target.row(j))
    }
  }

  /// Whether every pair may carry mass.
  public var allowsEveryPair: Bool {
    if case .sparse = storage { false } else { true }
  }

  /// The same costs on some of the atoms. Complexity: a dense matrix is copied, points are O(m + n).
  func restricted(rows keptRows: [Int], columns keptColumns: [Int]) -> Geometry {
    switch storage {
    case .dense(let matrix):
      var elements: [Double] = []
      elements.reserveCapacity(keptRows.count * keptColumns.count)
      for i in keptRows { for j in keptColumns { elements.append(matrix[i, j]) } }
      return Geometry(
        uncheckedDense: Matrix(
          uncheckedRows: keptRows.count, columns: keptColumns.count, elements: elements))
    case .sparse(let cost, _):
      return Geometry(sparse: cost.restricted(rows: keptRows, columns: keptColumns))
    case .clouds, .closure:
      return Geometry(
        uncheckedSource: origin!.source.selecting(keptRows),
        target: origin!.target.selecting(keptColumns), cost: origin!.cost)
    }
  }
}

extension GroundCost {
  /// Throws where the formula has no value: cosine at the origin.
  fileprivate func checkDefined(source: Matrix, target: Matrix) throws(TransportError) {
    guard case .cosine = self else { return }
    for i in 0..<source.rows where source.row(i).allSatisfy({ $0 == 0 }) {
      throw .invalidCost(argument: "cosine cost", row: i, column: 0, value: .nan)
    }
    for j in 0..<target.rows where target.row(j).allSatisfy({ $0 == 0 }) {
      throw .invalidCost(argument: "cosine cost", row: 0, column: j, value: .nan)
    }
  }
}

extension Matrix {
  /// The listed rows, in that order.
  func selecting(_ indices: [Int]) -> Matrix {
    Matrix(uncheckedRows: indices.count, columns: columns, elements: indices.flatMap { row($0) })
  }

  /// The matrix with each row replaced by its image, of the same length.
  func mapRows(_ transform: ([Double]) -> [Double]) -> Matrix {
    Matrix(
      uncheckedRows: rows, columns: columns, elements: (0..<rows).flatMap { transform(row($0)) })
  }
}
