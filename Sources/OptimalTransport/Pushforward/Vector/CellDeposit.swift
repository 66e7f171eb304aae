/// Mass arriving on the cells of a grid, and mass that does not.
struct CellDeposit: Sendable {
  let shape: [Int]
  let box: Box
  private let inverseWidths: [Double]
  private(set) var masses: [Double]
  private(set) var outsideMass = CompensatedSum()
  var undefinedMass = CompensatedSum()
  var foldedMass = CompensatedSum()
  var singularMass = CompensatedSum()
  var coarseMass = CompensatedSum()

  init(shape: [Int], box: Box) {
    self.shape = shape
    self.box = box
    inverseWidths = zip(shape, box.sides).map { Double($0) / $1 }
    masses = [Double](repeating: 0, count: shape.reduce(1, *))
  }

  /// The cells that an interval overlaps along one axis, and the part of it in each.
  private struct Overlap {
    var first: Int
    var parts: [Double]
    var inside: Double
  }

  /// Spreads a mass evenly over a box of given centre and widths; widths may be zero.
  mutating func spread(_ mass: Double, center: [Double], widths: [Double]) {
    let overlaps = shape.indices.map { overlap(center[$0], widths[$0], axis: $0) }
    let inside = overlaps.reduce(1) { $0 * $1.inside }
    if inside < 1 { outsideMass.add(mass * (1 - inside)) }
    if inside > 0 { add(mass, overlaps[...], at: 0) }
  }

  private mutating func add(_ mass: Double, _ overlaps: ArraySlice<Overlap>, at index: Int) {
    guard let overlap = overlaps.first else {
      masses[index] += mass
      return
    }
    let extent = shape[shape.count - overlaps.count]
    for (k, part) in overlap.parts.enumerated() {
      add(mass * part, overlaps.dropFirst(), at: index * extent + overlap.first + k)
    }
  }

  private func overlap(_ center: Double, _ width: Double, axis k: Int) -> Overlap {
    let count = Double(shape[k])
    // In units of cells, from the lower face of the box.
    let middle = (center - box.lower[k]) * inverseWidths[k]
    let half = width * inverseWidths[k] / 2
    let (low, high) = (middle - half, middle + half)
    if high - low <= 1e-12 * max(1, abs(middle)) {
      guard middle >= 0, middle <= count else { return Overlap(first: 0, parts: [], inside: 0) }
      return Overlap(first: min(Int(middle), shape[k] - 1), parts: [1], inside: 1)
    }
    guard high > 0, low < count else { return Overlap(first: 0, parts: [], inside: 0) }
    let first = Int(max(low, 0))
    let last = min(Int(min(high, count).rounded(.up)), shape[k])
    let parts = (first..<max(last, first + 1)).map { cell in
      max(0, min(high, Double(cell + 1)) - max(low, Double(cell))) / (high - low)
    }
    let isWithin = low >= 0 && high <= count
    return Overlap(
      first: first, parts: parts,
      inside: isWithin ? 1 : (min(high, count) - max(low, 0)) / (high - low))
  }
}
