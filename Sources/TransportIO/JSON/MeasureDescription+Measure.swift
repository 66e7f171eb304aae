import OptimalTransport

extension MeasureDescription {
  /// The measure described, checked.
  ///
  /// - Throws: as the initialiser of that measure.
  func measure() throws(TransportError) -> any Measure {
    switch self {
    case .gaussian(let gaussian): return try gaussian.measure()
    case .mixture(let components): return try ComponentDescription.mixture(components)
    case .law(let law): return try law.measure()
    case .points(let points, let weights):
      return try PointCloud(points: Matrix(points), weights: weights)
    case .density(let table, let corners):
      let box = try corners.map { corners throws(TransportError) in try Box(intervals: corners) }
      return try GridDensity(shape: table.shape, box: box, values: table.values)
    }
  }
}

extension Box {
  /// The box of a list of intervals, one a coordinate: [[lower, upper], ...].
  init(intervals: [[Double]]) throws(TransportError) {
    for (k, interval) in intervals.enumerated() where interval.count != 2 {
      throw .shapeMismatch(
        argument: "box[\(k)]", expected: "[lower, upper]", found: "\(interval.count) numbers")
    }
    try self.init(lower: intervals.map { $0[0] }, upper: intervals.map { $0[1] })
  }
}

extension LawDescription {
  /// A density constant on equal cells (`density`, or the steps of `cdf` at the ends of the cells), or
  /// equally weighted atoms (`quantile`).
  ///
  /// What a cdf leaves outside the support, F(a) and 1 - F(b), is not part of the measure.
  func measure() throws(TransportError) -> any Measure {
    if let quantile { return try PointCloud(line: quantile) }
    let box = try Box(intervals: [support ?? []])
    if let density { return try GridDensity(shape: [density.count], box: box, values: density) }
    let values = cdf ?? []
    guard values.count > 1 else {
      throw .shapeMismatch(
        argument: "law.cdf", expected: "2 values or more, from a to b", found: "\(values.count)")
    }
    let cellWidth = box.volume / Double(values.count - 1)
    let steps = zip(values.dropFirst(), values).map { $0 - $1 }
    if let index = steps.firstIndex(where: { $0 < 0 }) {
      throw .outOfRange(
        argument: "law.cdf[\(index + 1)]", value: values[index + 1],
        expected: "at least \(values[index]), the value before it")
    }
    return try GridDensity(shape: [steps.count], box: box, values: steps.map { $0 / cellWidth })
  }
}
