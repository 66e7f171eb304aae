public import OptimalTransport

/// Transport plans in `.npz` files, with the keys `rows`, `cols` (integers), `mass` and `shape` = [m, n].
public enum PlanFile {
  /// Writes a plan; the file appears whole or not at all.
  ///
  /// - Throws: `fileAccess`.
  public static func save(_ plan: TransportPlan, to path: String) throws(TransportError) {
    try NPZFile.save(
      [
        .init("rows", NumericArray(plan.rows), as: .int64),
        .init("cols", NumericArray(plan.columns), as: .int64),
        .init("mass", NumericArray(plan.mass)),
        .init("shape", NumericArray([plan.rowCount, plan.columnCount]), as: .int64),
      ], to: path)
  }

  /// Reads a plan.
  ///
  /// - Throws: `fileAccess`, `malformedFile`, and as `TransportPlan.init`, with the file's path.
  public static func load(_ path: String) throws(TransportError) -> TransportPlan {
    try plan(in: NPZArchive(path: path))
  }

  static func plan(in archive: NPZArchive) throws(TransportError) -> TransportPlan {
    let rows = try archive.requiredArray("rows")
    let columns = try archive.requiredArray("cols")
    let mass = try archive.requiredArray("mass")
    let shape = try archive.requiredArray("shape")
    return try naming(archive.path) { () throws(TransportError) in
      let counts = try shape.atomCounts()
      return try TransportPlan(
        rowCount: counts.rows, columnCount: counts.columns, rows: rows.integers(argument: "rows"),
        columns: columns.integers(argument: "cols"), mass: mass.list(argument: "mass"))
    }
  }
}
