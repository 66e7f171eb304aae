public import OptimalTransport

/// Point clouds and matrices as text, `.csv`.
public enum CSVFile {
  /// Reads a cloud: columns `x1` to `xd` and, optionally, `weight`, in any order.
  ///
  /// Without a line of names, all columns are coordinates. `# x1,x2,weight` above the numbers, as
  /// `numpy.savetxt` writes it, counts as a line of names.
  ///
  /// - Throws: `fileAccess`; `malformedFile` with line, column and text; and as `PointCloud.init`.
  public static func loadCloud(_ path: String) throws(TransportError) -> PointCloud {
    try cloud(.read(path))
  }

  static func cloud(_ contents: FileContents) throws(TransportError) -> PointCloud {
    let table = try CSVTable(contents)
    let columns = try CloudColumn.order(of: table, contents)
    let points = try table.matrix(columns.coordinates)
    let weights = columns.weight.map { column in
      (0..<table.rowCount).map { table.values[$0 * table.columnCount + column] }
    }
    return try naming(contents.path) { () throws(TransportError) in
      try PointCloud(points: points, weights: weights)
    }
  }

  /// Reads a matrix: numbers in columns, one row a line, without names.
  static func matrix(_ contents: FileContents) throws(TransportError) -> Matrix {
    let table = try CSVTable(contents)
    if let names = table.names {
      throw contents.malformed(
        "its first line holds the names \(listed(names))",
        "Remove that line: a cost matrix holds numbers only.")
    }
    return try table.matrix(Array(0..<table.columnCount))
  }

  /// Writes a cloud with the columns `x1` to `xd` and `weight`; it appears whole or not at all.
  ///
  /// Every number is the shortest text that reads back as the same Double.
  ///
  /// - Throws: `fileAccess`.
  public static func save(_ cloud: PointCloud, to path: String) throws(TransportError) {
    var text = (1...cloud.dimension).map { "x\($0)," }.joined() + "weight\n"
    for i in 0..<cloud.count {
      for k in 0..<cloud.dimension { text += "\(cloud.points[i, k])," }
      text += "\(cloud.weights[i])\n"
    }
    try AtomicFile.write(Array(text.utf8), to: path)
  }
}

/// Which column of a table is which coordinate of a cloud.
struct CloudColumn {
  var coordinates: [Int]
  var weight: Int?

  /// Whether a column of a cloud may have this name.
  static func isName(_ name: String) -> Bool { name == "weight" || coordinate(name) != nil }

  /// The k of a name xk, from 1.
  private static func coordinate(_ name: String) -> Int? {
    guard let k = Int(name.dropFirst()), k >= 1, name == "x\(k)" else { return nil }
    return k
  }

  static func order(
    of table: CSVTable, _ contents: FileContents
  ) throws(TransportError) -> CloudColumn {
    guard let names = table.names else {
      return CloudColumn(coordinates: Array(0..<table.columnCount), weight: nil)
    }
    let weight = names.firstIndex(of: "weight")
    let dimension = names.count - (weight == nil ? 0 : 1)
    var places = [Int?](repeating: nil, count: dimension)
    var isUsable = names.count == table.columnCount && dimension > 0
    for (column, name) in names.enumerated() where column != weight {
      guard let k = coordinate(name), k <= dimension, places[k - 1] == nil else {
        isUsable = false
        break
      }
      places[k - 1] = column
    }
    guard isUsable else {
      throw contents.malformed(
        "its columns \(listed(names)) are not x1 to xd and an optional weight",
        "Name the columns x1,x2,...,weight in any order, or leave numbers only.")
    }
    return CloudColumn(coordinates: places.compactMap { $0 }, weight: weight)
  }
}

extension CSVTable {
  /// The listed columns, in that order.
  fileprivate func matrix(_ columns: [Int]) throws(TransportError) -> Matrix {
    if columns == Array(0..<columnCount) {
      return try Matrix(rows: rowCount, columns: columnCount, elements: values)
    }
    var elements: [Double] = []
    elements.reserveCapacity(rowCount * columns.count)
    for i in 0..<rowCount { for k in columns { elements.append(values[i * columnCount + k]) } }
    return try Matrix(rows: rowCount, columns: columns.count, elements: elements)
  }
}
