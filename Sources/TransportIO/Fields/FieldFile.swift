public import OptimalTransport

/// Vector fields and matrices from files, told apart by the ending of their names.
public enum FieldFile {
  /// The endings that ``load(_:box:)`` knows.
  public static let extensions = ["npy", "npz", "csv"]

  /// A field as a file gives it.
  public enum Contents: Sendable, Equatable {
    /// On the cells of a grid.
    case grid(VectorField)
    /// On scattered points.
    case samples(SampledField)
  }

  /// Reads a vector field.
  ///
  /// | ending | holds | becomes |
  /// |---|---|---|
  /// | `.npy` | an array of shape grid + d, d the number of grid axes | a field on a grid |
  /// | `.npz` | `field` of that shape, optional `box` (d x 2) | a field on a grid |
  /// | `.npz` | `points` and `values`, both n x d, optional `weights` | samples |
  /// | `.csv` | columns `x1`...`xd`, `v1`...`vd`, optional `weight` | samples |
  ///
  /// Axis k of a grid is coordinate k; n numbers are a field on the line.
  ///
  /// - Parameter box: the box of a grid; without it the file's, or the unit cube.
  /// - Throws: `fileAccess`, `malformedFile`, `notApplicable` for a box given with samples, and as
  ///   the field's initialiser, with the file's path.
  public static func load(_ path: String, box: Box? = nil) throws(TransportError) -> Contents {
    switch fileExtension(of: path) {
    case "npy": return .grid(try grid(NPYFile.load(path), box: box, path: path))
    case "npz": return try contents(of: NPZArchive(path: path), box: box)
    case "csv": return try samples(CSVFieldTable(.read(path)).field(), box: box, path: path)
    default: throw unknownEnding(path, "a field")
    }
  }

  /// Reads a matrix: `.npy` with two axes, `.npz` with the key `matrix`, or `.csv` with numbers
  /// only.
  ///
  /// - Throws: `fileAccess`, `malformedFile`, `shapeMismatch`, `nonFinite`, with the file's path.
  public static func loadMatrix(_ path: String) throws(TransportError) -> Matrix {
    switch fileExtension(of: path) {
    case "npy": return try matrix(NPYFile.load(path), path)
    case "npz": return try matrix(NPZArchive(path: path).requiredArray("matrix"), path)
    case "csv":
      let contents = try FileContents.read(path)
      let table = try CSVTable(contents)
      if let names = table.names {
        throw contents.malformed(
          "its first line holds the names \(listed(names))",
          "Remove that line: a matrix holds numbers only.")
      }
      return try Matrix(rows: table.rowCount, columns: table.columnCount, elements: table.values)
    default: throw unknownEnding(path, "a matrix")
    }
  }

  private static func matrix(
    _ array: NumericArray, _ path: String
  ) throws(TransportError) -> Matrix {
    try naming(path) { () throws(TransportError) in
      if let index = array.values.firstIndex(where: { !$0.isFinite }) {
        throw .nonFinite(argument: "matrix", index: index, value: array.values[index])
      }
      return try array.matrix(argument: "matrix")
    }
  }

  private static func unknownEnding(_ path: String, _ what: String) -> TransportError {
    .malformedFile(
      path: path, reason: "its name does not tell its format",
      remedy: "Give \(what) that ends in \(dotted(extensions)).")
  }
}

extension FieldFile {
  static func contents(of archive: NPZArchive, box: Box?) throws(TransportError) -> Contents {
    let keys = archive.keys
    guard keys.contains("field") != keys.contains("points") else {
      throw .malformedFile(
        path: archive.path,
        reason: "it needs either 'field' or 'points'; the keys found are \(listed(keys))",
        remedy: "Save a grid as field[, box], or samples as points, values[, weights].")
    }
    if let array = try archive.array("field") {
      let corners = try archive.array("box")
      return try .grid(
        naming(archive.path) { () throws(TransportError) in
          let stored = try corners.map { corners throws(TransportError) in try corners.box() }
          return try grid(array, box: box ?? stored, path: archive.path)
        })
    }
    let points = try archive.requiredArray("points")
    let values = try archive.requiredArray("values")
    let weights = try archive.array("weights")
    let field = try naming(archive.path) { () throws(TransportError) in
      try SampledField(
        base: PointCloud(
          points: points.points(), weights: weights?.list(argument: "weights")),
        values: values.points())
    }
    return try samples(field, box: box, path: archive.path)
  }

  static func grid(
    _ array: NumericArray, box: Box?, path: String
  ) throws(TransportError) -> VectorField {
    let isLine = array.shape.count == 1
    let shape = isLine ? array.shape : Array(array.shape.dropLast())
    let components = isLine ? 1 : array.shape.last ?? 0
    guard !shape.isEmpty, shape.count == components else {
      throw .malformedFile(
        path: path,
        reason: "an array of shape \(array.shape) is not a field on a grid: d axes of cells need d "
          + "components on the last axis",
        remedy: "Save shape grid + d, e.g. n x m x 2; samples on scattered points as an .npz with "
          + "points and values; a matrix needs --matrix.")
    }
    return try naming(path) { () throws(TransportError) in
      try VectorField(
        shape: shape, box: box,
        vectors: Matrix(
          rows: array.values.count / components, columns: components, elements: array.values))
    }
  }

  private static func samples(
    _ field: SampledField, box: Box?, path: String
  ) throws(TransportError) -> Contents {
    guard box == nil else {
      throw .notApplicable(
        method: "--box", reason: "\(path) holds samples, whose points are in the file",
        remedy: "Leave --box out, or give a field on a grid.")
    }
    return .samples(field)
  }
}
