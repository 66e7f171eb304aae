/// The lengths of shortest ways around walls, between cell centres.
///
/// A way goes in straight lines of sight and bends in cells that touch the corners of walls only.
/// It exists, so it is no shorter than the shortest one; it is longer by a part of a cell's
/// diagonal a bend, as true corners are half of that away from centres. Complexity: a line of sight
/// costs the cells on it; one search costs the cells in reach times one more than the corners in
/// reach.
struct ShortestWays: Sendable {
  /// A cell and how far it is.
  struct Place: Sendable {
    let cell: Int
    let length: Double
  }

  private let graph: SightGraph
  private let reach: Double
  /// The lines to the cells in reach, were there no walls.
  private let lines: [SightLine]
  /// What each corner of a wall sees.
  private let views: [Int: [Place]]

  /// - Parameter reach: longer ways are not looked for.
  init(_ graph: SightGraph, reach: Double) {
    self.graph = graph
    self.reach = reach
    let lines = Self.lines(graph, reach)
    self.lines = lines
    let corners = graph.corners
    let seen = ParallelLoop.map(count: corners.count) {
      Self.view(from: corners[$0], graph, lines)
    }
    views = Dictionary(uniqueKeysWithValues: zip(corners, seen))
  }

  private static func lines(_ graph: SightGraph, _ reach: Double) -> [SightLine] {
    let ranges = (0..<3).map { k -> ClosedRange<Int> in
      guard k < graph.axes.count else { return 0...0 }
      let axis = graph.axes[k]
      let most = graph.periodicAxes.contains(k) ? axis.count / 2 : axis.count - 1
      let steps = Int(min(Double(most), reach / axis.step))
      return -steps...steps
    }
    return ranges[0].flatMap { i in
      ranges[1].flatMap { j in
        ranges[2].map { SightLine(to: SIMD3(i, j, $0), axes: graph.axes) }
      }
    }.filter { $0.length <= reach }
  }

  private static func view(
    from cell: Int, _ graph: SightGraph, _ lines: [SightLine]
  ) -> [Place] {
    let start = graph.position(of: cell)
    return lines.compactMap { line in
      guard let other = graph.cell(at: start &+ line.end), line.isOpen(from: start, graph) else {
        return nil
      }
      return Place(cell: other, length: line.length)
    }
  }

  /// All cells within reach of the nearest of some cells, in no order.
  func places(from sources: [Int]) -> [Place] {
    var best: [Int: Double] = [:]
    var open: Set<Int> = []
    func extend(_ view: [Place], by length: Double) {
      for place in view where length + place.length <= reach {
        let total = length + place.length
        guard total < best[place.cell, default: .infinity] else { continue }
        best[place.cell] = total
        if views[place.cell] != nil { open.insert(place.cell) }
      }
    }
    for source in sources {
      extend(views[source] ?? Self.view(from: source, graph, lines), by: 0)
    }
    // Dijkstra's search among the corners; a view adds no length to the cell itself.
    while let corner = open.min(by: { (best[$0]!, $0) < (best[$1]!, $1) }) {
      open.remove(corner)
      extend(views[corner]!, by: best[corner]!)
    }
    return best.map { Place(cell: $0.key, length: $0.value) }
  }
}
