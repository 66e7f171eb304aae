public import OptimalTransport

/// Ground costs given as a matrix in a file.
public enum CostFile {
  /// Reads a cost: `.npy` or `.csv` with an m x n matrix, `.npz` with a matrix `cost`, or with the triplets
  /// `rows, cols, cost` and `shape` = [m, n], where absent pairs are forbidden.
  ///
  /// - Throws: `fileAccess`, `malformedFile`, and as `Geometry.init` and `SparseCost.init`, each with the
  ///   file's path.
  public static func load(_ path: String) throws(TransportError) -> Geometry {
    switch fileExtension(of: path) {
    case "npy": return try dense(NPYFile.load(path), path)
    case "npz": return try geometry(in: NPZArchive(path: path))
    case "csv":
      let matrix = try CSVFile.matrix(.read(path))
      return try naming(path) { () throws(TransportError) in try Geometry(dense: matrix) }
    default:
      throw .malformedFile(
        path: path, reason: "its name does not tell its format",
        remedy: "Give a cost matrix that ends in .npy, .npz or .csv.")
    }
  }

  static func geometry(in archive: NPZArchive) throws(TransportError) -> Geometry {
    let cost = try archive.requiredArray("cost")
    let indexKeys = archive.keys.filter(["rows", "cols", "shape"].contains)
    if indexKeys.isEmpty { return try dense(cost, archive.path) }
    let rows = try archive.requiredArray("rows")
    let columns = try archive.requiredArray("cols")
    let shape = try archive.requiredArray("shape")
    return try naming(archive.path) { () throws(TransportError) in
      let counts = try shape.atomCounts()
      return Geometry(
        sparse: try SparseCost(
          rows: counts.rows, columns: counts.columns, rowIndices: rows.integers(argument: "rows"),
          columnIndices: columns.integers(argument: "cols"), values: cost.list(argument: "cost")))
    }
  }

  private static func dense(
    _ array: NumericArray, _ path: String
  ) throws(TransportError) -> Geometry {
    try naming(path) { () throws(TransportError) in
      try Geometry(dense: array.matrix(argument: "cost matrix"))
    }
  }
}
