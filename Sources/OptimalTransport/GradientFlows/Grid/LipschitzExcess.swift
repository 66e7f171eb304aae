/// Upper bounds of r(y) = max over x of q(y) - q(x) - |x - y|^2 / 2, for q multilinear in cells, as
/// means over the cells of y: (-q, q - r) is then feasible for |x - y|^2 / 2, and r is about
/// |grad q|^2 / 2.
///
/// At the maximum |x_k - y_k| <= |d_k q|, so what is as far from the faces of its cell as q is steep
/// sees this cell alone, where q(y) - q(x) <= sum of g_k |x_k - y_k|, g_k the greatest slope of the
/// cell's edges, and r <= sum of g_k^2 / 2. What is nearer to a face sees the cells beyond it too.
/// Cells steeper than they are long are seen from farther: from there they count by the greatest
/// difference of their corners. r is symmetric in the sign of q up to names, and so are the bounds.
struct LipschitzExcess: Sendable {
  private let shape: SIMD3<Int>
  private let steps: SIMD3<Double>
  private let isPeriodic: [Bool]
  /// The greatest slope of the edges of each cell along each axis, and q at its corners.
  private var slopes: [SIMD3<Double>] = []
  private var lowest: [Double] = []
  private var highest: [Double] = []

  /// Pairs of cells, a cell, that count as too many.
  private static let mostPairs = 64

  /// - Parameters:
  ///   - q: at the corners of cells, of one more along each axis than these.
  ///   - shape: cells along each axis.
  ///   - steps: their sides.
  init(_ q: [Double], shape: [Int], steps: [Double], isPeriodic: [Bool]) {
    let missing = 3 - shape.count
    self.shape = SIMD3(shape + [Int](repeating: 1, count: missing))
    self.steps = SIMD3(steps + [Double](repeating: 1, count: missing))
    self.isPeriodic = isPeriodic + [Bool](repeating: false, count: missing)
    readCorners(q, dimension: shape.count)
  }

  /// One number a cell; nil where steep cells are seen from too many others for this to be of use.
  var values: [Double]? {
    guard let far = farDifferences() else { return nil }
    return ParallelLoop.chunkedMap(count: far.count, grain: 512) { cells in
      var block = [SIMD3<Double>](repeating: .zero, count: 27)
      return cells.map { mean($0, &block) + max(far[$0], 0) }
    }
  }

  private mutating func readCorners(_ q: [Double], dimension d: Int) {
    let count = shape.x * shape.y * shape.z
    (slopes, lowest, highest) = ([], [], [])
    let nodes = SIMD3(shape.x + 1, d > 1 ? shape.y + 1 : 1, d > 2 ? shape.z + 1 : 1)
    let strides = SIMD3(nodes.y * nodes.z, nodes.z, 1)
    let corners = (0..<1 << d).map { corner in
      (0..<d).reduce(0) { $0 + (corner >> $1 & 1) * strides[$1] }
    }
    for cell in 0..<count {
      let i = index(cell)
      let place = (i &* strides).wrappedSum()
      let values = corners.map { q[place + $0] }
      var slope = SIMD3<Double>.zero
      for k in 0..<d {
        for corner in corners.indices where corner >> k & 1 == 0 {
          slope[k] = max(slope[k], abs(values[corner | 1 << k] - values[corner]) / steps[k])
        }
      }
      slopes.append(slope)
      lowest.append(values.min()!)
      highest.append(values.max()!)
    }
  }

  private func index(_ cell: Int) -> SIMD3<Int> {
    SIMD3(cell / (shape.y * shape.z), cell / shape.z % shape.y, cell % shape.z)
  }

  /// The cell at an index, around closed axes; nil beyond a wall.
  private func cell(_ i: SIMD3<Int>) -> Int? {
    var place = i
    for k in 0..<3 where place[k] < 0 || place[k] >= shape[k] {
      guard isPeriodic[k] else { return nil }
      place[k] = ((place[k] % shape[k]) + shape[k]) % shape[k]
    }
    return (place.x * shape.y + place.y) * shape.z + place.z
  }

  /// The mean over a cell of half the square of the slopes in sight, neighbours included.
  private func mean(_ cell: Int, _ block: inout [SIMD3<Double>]) -> Double {
    let center = index(cell)
    var reach = SIMD3<Double>.zero
    for place in 0..<27 {
      let shift = SIMD3(place / 9 - 1, place / 3 % 3 - 1, place % 3 - 1)
      block[place] = self.cell(center &+ shift).map { slopes[$0] } ?? .zero
      reach = pointwiseMax(reach, block[place])
    }
    let share = pointwiseMin(reach / steps, .one)
    var sum = 0.0
    for x in Sight.of(share.x) {
      for y in Sight.of(share.y) {
        for z in Sight.of(share.z) {
          var most = SIMD3<Double>.zero
          for i in x.cells {
            for j in y.cells {
              for k in z.cells { most = pointwiseMax(most, block[9 * i + 3 * j + k]) }
            }
          }
          sum += x.weight * y.weight * z.weight * (most * most).sum() / 2
        }
      }
    }
    return sum
  }

  /// For each cell the greatest of q(y) - q(x) - |x - y|^2 / 2 against the steep cells that are no
  /// neighbours; nil if there are too many.
  private func farDifferences() -> [Double]? {
    var result = [Double](repeating: 0, count: slopes.count)
    var pairs = 0
    for (a, slope) in slopes.enumerated() {
      let lengths = (slope / steps).rounded(.down)
      guard lengths.max() >= 1 else { continue }
      guard lengths.max() < Double(Self.mostPairs) else { return nil }
      let reach = SIMD3<Int>(lengths) &+ 1
      let sides = reach &* 2 &+ 1
      pairs += sides.x * sides.y * sides.z
      guard pairs <= Self.mostPairs * slopes.count else { return nil }
      addDifferences(to: &result, from: a, reach: reach)
    }
    return result
  }

  private func addDifferences(to result: inout [Double], from a: Int, reach: SIMD3<Int>) {
    let center = index(a)
    for i in -reach.x...reach.x {
      for j in -reach.y...reach.y {
        for k in -reach.z...reach.z where max(abs(i), abs(j), abs(k)) > 1 {
          guard let b = cell(center &+ SIMD3(i, j, k)) else { continue }
          let apart = pointwiseMax(SIMD3(Double(abs(i)), Double(abs(j)), Double(abs(k))) - 1, .zero)
          let distance = apart * steps
          let rise = max(highest[b] - lowest[a], highest[a] - lowest[b])
          result[b] = max(result[b], rise - (distance * distance).sum() / 2)
        }
      }
    }
  }

  /// Which neighbours along an axis a part of a cell sees: 0 the one before, 1 the cell itself, 2
  /// the one after.
  private struct Sight {
    let weight: Double
    let cells: ClosedRange<Int>

    /// For points that see as far as this part of a cell.
    static func of(_ share: Double) -> [Sight] {
      if share == 0 { return [Sight(weight: 1, cells: 1...1)] }
      let one = min(share, 1 - share)
      return [
        Sight(weight: max(0, 1 - 2 * share), cells: 1...1), Sight(weight: one, cells: 0...1),
        Sight(weight: one, cells: 1...2), Sight(weight: max(0, 2 * share - 1), cells: 0...2),
      ].filter { $0.weight > 0 }
    }
  }
}
