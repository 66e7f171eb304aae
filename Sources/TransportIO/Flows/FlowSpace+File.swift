import OptimalTransport

extension FlowSpace {
  /// The kinds of space that a file may name.
  static let kinds = ["line", "grid"]

  /// Reads a space.
  init(_ object: JSONObject) throws {
    switch try object.onlyKey(of: Self.kinds) {
    case "line":
      let line = try object.object("line", allowing: ["cells", "walls"])
      self = .line(
        cells: try line.count("cells", atLeast: 2),
        walls: line.keys.contains("walls") ? try line.interval("walls") : nil)
    default:
      self = .grid(try FlowGrid(object.object("grid", allowing: ["cells", "box"])))
    }
  }

  /// Where the mass stays; nil where that is not known.
  var intervals: [ClosedRange<Double>]? {
    switch self {
    case .line(_, let walls): walls.map { [$0] }
    case .grid(let grid): zip(grid.box.lower, grid.box.upper).map { $0...$1 }
    }
  }
}

extension FlowGrid {
  fileprivate init(_ object: JSONObject) throws {
    let corners: [[Double]] = try object.value("box")
    box = try object.checked("box") { () throws(TransportError) in try Box(intervals: corners) }
    let cells = try object.list("cells").map { Int(exactly: $0) ?? 0 }
    shape = cells.count == 1 ? [Int](repeating: cells[0], count: box.dimension) : cells
    guard shape.count == box.dimension, shape.allSatisfy({ $0 >= 2 && $0 <= 1 << 14 }),
      (1...3).contains(shape.count), shape.reduce(1, *) <= 1 << 26
    else {
      throw object.objection(
        "cells are \(cells); expected a count from 2 to 16384 for each of 1 to 3 axes of the box")
    }
  }
}
