public import OptimalTransport

/// Measures from files of every format, told apart by the ending of their names.
public enum MeasureFile {
  /// The endings that ``load(_:as:)`` knows.
  public static let extensions = ["png", "pgm", "csv", "npz", "npy", "json"]

  /// Reads a measure.
  ///
  /// | ending | holds | becomes |
  /// |---|---|---|
  /// | `.png`, `.pgm` | a picture; grey level is mass | `GridDensity` of mass 1 on the unit square |
  /// | `.csv` | columns `x1`...`xd`, optional `weight` | `PointCloud` |
  /// | `.npz` | `points`, optional `weights` | `PointCloud` |
  /// | `.npz` | `density`, optional `box` (d x 2, lower and upper) | `GridDensity` |
  /// | `.npy` | one array, read as `interpretation` says | `PointCloud` or `GridDensity` |
  /// | `.json` | a Gaussian, a mixture, a law on the line, points or a density | that |
  ///
  /// Axis k of an array is coordinate k; the box is the unit cube where none is given.
  ///
  /// - Parameter interpretation: what a `.npy` array means; other formats say it themselves.
  /// - Throws: `fileAccess`, `malformedFile`, and what the measure's initialiser throws, each with the
  ///   file's path.
  public static func load(
    _ path: String, as interpretation: Interpretation? = nil
  ) throws(TransportError) -> any Measure {
    switch fileExtension(of: path) {
    case "png", "pgm": return try ImageFile.loadDensity(path)
    case "csv": return try CSVFile.loadCloud(path)
    case "npz": return try measure(in: NPZArchive(path: path))
    case "npy": return try measure(of: NPYFile.load(path), as: interpretation, path: path)
    case "json": return try measure(json: .read(path))
    default:
      throw .malformedFile(
        path: path, reason: "its name does not tell its format",
        remedy: "Give a file that ends in \(dotted(extensions)).")
    }
  }

  static func measure(json contents: FileContents) throws(TransportError) -> any Measure {
    let description = try contents.json(MeasureDescription.self)
    return try naming(contents.path) { () throws(TransportError) in try description.measure() }
  }

  static func measure(in archive: NPZArchive) throws(TransportError) -> any Measure {
    let keys = archive.keys
    guard keys.contains("points") != keys.contains("density") else {
      throw .malformedFile(
        path: archive.path,
        reason: "it needs either 'points' or 'density'; the keys found are \(listed(keys))",
        remedy: "Save a cloud as points[, weights], or a grid as density[, box].")
    }
    if let array = try archive.array("points") {
      let weights = try archive.array("weights")
      return try naming(archive.path) { () throws(TransportError) in
        try PointCloud(points: array.points(), weights: weights?.list(argument: "weights"))
      }
    }
    let density = try archive.requiredArray("density")
    let corners = try archive.array("box")
    return try naming(archive.path) { () throws(TransportError) in
      let box = try corners.map { corners throws(TransportError) in try corners.box() }
      return try GridDensity(shape: density.shape, box: box, values: density.values)
    }
  }

  static func measure(
    of array: NumericArray, as interpretation: Interpretation?, path: String
  ) throws(TransportError) -> any Measure {
    guard let interpretation else {
      throw .malformedFile(
        path: path, reason: "an .npy file does not say what its numbers mean",
        remedy: "Pass --as points, --as density or --as weights.")
    }
    return try naming(path) { () throws(TransportError) -> any Measure in
      switch interpretation {
      case .points: return try PointCloud(points: array.points())
      case .density: return try GridDensity(shape: array.shape, values: array.values)
      case .weights:
        // On the unit cube a cell of mass w has density w times the number of cells.
        let scale = Double(array.values.count)
        return try GridDensity(shape: array.shape, values: array.values.map { $0 * scale })
      }
    }
  }
}

/// ".png, .pgm": endings for a message.
func dotted(_ extensions: [String]) -> String {
  extensions.map { "." + $0 }.joined(separator: ", ")
}
