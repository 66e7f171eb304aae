import Foundation

/// What a push-forward needs to know of a measure on the line.
struct LineSource: Sendable {
  /// The density, which integrates to `mass`.
  let density: @Sendable (Double) -> Double
  /// The mass of (a, b], without cancellation in the tails.
  let massBetween: @Sendable (Double, Double) -> Double
  /// Increasing points that start the search for branches; all mass but `massBeyond` lies between
  /// the first and the last.
  let mesh: [Double]
  let massBeyond: Double
  let mass: Double
  /// A length on which the measure lives.
  let scale: Double
}

extension LineSource {
  /// A measure on the line of any kind that has a density.
  ///
  /// - Throws: `shapeMismatch` in more dimensions, `notApplicable` for a cloud.
  init(_ measure: any Measure, intervals: Int) throws(TransportError) {
    guard measure.dimension == 1 else {
      throw .shapeMismatch(
        argument: "source", expected: "a measure on the line",
        found: "dimension \(measure.dimension)")
    }
    switch measure {
    case let gaussian as Gaussian:
      self.init([(gaussian.mass, gaussian)], mass: gaussian.mass, intervals: intervals)
    case let mixture as GaussianMixture:
      self.init(
        Array(zip(mixture.weights, mixture.components)), mass: mixture.mass, intervals: intervals)
    case let law as LineLaw: self.init(law, intervals: intervals)
    case let grid as GridDensity: self.init(grid, intervals: intervals)
    default:
      throw .notApplicable(
        method: "push-forward of a density", reason: "a \(type(of: measure)) has none",
        remedy: "Push its points: PointCloud.pushforward(by:).")
    }
  }

  /// Beyond 39 standard deviations the normal law has no mass in a Double.
  private static let reach = 39.0
  private static let bulk = 9.0
  private static let tailIntervals = 60

  private init(_ parts: [(weight: Double, law: Gaussian)], mass: Double, intervals: Int) {
    let parts = parts.filter { $0.weight > 0 }.map {
      (weight: $0.weight, mean: $0.law.mean[0], deviation: $0.law.cholesky.lower[0, 0])
    }
    density = { x in
      parts.reduce(0) {
        $0 + $1.weight / $1.deviation * NormalDistribution.density((x - $1.mean) / $1.deviation)
      }
    }
    massBetween = { a, b in
      parts.reduce(0) {
        $0 + $1.weight
          * NormalDistribution.probability(
            from: (a - $1.mean) / $1.deviation, to: (b - $1.mean) / $1.deviation)
      }
    }
    mesh = increasing(
      parts.flatMap { part in
        Self.standardMesh(intervals).map { part.mean + part.deviation * $0 }
      })
    massBeyond = 0
    self.mass = mass
    scale = parts.map(\.deviation).min()!
  }

  /// Points about a standard normal law: fine in the bulk, coarse in the tails.
  private static func standardMesh(_ intervals: Int) -> [Double] {
    let tail = (1...tailIntervals).map {
      bulk + (reach - bulk) * Double($0) / Double(tailIntervals)
    }
    return tail.map { -$0 } + even(from: -bulk, to: bulk, intervals) + tail
  }

  private init(_ law: LineLaw, intervals: Int) {
    let (a, b) = (max(law.lower, law.quantile(0)), min(law.upper, law.quantile(1)))
    let levels = even(from: 0, to: 1, intervals).map { min(max(law.quantile($0), a), b) }
    mesh = increasing(even(from: a, to: b, intervals) + levels)
    density = { law.density(at: $0) }
    massBetween = { law.mass * max(0, law.cumulative($1) - law.cumulative($0)) }
    massBeyond = law.mass * max(0, law.cumulative(a.nextDown) + (1 - law.cumulative(b)))
    mass = law.mass
    let deviation = law.covariance[0, 0].squareRoot()
    scale = deviation > 0 ? deviation : b - a
  }

  private init(_ grid: GridDensity, intervals: Int) {
    let edges = grid.box.edges(axis: 0, count: grid.count)
    var sum = CompensatedSum()
    let sums =
      [0.0]
      + grid.cellMasses.map {
        sum.add($0)
        return sum.value
      }
    let table = CellTable(edges: edges, values: grid.values, sums: sums)
    density = table.density
    massBetween = { max(0, table.cumulative($1) - table.cumulative($0)) }
    let pieces = max(1, intervals / grid.count)
    mesh = increasing(
      zip(edges, edges.dropFirst()).flatMap { even(from: $0, to: $1, pieces) })
    massBeyond = 0
    mass = sums[grid.count]
    scale = grid.box.sides[0]
  }
}

/// A density that is constant on cells, and its integral.
private struct CellTable: Sendable {
  let edges: [Double]
  let values: [Double]
  let sums: [Double]

  func density(_ x: Double) -> Double {
    guard x >= edges[0], x <= edges[values.count] else { return 0 }
    return values[cell(x)]
  }

  func cumulative(_ x: Double) -> Double {
    if x <= edges[0] { return 0 }
    if x >= edges[values.count] { return sums[values.count] }
    let k = cell(x)
    return min(sums[k] + values[k] * (x - edges[k]), sums[k + 1])
  }

  /// The cell that holds x, found from the even spacing and mended for rounding.
  private func cell(_ x: Double) -> Int {
    let count = values.count
    let part = (x - edges[0]) / (edges[count] - edges[0])
    var k = min(max(Int(part * Double(count)), 0), count - 1)
    while k > 0, x < edges[k] { k -= 1 }
    while k + 1 < count, x >= edges[k + 1] { k += 1 }
    return k
  }
}

/// `intervals` + 1 evenly spaced points.
private func even(from a: Double, to b: Double, _ intervals: Int) -> [Double] {
  (0...intervals).map {
    $0 == intervals ? b : a + (b - a) * (Double($0) / Double(intervals))
  }
}

/// The different ones of these numbers, in order.
private func increasing(_ numbers: [Double]) -> [Double] {
  var result: [Double] = []
  for number in numbers.sorted() where result.last.map({ $0 < number }) ?? true {
    result.append(number)
  }
  return result
}
