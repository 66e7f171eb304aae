/// The straight way from the centre of a cell to that of another, some steps away, by the cells
/// that must be free for one to see the other: those that it crosses, and at corners, through which
/// it passes exactly, those of one way around on faces. All in exact arithmetic.
struct SightLine: Sendable {
  /// The steps to the other cell.
  let end: SIMD3<Int>
  /// Its length.
  let length: Double
  /// Steps to the cells that it crosses, the last one included.
  private let cells: [SIMD3<Int>]
  /// For each corner the ways around it, steps to the cells of each.
  private let corners: [[[SIMD3<Int>]]]

  init(to end: SIMD3<Int>, axes: [GridAxis]) {
    self.end = end
    length = axes.indices.reduce(0) {
      let side = Double(end[$1]) * axes[$1].step
      return $0 + side * side
    }.squareRoot()
    var (cells, corners) = ([SIMD3<Int>](), [[[SIMD3<Int>]]]())
    var (here, done) = (SIMD3<Int>.zero, SIMD3<Int>.zero)
    while true {
      let turned = Self.nextAxes(end, done)
      if turned.isEmpty { break }
      if turned.count > 1 { corners.append(Self.waysAround(from: here, turned, end)) }
      for k in turned {
        here[k] += end[k].signum()
        done[k] += 1
      }
      cells.append(here)
    }
    self.cells = cells
    self.corners = corners
  }

  /// Whether a cell sees the end of the line.
  @inline(__always)
  func isOpen(from start: SIMD3<Int>, _ graph: SightGraph) -> Bool {
    for cell in cells where !graph.isFree(at: start &+ cell) { return false }
    for ways in corners {
      let canTurn = ways.contains { way in way.allSatisfy { graph.isFree(at: start &+ $0) } }
      if !canTurn { return false }
    }
    return true
  }

  /// The axes whose faces are crossed next, several in a corner: crossing m of an axis is at (2 m -
  /// 1) / (2 steps) of the way.
  private static func nextAxes(_ end: SIMD3<Int>, _ done: SIMD3<Int>) -> [Int] {
    let open = (0..<3).filter { done[$0] < abs(end[$0]) }
    func isBefore(_ k: Int, _ l: Int) -> Bool {
      (2 * done[k] + 1) * abs(end[l]) < (2 * done[l] + 1) * abs(end[k])
    }
    return open.filter { k in !open.contains { isBefore($0, k) } }
  }

  /// The cells between, for every order of the steps along the axes.
  private static func waysAround(
    from here: SIMD3<Int>, _ turned: [Int], _ end: SIMD3<Int>
  ) -> [[SIMD3<Int>]] {
    guard turned.count > 1 else { return [[]] }
    return turned.flatMap { k in
      var next = here
      next[k] += end[k].signum()
      return waysAround(from: next, turned.filter { $0 != k }, end).map { [next] + $0 }
    }
  }
}
