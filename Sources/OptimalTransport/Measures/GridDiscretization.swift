/// A measure on the cells of a grid, and how much of it lay outside.
///
/// `density` carries the whole mass of the measure: what lay inside the box is scaled up by
/// 1 / (1 - fractionOutside), so that two measures of equal mass stay comparable on one box.
public struct GridDiscretization: Sendable, Equatable {
  /// The mass in each cell, as a density, renormalised to the measure's mass.
  public let density: GridDensity
  /// The part of the mass that lay outside the box, from 0 to 1.
  public let fractionOutside: Double

  /// Renormalises probabilities of cells.
  ///
  /// - Throws: `degenerateMass` when no mass lies inside.
  init(
    probabilities: [Double], outside: Double? = nil, mass: Double, shape: [Int], box: Box
  ) throws(TransportError) {
    let inside = probabilities.compensatedSum()
    guard inside > 0 else { throw .degenerateMass(argument: "the part inside the box", mass: 0) }
    let cellVolume = box.volume / Double(probabilities.count)
    density = try GridDensity(
      shape: shape, box: box, values: probabilities.map { $0 / inside * (mass / cellVolume) })
    fractionOutside = min(max(outside ?? 1 - inside, 0), 1)
  }
}

/// Checks a grid for a measure of dimension d and returns its number of cells.
func checkGrid(shape: [Int], box: Box, dimension: Int) throws(TransportError) -> Int {
  guard shape.count == dimension, box.dimension == dimension, (1...3).contains(dimension) else {
    throw .shapeMismatch(
      argument: "shape and box", expected: "\(dimension) axes, as the measure has, and at most 3",
      found: "\(shape.count) and \(box.dimension)")
  }
  var count = 1
  for extent in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: extent)
    guard extent > 0, !overflow, product <= largestGrid else {
      throw .shapeMismatch(
        argument: "shape", expected: "positive extents and at most 2^28 cells", found: "\(shape)")
    }
    count = product
  }
  return count
}

/// 2^28 cells are 2 GiB of Doubles.
private let largestGrid = 1 << 28

extension Box {
  /// The edges of `count` equal cells along axis k, count + 1 of them.
  func edges(axis k: Int, count: Int) -> [Double] {
    let step = (upper[k] - lower[k]) / Double(count)
    return (0...count).map { $0 == count ? upper[k] : lower[k] + Double($0) * step }
  }
}
