/// The slopes of a density with a front in its cells.
///
/// Those of a parabola through the neighbours, limited where these do not rise together (van Leer
/// 1977). But of a cell that the front cuts the mean says nothing of the slope beside it, so there
/// h(rho) goes on as it comes from the other side, else each short step would carry too much into
/// the front.
struct FrontSlopes {
  private let density: [Double]
  /// h(rho).
  private let pressure: [Double]
  private let cells: CellEnergy
  private let shape: [Int]

  /// The front is in the next cell where h(rho), going on as it does, is zero in there.
  private static let reach = 1.5

  init(_ density: [Double], shape: [Int], cells: CellEnergy) {
    self.density = density
    self.shape = shape
    self.cells = cells
    pressure = ParallelLoop.map(count: density.count, grain: 4096) { cells.slope(density[$0]) }
  }

  /// The rise of the density across a cell along each axis.
  func callAsFunction(_ cell: Int) -> SIMD3<Double> {
    var (slopes, stride) = (SIMD3<Double>.zero, density.count)
    guard density[cell] > 0 else { return slopes }
    for (k, extent) in shape.enumerated() {
      stride /= extent
      guard (1..<max(1, extent - 1)).contains(cell / stride % extent) else { continue }
      slopes[k] = slope(cell - stride, cell, cell + stride)
    }
    return slopes
  }

  private func slope(_ before: Int, _ here: Int, _ after: Int) -> Double {
    let (left, right) = (density[here] - density[before], density[after] - density[here])
    guard left * right > 0 else { return 0 }
    let rise = pressure[right < 0 ? before : after] - pressure[here]
    guard pressure[here] < Self.reach * rise else {
      return limitedSlope(density[before], density[here], density[after])
    }
    let onFace = cells.density(slope: pressure[here] - rise / 2)
    let size = 2 * min(density[here] - onFace, abs(left), abs(right))
    return right < 0 ? -size : size
  }
}
