public import OptimalTransport

extension PushforwardMap {
  /// Formulas, or the file that a name ending in `.npz` stands for: `map`, the grid's shape and d, at the
  /// centres of the cells of `box` or of the measure, or n x k, the images of the points of a cloud.
  ///
  /// - Throws: `malformedExpression`, `fileAccess`, `malformedFile`, `shapeMismatch`.
  public init(_ text: String, for measure: any Measure) throws(TransportError) {
    if Self.isFile(text) {
      self = try Self.file(text, for: measure)
    } else {
      try self.init(formulas: text, dimension: measure.dimension)
    }
  }

  /// Whether a text names a file rather than formulas.
  public static func isFile(_ text: String) -> Bool { text.lowercased().hasSuffix(".npz") }

  private static func file(
    _ path: String, for measure: any Measure
  ) throws(TransportError) -> PushforwardMap {
    let archive = try NPZArchive(path: path)
    let array = try archive.requiredArray("map")
    let d = measure.dimension
    if let cloud = measure as? PointCloud, array.shape.count == 2, array.shape[0] == cloud.count,
      d > 1 || !archive.keys.contains("box")
    {
      return .images(
        try Matrix(rows: array.shape[0], columns: array.shape[1], elements: array.values))
    }
    guard array.shape.count == d + 1, array.shape[d] == d else {
      throw .shapeMismatch(
        argument: "\(path): map", expected: "an extent for each of \(d) axes, and \(d)",
        found: "\(array.shape)")
    }
    let shape = Array(array.shape[..<d])
    let box = try box(in: archive, for: measure, shape: shape)
    return .grid(
      try GridMap(
        shape: shape, box: box,
        images: Matrix(rows: shape.reduce(1, *), columns: d, elements: array.values)))
  }

  /// The box of the file; else that of a source on a grid, or the unit cube.
  private static func box(
    in archive: NPZArchive, for measure: any Measure, shape: [Int]
  ) throws(TransportError) -> Box {
    guard let corners = try archive.array("box") else {
      return (measure as? GridDensity)?.box ?? Box.unit(shape.count)
    }
    guard corners.shape == [shape.count, 2] else {
      throw .shapeMismatch(
        argument: "\(archive.path): box", expected: "\(shape.count) x 2, lower and upper ends",
        found: "\(corners.shape)")
    }
    return try Box(
      lower: shape.indices.map { corners.values[2 * $0] },
      upper: shape.indices.map { corners.values[2 * $0 + 1] })
  }
}
