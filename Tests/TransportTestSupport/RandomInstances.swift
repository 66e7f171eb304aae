public import OptimalTransport

/// Random problems for property tests, each determined by its seed.
public struct RandomInstances {
  private var generator: SeededGenerator

  /// Instances from a seed.
  public init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// A whole number in the range.
  public mutating func integer(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  /// A uniform number in (0, 1).
  public mutating func uniform() -> Double { generator.uniform() }

  /// `count` masses of sum one: uniform, integer multiples, with zeros, or over 300 decades.
  public mutating func weights(_ count: Int) -> [Double] {
    let kind = integer(0...3)
    var weights = (0..<count).map { _ in
      switch kind {
      case 0: 1.0
      case 1: Double(integer(0...4))
      case 2: generator.uniform()
      default: integer(0...1) == 0 ? generator.uniform() : 1e-300 * generator.uniform()
      }
    }
    if weights.allSatisfy({ $0 < 0.01 }) { weights[0] = 1 }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// `count` points in `dimension` coordinates; every other call from a small lattice, with ties and
  /// duplicates.
  public mutating func points(_ count: Int, _ dimension: Int) -> Matrix {
    let isLattice = integer(0...1) == 0
    let elements = (0..<count * dimension).map { _ in
      isLattice ? Double(integer(1...4)) : generator.uniform() + 0.1
    }
    return try! Matrix(rows: count, columns: dimension, elements: elements)
  }

  /// A cloud with such points and weights.
  public mutating func cloud(_ count: Int, _ dimension: Int) -> PointCloud {
    let points = points(count, dimension)
    return try! PointCloud(points: points, weights: weights(count))
  }
}

extension Geometry {
  /// All costs, pair by pair.
  public var matrix: Matrix {
    let elements = (0..<rows).flatMap { i in (0..<columns).map { j in cost(i, j) } }
    return try! Matrix(rows: rows, columns: columns, elements: elements)
  }
}
