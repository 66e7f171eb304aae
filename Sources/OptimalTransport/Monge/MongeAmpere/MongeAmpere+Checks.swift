import Foundation

extension MongeAmpere {
  /// The largest ratio of neighbouring densities that an interpolant is trusted with: a Gaussian's
  /// tail at nine standard deviations, on cells of one.
  static let neighborRatioLimit = 1e4

  func check(
    source: GridDensity, target: GridDensity, start: BrenierPotential?
  ) throws(TransportError) {
    guard source.dimension == target.dimension else {
      throw .shapeMismatch(
        argument: "target", expected: "dimension \(source.dimension), as the source has",
        found: "dimension \(target.dimension)")
    }
    guard boundary != .periodic || source.box == target.box else {
      throw .shapeMismatch(
        argument: "target.box", expected: "the source's box, for a periodic problem",
        found: "lower \(target.box.lower), upper \(target.box.upper)")
    }
    if case .convex(let polygon) = boundary {
      try check(polygon, source: source, target: target, hasStart: start != nil)
    } else {
      try checkBalance(source: source.mass, target: target.mass)
    }
    try checkOptions(dimension: source.dimension)
    try checkPositive(source, argument: "source")
    try checkPositive(target, argument: "target")
    try checkScales(source: source, target: target)
    guard let start else { return }
    guard start.shape == source.shape, start.box == source.box else {
      throw .shapeMismatch(
        argument: "start", expected: "the source's grid, \(source.shape) cells of its box",
        found: "\(start.shape) cells of lower \(start.box.lower), upper \(start.box.upper)")
    }
  }

  private func check(
    _ polygon: ConvexPolygon, source: GridDensity, target: GridDensity, hasStart: Bool
  ) throws(TransportError) {
    guard source.shape.count == 2, source.shape.min()! >= 2, !hasStart, scheme != .monotone else {
      throw .notApplicable(
        method: "monge-ampere",
        reason: "a convex target other than a box takes a plane source of two cells an axis at "
          + "least, centred differences and no start",
        remedy: "Give it these, or a box.")
    }
    let (inner, outer) = (polygon.bounds, target.box)
    for k in 0..<2 {
      let slack = 1e-9 * outer.sides[k]
      guard inner.lower[k] >= outer.lower[k] - slack, inner.upper[k] <= outer.upper[k] + slack
      else {
        throw .shapeMismatch(
          argument: "target.box",
          expected: "a box that covers the polygon, lower \(inner.lower), "
            + "upper \(inner.upper)", found: "lower \(outer.lower), upper \(outer.upper)")
      }
    }
  }

  private func checkOptions(dimension: Int) throws(TransportError) {
    guard tolerance > 0 else {
      throw .outOfRange(argument: "tolerance", value: tolerance, expected: "more than 0")
    }
    guard iterationLimit >= 0 else {
      throw .outOfRange(
        argument: "iterationLimit", value: Double(iterationLimit), expected: "0 or more")
    }
    guard scheme != .monotone || dimension == 2 else {
      throw .notApplicable(
        method: "monge-ampere",
        reason: "the monotone scheme is for the plane, not for dimension "
          + "\(dimension)", remedy: "Use the centred one.")
    }
  }

  /// The squares of cell sides and of (xi / eta)^1/d must be numbers.
  private func checkScales(
    source: GridDensity, target: GridDensity
  ) throws(TransportError) {
    for (density, argument) in [(source, "source"), (target, "target")] {
      for (k, side) in density.box.sides.enumerated() where !(1e-100...1e100).contains(side) {
        throw .outOfRange(
          argument: "\(argument).box side \(k)", value: side,
          expected: "between 1e-100 and 1e100; rescale the coordinates")
      }
    }
    let power = 1 / Double(source.dimension)
    let spans = [
      (source.values.max()!, target.values.min()!), (source.values.min()!, target.values.max()!),
    ]
    for (xi, eta) in spans {
      let exponent = power * (log(xi) - log(eta))
      guard abs(exponent) <= 230 else {
        throw .outOfRange(
          argument: "log(source / target) / d", value: exponent,
          expected: "within 230 of zero, so that its exponential's square is a number; rescale")
      }
    }
  }

  /// Newton needs log densities that exist and that the grid resolves.
  private func checkPositive(
    _ density: GridDensity, argument: String
  ) throws(TransportError) {
    for (index, value) in density.values.enumerated() where value <= 0 {
      throw .notApplicable(
        method: "monge-ampere",
        reason: "\(argument).values[\(index)] is \(value), and log det D^2 psi needs densities "
          + "above zero",
        remedy: "Add a small constant to both densities, or use a method that allows zeros.")
    }
    for k in density.shape.indices {
      let ratio = density.largestNeighborRatio(axis: k)
      guard ratio <= Self.neighborRatioLimit else {
        throw .outOfRange(
          argument: "\(argument).shape[\(k)]", value: Double(density.shape[k]),
          expected: "more cells: neighbours differ by a factor of \(ratio), and above "
            + "\(Self.neighborRatioLimit) the grid is too coarse for a map")
      }
    }
  }
}

extension GridDensity {
  /// The largest ratio of two neighbours along an axis; 1 where there are none.
  func largestNeighborRatio(axis k: Int) -> Double {
    let stride = shape[(k + 1)...].reduce(1, *)
    var largest = 1.0
    for i in values.indices where i / stride % shape[k] + 1 < shape[k] {
      let ratio = values[i] / values[i + stride]
      largest = max(largest, ratio, 1 / ratio)
    }
    return largest
  }
}
