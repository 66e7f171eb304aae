import Foundation
import OptimalTransport

/// Plans and measures to draw, made by the simplest means that have the right marginals.
enum Fake {
  /// A spiral of `count` points around a centre, with masses that vary.
  static func cloud(_ count: Int, center: (Double, Double), radius: Double, turns: Double = 3)
    throws -> PointCloud
  {
    var generator = SeededGenerator(seed: UInt64(count))
    let rows = (0..<count).map { i in
      let r = radius * (Double(i + 1) / Double(count)).squareRoot()
      let angle = 2.399963 * Double(i) * turns
      return [
        center.0 + r * cos(angle) + 0.03 * generator.normal(),
        center.1 + r * sin(angle) + 0.03 * generator.normal(),
      ]
    }
    let weights = (0..<count).map { _ in 0.2 + generator.uniform() }
    return try PointCloud(points: Matrix(rows), weights: weights).normalized()
  }

  /// The north-west corner rule along given orders of the atoms: at most m + n - 1 entries.
  static func plan(_ a: [Double], _ b: [Double], orders: ([Int], [Int])? = nil) throws
    -> TransportPlan
  {
    let (rows, columns) = orders ?? (Array(a.indices), Array(b.indices))
    var (i, j) = (0, 0)
    var (left, right) = (a[rows[0]], b[columns[0]])
    var entries: ([Int], [Int], [Double]) = ([], [], [])
    while true {
      let moved = min(left, right)
      entries.0.append(rows[i])
      entries.1.append(columns[j])
      entries.2.append(moved)
      left -= moved
      right -= moved
      if left <= right {
        i += 1
        if i == rows.count { break }
        left = a[rows[i]]
      } else {
        j += 1
        if j == columns.count { break }
        right = b[columns[j]]
      }
    }
    return try TransportPlan(
      rowCount: a.count, columnCount: b.count, rows: entries.0, columns: entries.1,
      mass: entries.2)
  }

  /// The plan that pairs two lists in increasing order of a key.
  static func sorted(_ source: PointCloud, _ target: PointCloud, by key: ([Double]) -> Double)
    throws -> TransportPlan
  {
    func order(_ cloud: PointCloud) -> [Int] {
      let keys = (0..<cloud.count).map { key(cloud.points.row($0)) }
      return keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    }
    return try plan(source.weights, target.weights, orders: (order(source), order(target)))
  }

  /// A bump on the line, sampled on a grid of the unit interval.
  static func bumps(_ count: Int, _ centers: [(at: Double, width: Double, height: Double)]) throws
    -> GridDensity
  {
    let values = (0..<count).map { i in
      let x = (Double(i) + 0.5) / Double(count)
      return centers.reduce(0.0) { sum, bump in
        let z = (x - bump.at) / bump.width
        return sum + bump.height * max(0, 1 - z * z / 9) * max(0, 1 - z * z / 9)
      }
    }
    return try GridDensity(shape: [count], values: values).normalized()
  }

  /// A certificate to print.
  static let certificate = Certificate(
    upperBound: 0.117_053, lowerBound: 0.117_053 - 3e-14, marginalError: 2e-16,
    dualInfeasibility: 0)
}
