/// How strong the entropic regularisation eps is.
public enum Regularization: Sendable, Equatable {
  /// eps itself, in units of the cost.
  case absolute(Double)
  /// eps as a share of the median cost, e.g. 0.05 for `5%`; see ``Geometry/medianCost``.
  case shareOfMedian(Double)

  /// eps in units of the cost.
  ///
  /// - Throws: `outOfRange` unless eps is positive, finite and at least 1e-300.
  func epsilon(in geometry: Geometry) throws(TransportError) -> Double {
    let epsilon: Double
    switch self {
    case .absolute(let value): epsilon = value
    case .shareOfMedian(let share):
      let median = geometry.medianCost
      // Half of all pairs at cost zero: any unit serves.
      epsilon = share * (median > 0 ? median : 1)
    }
    try Self.check(epsilon)
    return epsilon
  }

  static func check(_ epsilon: Double) throws(TransportError) {
    guard epsilon >= 1e-300, epsilon.isFinite else {
      throw .outOfRange(
        argument: "epsilon", value: epsilon, expected: "a finite number above 1e-300")
    }
  }
}

extension Geometry {
  /// The median of |c_ij| over all pairs up to 2^22 of them, else over 2^18 pairs drawn with a
  /// fixed seed, which is within 0.4 % of the middle rank.
  ///
  /// Forbidden pairs do not count. Complexity: O(min(m n, 2^22)).
  public var medianCost: Double {
    let costs = sampledCosts()
    return costs.isEmpty ? 0 : Selection.median(costs)
  }

  /// Allowed costs' absolute values: all of them, or a sample.
  private func sampledCosts() -> [Double] {
    if case .sparse(let cost, _) = storage { return cost.values.map(abs) }
    let (pairs, overflow) = rows.multipliedReportingOverflow(by: columns)
    if !overflow, pairs <= 1 << 22 {
      return allCosts
    }
    var generator = SeededGenerator(seed: 1)
    return (0..<1 << 18).map { _ in
      let i = Int.random(in: 0..<rows, using: &generator)
      let j = Int.random(in: 0..<columns, using: &generator)
      return abs(cost(i, j))
    }
  }

  private var allCosts: [Double] {
    ParallelLoop.chunkedMap(count: rows, grain: max(1, 4096 / columns)) { range in
      let zero = ScratchArray(repeating: 0.0, count: columns)
      let row = ScratchArray(repeating: 0.0, count: columns)
      return range.flatMap { i in
        reducedCosts(row: i, shift: zero, into: row)
        return row.array.map(abs)
      }
    }
  }
}
