@testable import OptimalTransport

/// W2^2 between densities on the line that are constant in each cell, exactly: both quantile
/// functions are linear between the jumps of the slopes of either.
enum PiecewiseConstantLine {
  static func distanceSquared(_ source: GridDensity, _ target: GridDensity) -> Double {
    let (a, b) = (pieces(source), pieces(target))
    var (i, j, level, sum) = (0, 0, 0.0, CompensatedSum())
    while i < a.count, j < b.count {
      let top = min(a[i].top, b[j].top)
      if top > level {
        let ends = [level, top].map { a[i].quantile($0) - b[j].quantile($0) }
        sum.add((top - level) * (ends[0] * ends[0] + ends[0] * ends[1] + ends[1] * ends[1]) / 3)
        level = top
      }
      if a[i].top <= top { i += 1 }
      if j < b.count, b[j].top <= top { j += 1 }
    }
    return sum.value
  }

  private struct Piece {
    let (bottom, top): (Double, Double)
    let (left, width): (Double, Double)
    func quantile(_ u: Double) -> Double { left + width * (u - bottom) / (top - bottom) }
  }

  /// The cells with mass, of sum 1.
  private static func pieces(_ density: GridDensity) -> [Piece] {
    let step = density.box.sides[0] / Double(density.shape[0])
    var (sum, result) = (CompensatedSum(), [Piece]())
    for (i, value) in density.values.enumerated() where value > 0 {
      let bottom = sum.value
      sum.add(value * step / density.mass)
      guard sum.value > bottom else { continue }
      result.append(
        Piece(
          bottom: bottom, top: sum.value, left: density.box.lower[0] + Double(i) * step,
          width: step))
    }
    return result
  }
}
