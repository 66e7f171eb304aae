extension PointCloud {
  /// Independent draws with probabilities proportional to the weights.
  ///
  /// - Throws: `outOfRange` for `count` below 1.
  public func sample(count: Int, seed: UInt64) throws(TransportError) -> PointCloud {
    try checkSampleCount(count)
    var generator = SeededGenerator(seed: seed)
    let table = CumulativeTable(weights)
    let drawn = (0..<count).map { _ in table.draw(&generator) }
    return try PointCloud(points: points.selecting(drawn), weights: equalWeights(mass, count))
  }
}

extension GridDensity {
  /// Independent draws: a cell by its mass, then a uniform point in it.
  ///
  /// - Throws: `outOfRange` for `count` below 1.
  public func sample(count: Int, seed: UInt64) throws(TransportError) -> PointCloud {
    try checkSampleCount(count)
    var generator = SeededGenerator(seed: seed)
    let table = CumulativeTable(values)
    let centers = centers
    let steps = zip(box.sides, shape).map { $0 / Double($1) }
    var elements: [Double] = []
    for _ in 0..<count {
      let cell = table.draw(&generator)
      for k in 0..<dimension {
        elements.append(centers[cell, k] + (generator.uniform() - 0.5) * steps[k])
      }
    }
    return try PointCloud(
      points: Matrix(uncheckedRows: count, columns: dimension, elements: elements),
      weights: equalWeights(mass, count))
  }
}

/// Throws unless a sample has at least one point.
func checkSampleCount(_ count: Int) throws(TransportError) {
  guard count > 0 else {
    throw .outOfRange(argument: "count", value: Double(count), expected: "at least 1")
  }
}

/// `count` equal weights with the given sum.
func equalWeights(_ mass: Double, _ count: Int) -> [Double] {
  [Double](repeating: mass / Double(count), count: count)
}

/// Draws indices with probabilities proportional to weights, by bisection of their running sums.
struct CumulativeTable {
  private let sums: [Double]

  init(_ weights: [Double]) {
    let largest = weights.max()!
    var sum = CompensatedSum()
    sums = weights.map {
      sum.add($0 / largest)
      return sum.value
    }
  }

  /// The least index whose running sum exceeds a uniform level; its weight is positive.
  func draw(_ generator: inout SeededGenerator) -> Int {
    let level = generator.uniform() * sums.last!
    var low = 0
    var high = sums.count - 1
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > level { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
