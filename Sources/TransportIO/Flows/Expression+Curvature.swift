extension Expression {
  /// A lower bound of the eigenvalues of a symmetric matrix of formulas over a box, by Gershgorin's
  /// discs over pieces of it; nil where a formula is unbounded or may jump.
  ///
  /// - Parameters:
  ///   - entries: d x d formulas in d variables, row-major.
  ///   - slopes: what they are the derivatives of: where one jumps the curvature has no bound.
  static func leastCurvature(
    _ entries: [Expression], of slopes: [Expression], over box: [ClosedRange<Double>]
  ) -> Double? {
    let d = box.count
    // As many pieces as are evaluated in milliseconds.
    let parts = [1: 1024, 2: 48][d] ?? 10
    guard d <= 3 else { return nil }
    var least = Double.infinity
    var place = [Int](repeating: 0, count: d)
    for piece in 0..<Int(repeating: parts, power: d) {
      var rest = piece
      for k in 0..<d { (place[k], rest) = (rest % parts, rest / parts) }
      let cell = (0..<d).map { box[$0].part(place[$0], of: parts) }
      guard slopes.allSatisfy({ $0.range(over: cell, isContinuous: true) != nil }),
        let bound = leastEigenvalue(entries, over: cell)
      else { return nil }
      least = min(least, bound)
    }
    return least
  }

  private static func leastEigenvalue(
    _ entries: [Expression], over cell: [ClosedRange<Double>]
  ) -> Double? {
    let d = cell.count
    var least = Double.infinity
    for k in 0..<d {
      var bound = 0.0
      for l in 0..<d {
        guard let range = entries[k * d + l].range(over: cell, isContinuous: true) else {
          return nil
        }
        bound +=
          k == l ? range.lowerBound : -max(abs(range.lowerBound), abs(range.upperBound))
      }
      least = min(least, bound)
    }
    return least
  }
}

extension ClosedRange<Double> {
  /// One of equal parts.
  fileprivate func part(_ k: Int, of count: Int) -> ClosedRange<Double> {
    let step = (upperBound - lowerBound) / Double(count)
    let end = k + 1 == count ? upperBound : lowerBound + Double(k + 1) * step
    return (lowerBound + Double(k) * step)...end
  }
}

extension Int {
  /// A power.
  fileprivate init(repeating base: Int, power: Int) {
    self = (0..<power).reduce(1) { product, _ in product * base }
  }
}
