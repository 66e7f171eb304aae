import OptimalTransport

/// A measure on the line as a picture needs it: atoms, and a profile along the axis.
struct LineMeasure {
  /// The positions of the atoms, in the order of the plan's indices.
  let positions: [Double]
  let masses: [Double]
  /// The interval that the measure fills.
  let range: ClosedRange<Double>
  /// The number of cells, when the measure is a grid.
  let cells: Int?

  init(_ density: GridDensity) {
    positions = density.axis(0)
    masses = density.cellMasses
    range = density.box.lower[0]...density.box.upper[0]
    cells = density.shape[0]
  }

  init(_ cloud: PointCloud) {
    positions = cloud.points.elements
    masses = cloud.weights
    range = ClosedRange(around: cloud.points.elements, margin: 0.04)
    cells = nil
  }

  /// Bins for a picture: the cells of a grid of moderate size; else a resolution the eye takes in.
  ///
  /// Each bin holds as many cells as any other where their number allows it, and many where it does not: a
  /// profile of uneven bins would be striped.
  var binCount: Int {
    guard let cells, cells > 240 else { return cells ?? 80 }
    return (61...240).last { cells.isMultiple(of: $0) } ?? 60
  }

  /// The bin of a position.
  func bin(_ position: Double) -> Int {
    let part = (position - range.lowerBound) / range.length
    return min(max(Int(part * Double(binCount)), 0), binCount - 1)
  }

  /// The mass per length in each bin.
  var profile: [Double] {
    var sums = [Double](repeating: 0, count: binCount)
    let width = range.length / Double(binCount)
    for (position, mass) in zip(positions, masses) { sums[bin(position)] += mass / width }
    return sums
  }

  /// The atoms with mass and the mass at each position, the heaviest 1; repeated points add up.
  var stems: [(Double, Double)] {
    let sums = Dictionary(zip(positions, masses), uniquingKeysWith: +)
    let heaviest = sums.values.max() ?? 1
    return sums.filter { $0.value > 0 }.map { ($0.key, $0.value / heaviest) }.sorted { $0 < $1 }
  }

  /// The profile as a step curve: (position, height) at both edges of each bin, closed at zero; the
  /// highest bin is 1.
  var steps: [(Double, Double)] {
    let width = range.length / Double(binCount)
    let profile = profile
    let highest = max(profile.max()!, .leastNormalMagnitude)
    let inner = profile.map { $0 / highest }.enumerated().flatMap { k, height in
      [
        (range.lowerBound + Double(k) * width, height),
        (range.lowerBound + Double(k + 1) * width, height),
      ]
    }
    return [(range.lowerBound, 0)] + inner + [(range.upperBound, 0)]
  }
}
