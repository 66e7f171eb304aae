import Foundation
import TransportPlots
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

  /// The north-west corner rule: at most m + n - 1 entries.
  static func plan(_ a: [Double], _ b: [Double]) throws -> TransportPlan {
    var (i, j) = (0, 0)
    var (left, right) = (a[0], b[0])
    var entries: (rows: [Int], columns: [Int], mass: [Double]) = ([], [], [])
    while i < a.count && j < b.count {
      let moved = min(left, right)
      entries.rows.append(i)
      entries.columns.append(j)
      entries.mass.append(moved)
      left -= moved
      right -= moved
      if left <= right {
        i += 1
        if i < a.count { left = a[i] }
      } else {
        j += 1
        if j < b.count { right = b[j] }
      }
    }
    return try TransportPlan(
      rowCount: a.count, columnCount: b.count, rows: entries.rows, columns: entries.columns,
      mass: entries.mass)
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

  /// A planar grid of positive densities of mass 1.
  static func grid(_ nx: Int, _ ny: Int, seed: UInt64) throws -> GridDensity {
    var generator = SeededGenerator(seed: seed)
    return try GridDensity(
      shape: [nx, ny], values: (0..<nx * ny).map { _ in 0.1 + generator.uniform() }
    ).normalized()
  }

  /// `count` equal masses along the line.
  static func line(_ count: Int) throws -> PointCloud {
    try PointCloud(line: (0..<count).map { Double($0) / Double(count) })
  }

  /// A small picture with a plan.
  static func figure(title: String) throws -> Figure {
    let source = try PointCloud(points: Matrix([[0, 0], [1, 0]]))
    let target = try PointCloud(points: Matrix([[0, 1], [1, 2]]))
    return try .points(
      source: source, target: target, plan: plan(source.weights, target.weights),
      heading: Heading(title))
  }
}
