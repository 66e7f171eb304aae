import OptimalTransport

/// A field in a text table: columns `x1` to `xd`, `v1` to `vd` and, optionally, `weight`, in any
/// order.
struct CSVFieldTable {
  private let contents: FileContents
  private let table: CSVTable

  init(_ contents: FileContents) throws(TransportError) {
    self.contents = contents
    table = try CSVTable(contents)
  }

  func field() throws(TransportError) -> SampledField {
    let names = table.names ?? []
    let weight = names.firstIndex(of: "weight")
    let dimension = (names.count - (weight == nil ? 0 : 1)) / 2
    let (points, values) = (columns("x", dimension), columns("v", dimension))
    let found = points.count + values.count + (weight == nil ? 0 : 1)
    guard dimension > 0, points.count == dimension, values.count == dimension,
      found == table.columnCount, names.count == table.columnCount
    else {
      throw contents.malformed(
        "its columns \(listed(names)) are not x1 to xd, v1 to vd and an optional weight",
        "Name the columns in the first line: x1,x2,v1,v2 for vectors v at points x.")
    }
    return try naming(contents.path) { () throws(TransportError) in
      try SampledField(
        base: PointCloud(points: matrix(points), weights: weight.map(column)),
        values: matrix(values))
    }
  }

  /// The places of the columns `letter`1 to `letter``count` that there are.
  private func columns(_ letter: String, _ count: Int) -> [Int] {
    guard count > 0 else { return [] }
    return (1...count).compactMap { table.names?.firstIndex(of: "\(letter)\($0)") }
  }

  private func column(_ k: Int) -> [Double] {
    (0..<table.rowCount).map { table.values[$0 * table.columnCount + k] }
  }

  private func matrix(_ columns: [Int]) throws(TransportError) -> Matrix {
    let elements = (0..<table.rowCount).flatMap { row in
      columns.map { table.values[row * table.columnCount + $0] }
    }
    return try Matrix(rows: table.rowCount, columns: columns.count, elements: elements)
  }
}
