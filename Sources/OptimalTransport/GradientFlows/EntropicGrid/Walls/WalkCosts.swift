import Foundation

/// Squared lengths of the shortest ways between the cells of a grid with walls, for the pairs
/// within reach of each other; the others are forbidden.
///
/// Stored by rows, symmetric: entries of row i stand at rowStart[i]..<rowStart[i + 1]. Walls have
/// none.
struct WalkCosts: Sendable {
  private let rowStart: [Int]
  private let columnIndex: [Int32]
  private let values: [Double]
  /// At least the square of some way between any two cells that have one.
  let greatest: Double
  /// The cells that ways connect, in parts.
  let parts: [[Int]]

  /// The most pairs stored: 16 bytes each.
  static let limit = 1 << 27

  /// - Throws: `outOfRange` for a reach of more pairs than memory should hold.
  init(_ graph: SightGraph, reach: Double) throws(TransportError) {
    let cellsInReach = graph.axes.reduce(1.0) {
      $0 * min(Double($1.count), 1 + 2 * reach / $1.step)
    }
    guard cellsInReach * Double(graph.isFree.count) <= Double(Self.limit) else {
      throw .outOfRange(
        argument: "reach", value: reach,
        expected: "fewer than \(Self.limit) pairs of cells within it")
    }
    let ways = ShortestWays(graph, reach: reach)
    let rows = ParallelLoop.map(count: graph.isFree.count, grain: 16) { i in
      graph.isFree[i] ? ways.places(from: [i]).sorted { $0.cell < $1.cell } : []
    }
    rowStart = rows.reduce(into: [0]) { $0.append($0.last! + $1.count) }
    columnIndex = rows.flatMap { $0.map { Int32($0.cell) } }
    values = rows.flatMap { $0.map { $0.length * $0.length } }
    (parts, greatest) = Self.parts(graph)
  }

  /// The cells that ways connect, and twice the farthest that one cell of a part is, squared: any
  /// two have a way over a third.
  private static func parts(_ graph: SightGraph) -> (parts: [[Int]], greatest: Double) {
    let ways = ShortestWays(graph, reach: .infinity)
    var (parts, farthest, isSeen) = ([[Int]](), 0.0, graph.isFree.map { !$0 })
    for cell in isSeen.indices where !isSeen[cell] {
      let places = ways.places(from: [cell])
      for place in places { isSeen[place.cell] = true }
      parts.append(places.map(\.cell).sorted())
      farthest = max(farthest, 2 * (places.map(\.length).max() ?? 0))
    }
    return (parts, farthest * farthest)
  }

  /// out_i = -eps log sum_j exp((shift_j - c_ij) / eps); infinity for a row without terms.
  func softTransform(of shift: [Double], epsilon: Double) -> [Double] {
    ParallelLoop.map(count: shift.count, grain: 64) { i in
      let range = rowStart[i]..<rowStart[i + 1]
      var least = Double.infinity
      for k in range { least = min(least, values[k] - shift[Int(columnIndex[k])]) }
      guard least < .infinity else { return least }
      var sum = 0.0
      for k in range {
        sum += exp((least - (values[k] - shift[Int(columnIndex[k])])) / epsilon)
      }
      return least - epsilon * log(sum)
    }
  }

  /// The marginals and the cost of P_ij = exp((rowShift_i + columnShift_j - c_ij) / eps).
  func gibbsSums(_ rowShift: [Double], _ columnShift: [Double], epsilon: Double) -> GibbsSums {
    let empty = [Double](repeating: 0, count: rowShift.count)
    var (sums, cost) = (GibbsSums(rows: empty, columns: empty, cost: 0), CompensatedSum())
    for i in rowShift.indices where rowShift[i] > -.infinity {
      for k in rowStart[i]..<rowStart[i + 1] {
        let j = Int(columnIndex[k])
        let p = exp((rowShift[i] + columnShift[j] - values[k]) / epsilon)
        sums.rows[i] += p
        sums.columns[j] += p
        cost.add(p, times: values[k])
      }
    }
    sums.cost = cost.value
    return sums
  }
}
