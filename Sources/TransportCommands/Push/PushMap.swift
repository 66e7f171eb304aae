import OptimalTransport
import TransportIO

/// A map as the command line gives it.
enum PushMap {
  /// One formula a coordinate of the result.
  case formulas([TransportIO.Expression])
  /// Values on a grid.
  case grid(GridMap)
  /// The image of each point of a cloud.
  case images(Matrix)

  /// Whether `--map` names a file.
  static func isFile(_ text: String) -> Bool { text.lowercased().hasSuffix(".npz") }

  /// Parses formulas, or reads a file.
  ///
  /// - Throws: `malformedExpression`, `fileAccess`, `malformedFile`, `shapeMismatch`.
  init(_ text: String, for measure: any Measure) throws(TransportError) {
    if Self.isFile(text) {
      self = try Self.file(text, for: measure)
    } else {
      self = .formulas(
        try TransportIO.Expression.list(text, variables: .coordinates(measure.dimension)))
    }
  }

  private static func file(
    _ path: String, for measure: any Measure
  ) throws(TransportError) -> PushMap {
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

extension ScalarMap {
  /// A formula in one coordinate, with its exact derivative and the proof of its shape by interval
  /// arithmetic.
  init(_ formula: TransportIO.Expression) {
    let slope = formula.derivative(at: 0)
    let curvature = slope.derivative(at: 0)
    self.init(
      { formula.evaluate($0) }, derivative: { slope.evaluate($0) },
      shape: { interval in
        guard formula.range(over: [interval], isContinuous: true) != nil,
          let slopes = slope.range(over: [interval])
        else { return .unknown }
        if slopes == 0...0 { return .constant }
        if !slopes.contains(0) { return .monotone }
        guard slope.range(over: [interval], isContinuous: true) != nil,
          let curvatures = curvature.range(over: [interval]), !curvatures.contains(0)
        else { return .unknown }
        return .curved
      })
  }
}

extension VectorMap {
  /// One formula a coordinate of the values, with the exact Jacobian.
  init(_ formulas: [TransportIO.Expression], from dimension: Int) throws(TransportError) {
    let slopes = formulas.flatMap { formula in (0..<dimension).map { formula.derivative(at: $0) } }
    let rows = formulas.count
    try self.init(
      from: dimension, to: rows,
      jacobian: { x in
        try! Matrix(rows: rows, columns: dimension, elements: slopes.map { $0.evaluate(x) })
      }, { x in formulas.map { $0.evaluate(x) } })
  }
}
