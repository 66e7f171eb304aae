import OptimalTransport

/// The places below which given parts of the mass lie, at each time of a film on the line.
///
/// In optimal transport on the line a particle keeps its quantile, so that these are its paths, and
/// straight.
struct QuantileLines {
  /// For each level its place at each time.
  let lines: [[Double]]

  /// `count` levels in the middle of as many equal parts of the mass.
  init(_ path: DensityPath, count: Int) {
    let levels = (0..<count).map { (Double($0) + 0.5) / Double(count) }
    let columns = path.frames.map { Self.places(of: levels, in: $0) }
    lines = levels.indices.map { j in columns.map { $0[j] } }
  }

  /// The quantiles of a density constant in each cell, for increasing levels.
  static func places(of levels: [Double], in density: GridDensity) -> [Double] {
    let step = density.box.sides[0] / Double(density.count)
    let total = density.values.reduce(0, +)
    var (cell, below) = (0, 0.0)
    return levels.map { level in
      while cell < density.count - 1, below + density.values[cell] / total < level {
        below += density.values[cell] / total
        cell += 1
      }
      let part = min(quotient(level - below, density.values[cell] / total), 1)
      return density.box.lower[0] + (Double(cell) + part) * step
    }
  }
}
