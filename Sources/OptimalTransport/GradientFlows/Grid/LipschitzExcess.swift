/// Upper bounds of r(y) = max over x of q(y) - q(x) - |x - y|^2 / 2, for q multilinear in cells, as
/// means over the cells of y: (-q, q - r) is then feasible for |x - y|^2 / 2, and r is about
/// |grad q|^2 / 2.
///
/// At the maximum |x_k - y_k| <= |d_k q|, so what is as far from the faces of its cell as q is
/// steep sees this cell alone, where q(y) - q(x) <= sum of g_k |x_k - y_k|, g_k the greatest slope
/// of the cell's edges, and r <= sum of g_k^2 / 2. What is nearer to a face sees the cells beyond
/// it too. q must nowhere be steeper than cells are long (``LipschitzExtension``), so that it sees
/// no more. The bounds hold for -q as well.
struct LipschitzExcess: Sendable {
  private let shape: SIMD3<Int>
  private let steps: SIMD3<Double>
  private let isPeriodic: [Bool]
  /// The greatest slope of the edges of each cell along each axis.
  private var slopes: [SIMD3<Double>] = []

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

  /// One number a cell.
  var values: [Double] {
    ParallelLoop.chunkedMap(count: slopes.count, grain: 512) { cells in
      var block = [SIMD3<Double>](repeating: .zero, count: 27)
      return cells.map { mean($0, &block) }
    }
  }

  private mutating func readCorners(_ q: [Double], dimension d: Int) {
    let nodes = SIMD3(shape.x + 1, d > 1 ? shape.y + 1 : 1, d > 2 ? shape.z + 1 : 1)
    let strides = SIMD3(nodes.y * nodes.z, nodes.z, 1)
    let corners = (0..<1 << d).map { corner in
      (0..<d).reduce(0) { $0 + (corner >> $1 & 1) * strides[$1] }
    }
    let (shape, steps) = (shape, steps)
    slopes = ParallelLoop.map(count: shape.x * shape.y * shape.z, grain: 1024) { cell in
      let place = (Self.index(cell, shape) &* strides).wrappedSum()
      var slope = SIMD3<Double>.zero
      for k in 0..<d {
        for corner in corners.indices where corner >> k & 1 == 0 {
          let rise = q[place + corners[corner | 1 << k]] - q[place + corners[corner]]
          slope[k] = max(slope[k], abs(rise) / steps[k])
        }
      }
      return slope
    }
  }

  private static func index(_ cell: Int, _ shape: SIMD3<Int>) -> SIMD3<Int> {
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
    let center = Self.index(cell, shape)
    var reach = SIMD3<Double>.zero
    for place in 0..<27 {
      let shift = SIMD3(place / 9 - 1, place / 3 % 3 - 1, place % 3 - 1)
      block[place] = self.cell(center &+ shift).map { slopes[$0] } ?? .zero
      reach = pointwiseMax(reach, block[place])
    }
    let share = pointwiseMin(reach / steps, .one)
    var sum = 0.0
    for x in Sight.allCases where x.part(share.x) > 0 {
      for y in Sight.allCases where y.part(share.y) > 0 {
        for z in Sight.allCases where z.part(share.z) > 0 {
          var most = SIMD3<Double>.zero
          for i in x.cells {
            for j in y.cells {
              for k in z.cells { most = pointwiseMax(most, block[9 * i + 3 * j + k]) }
            }
          }
          sum += x.part(share.x) * y.part(share.y) * z.part(share.z) * (most * most).sum() / 2
        }
      }
    }
    return sum
  }

  /// What the parts of a cell see along an axis.
  private enum Sight: CaseIterable {
    case alone, before, after, both

    /// The cells in sight: 0 the one before, 1 the cell itself, 2 the one after.
    var cells: ClosedRange<Int> {
      switch self {
      case .alone: 1...1
      case .before: 0...1
      case .after: 1...2
      case .both: 0...2
      }
    }

    /// How much of a cell it is, for points that see as far as this part of the cell.
    func part(_ share: Double) -> Double {
      switch self {
      case .alone: max(0, 1 - 2 * share)
      case .before, .after: min(share, 1 - share)
      case .both: max(0, 2 * share - 1)
      }
    }
  }
}
