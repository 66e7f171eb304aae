import Foundation

/// The Gibbs kernel exp(-c_ij / eps) of the squared lengths of shortest ways between the cells of a
/// grid with walls, for the pairs within reach of each other; the others are forbidden.
///
/// Stored by rows, symmetric: entries of row i stand at rowStart[i]..<rowStart[i + 1]; walls have
/// none. Complexity: 20 bytes and 2 multiplications a pair and sum.
struct WalkKernel: Sendable {
  let epsilon: Double
  private let rowStart: [Int]
  private let columnIndex: [Int32]
  /// c_ij and exp(-c_ij / eps).
  private let costs: [Double]
  private let weights: [Double]
  private let isWithinLevels: Bool

  /// The most pairs stored.
  static let limit = 1 << 27

  /// - Throws: `outOfRange` for a reach of more pairs than memory should hold.
  init(_ graph: SightGraph, reach: Double, epsilon: Double) throws(TransportError) {
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
    self.epsilon = epsilon
    rowStart = rows.reduce(into: [0]) { $0.append($0.last! + $1.count) }
    columnIndex = rows.flatMap { $0.map { Int32($0.cell) } }
    let costs = rows.flatMap { $0.map { $0.length * $0.length } }
    self.costs = costs
    isWithinLevels = costs.allSatisfy { $0 <= Self.levelReach * epsilon }
    weights = ParallelLoop.map(count: costs.count, grain: 8192) { exp(-costs[$0] / epsilon) }
  }

  /// Exponents that levels are apart, and the greatest c_ij / eps with which sums relative to them
  /// stay in range.
  private static let (levelStep, levelReach) = (300.0, 400.0)

  /// out_i = -eps log sum_j exp((shift_j - c_ij) / eps); infinity for a row without terms.
  ///
  /// Rows are summed relative to the level below their greatest term, all of a level with the same
  /// factors exp(shift_j / eps - level), so that there are few exponentials.
  func softTransform(of shift: [Double]) -> [Double] {
    let least = costTransform(of: shift)
    guard isWithinLevels else { return logSums(shift, least) }
    let levels = least.map { (-$0 / epsilon / Self.levelStep).rounded(.down) }
    var result = least
    for level in Set(levels).sorted() where level > -.infinity {
      let base = level * Self.levelStep
      let factors = ParallelLoop.map(count: shift.count, grain: 2048) {
        // Beyond are only cells out of reach of the rows of this level.
        exp(min(shift[$0] / epsilon - base, Self.levelStep + Self.levelReach))
      }
      let rows = levels.indices.filter { levels[$0] == level }
      for (i, sum) in zip(rows, products(rows, factors)) {
        result[i] = -epsilon * (log(sum) + base)
      }
    }
    return result
  }

  /// The same where costs are too large for levels, every term by its exponential.
  private func logSums(_ shift: [Double], _ least: [Double]) -> [Double] {
    ParallelLoop.map(count: shift.count, grain: 64) { i in
      guard least[i] < .infinity else { return least[i] }
      var sum = 0.0
      for k in rowStart[i]..<rowStart[i + 1] {
        sum += exp((least[i] - (costs[k] - shift[Int(columnIndex[k])])) / epsilon)
      }
      return least[i] - epsilon * log(sum)
    }
  }

  /// min over j of c_ij - f_j; infinity for a row without terms.
  func costTransform(of f: [Double]) -> [Double] {
    ParallelLoop.map(count: f.count, grain: 64) { i in
      var least = Double.infinity
      for k in rowStart[i]..<rowStart[i + 1] {
        least = min(least, costs[k] - f[Int(columnIndex[k])])
      }
      return least
    }
  }

  private func products(_ rows: [Int], _ factors: [Double]) -> [Double] {
    ParallelLoop.map(count: rows.count, grain: 64) {
      let i = rows[$0]
      var sum = 0.0
      for k in rowStart[i]..<rowStart[i + 1] { sum += weights[k] * factors[Int(columnIndex[k])] }
      return sum
    }
  }

  /// The marginals and the cost of P_ij = exp((rowShift_i + columnShift_j - c_ij) / eps).
  func gibbsSums(_ rowShift: [Double], _ columnShift: [Double]) -> GibbsSums {
    let empty = [Double](repeating: 0, count: rowShift.count)
    var (sums, cost) = (GibbsSums(rows: empty, columns: empty, cost: 0), CompensatedSum())
    for i in rowShift.indices where rowShift[i] > -.infinity {
      for k in rowStart[i]..<rowStart[i + 1] {
        let j = Int(columnIndex[k])
        let p = exp((rowShift[i] + columnShift[j] - costs[k]) / epsilon)
        sums.rows[i] += p
        sums.columns[j] += p
        cost.add(p, times: costs[k])
      }
    }
    sums.cost = cost.value
    return sums
  }
}
