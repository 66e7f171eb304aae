import Foundation

/// The entries exp((r_i + s_j - c_ij) / eps) of one block of rows at a time, for one thread.
struct BlockRows {
  let costs: PairCosts
  let epsilon: Double
  let columnShift: PaddedArray<Double>
  let nearby: NearbyBlocks
  /// r_i; -infinity beyond the last row.
  let shift = PaddedArray(repeating: -Double.infinity, count: PointBlocks.size)
  let sums = PaddedArray(repeating: 0.0, count: PointBlocks.size)
  /// Weighted sums, or costs.
  let weighted = PaddedArray(repeating: 0.0, count: PointBlocks.size)
  let minima = PaddedArray(repeating: Double.infinity, count: PointBlocks.size)
  let tile: PaddedArray<Double>

  /// With weights, a column matters by its shift plus eps log |weight|.
  init(
    _ costs: PairCosts, columnShift: PaddedArray<Double>, weights: PaddedArray<Double>? = nil,
    epsilon: Double
  ) {
    self.costs = costs
    self.epsilon = epsilon
    self.columnShift = columnShift
    var weighted = columnShift
    if let weights {
      weighted = PaddedArray(repeating: -.infinity, count: columnShift.count)
      for place in 0..<costs.columns.count where weights[place] != 0 {
        weighted[place] = columnShift[place] + epsilon * log(abs(weights[place]))
      }
    }
    nearby = NearbyBlocks(costs, columnShift: weighted)
    tile = PaddedArray(repeating: 0, count: costs.tileCount)
  }

  var shifts: PairShifts { PairShifts(rows: shift, columns: columnShift, epsilon: epsilon) }

  /// Shifts of the rows of a block.
  func setShift(_ block: Int, _ value: (Int) -> Double) {
    let places = costs.rows.places(block)
    shift.fill(0..<shift.count, with: -.infinity)
    for place in places { shift[place - places.lowerBound] = value(place) }
  }

  func clear() {
    sums.fill(0..<sums.count, with: 0)
    weighted.fill(0..<weighted.count, with: 0)
  }

  /// An entry of this power of two has this shift minus cost.
  func exponent(_ powerOfTwo: Double) -> Double { powerOfTwo * epsilon * 0.6931471805599453 }

  /// Has `add` add to `sums` the entries of the columns that matter, where row sums are about 2^expected; returns the
  /// threshold that was used.
  @discardableResult
  func sum(_ block: Int, expected: Double, _ add: (Range<Int>) -> Void) -> Double {
    clear()
    let depth = NearbyBlocks.depth(costs.columns.count)
    let first = exponent(expected - depth)
    nearby.visit(block, shift, from: first, add)
    let second = exponent(log2(leastSum(block)) - depth)
    guard second < first else { return first }
    nearby.visitMore(block, shift, from: { _ in second }, below: first, add)
    return second
  }

  private func leastSum(_ block: Int) -> Double {
    (0..<costs.rows.places(block).count).reduce(.infinity) {
      shift[$1] > -.infinity ? min($0, sums[$1]) : $0
    }
  }

  /// Sets `minima` to min over j of c_ij - s_j.
  func findMinima(_ block: Int) {
    minima.fill(0..<minima.count, with: .infinity)
    nearby.visitMinima(block, minima, count: costs.rows.places(block).count) { range in
      costs.lowerMinima(rowBlock: block, columns: range, shifts, tile: tile, to: minima)
    }
  }
}
