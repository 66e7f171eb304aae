/// A density on a grid in two or three dimensions, linear in each cell, and its integral along the
/// first axis.
///
/// In units of cells, with s from 0 to 1 across a cell and r, q from -1/2 to 1/2 along the other
/// axes,
/// ```
/// density    rho + a (s - 1/2) + b r + c q,
/// integral   M = sum of (rho + b r + c q) over the cells before
///              and (rho + b r + c q) s - a s (1 - s) / 2 in this one.
/// ```
/// The slopes are those of the neighbours, limited where these do not rise together (van Leer 1977)
/// and so that the density is nowhere negative. The mean of a cell is its density, so no mass is
/// made or lost, and by the divergence theorem the mass in a set is the flux of M e_1 through its
/// boundary.
struct TiltedCells: Sendable {
  let shape: [Int]
  /// For each cell rho, a, b and c, then the sums of rho, b and c over the cells before.
  private let values: [Double]
  fileprivate static let width = 7

  /// From masses of cells, row-major.
  init(masses: [Double], shape: [Int]) {
    self.init(masses: masses, slopes: { Self.slopes(masses, $0, shape) }, shape: shape)
  }

  /// From masses of cells, row-major, and the slopes of each, which are scaled so that the density
  /// is nowhere negative.
  init(masses: [Double], slopes: (Int) -> SIMD3<Double>, shape: [Int]) {
    self.shape = shape
    let layer = masses.count / shape[0]
    var values: [Double] = []
    values.reserveCapacity(masses.count * Self.width)
    for cell in masses.indices {
      let slope = Self.nonNegative(slopes(cell), mean: masses[cell])
      let before = (cell - layer) * Self.width
      values.append(contentsOf: [masses[cell], slope.x, slope.y, slope.z])
      for (term, sum) in [(0, 4), (2, 5), (3, 6)] {
        values.append(before < 0 ? 0 : values[before + sum] + values[before + term])
      }
    }
    self.values = values
  }

  /// a, b and c.
  private static func slopes(_ masses: [Double], _ cell: Int, _ shape: [Int]) -> SIMD3<Double> {
    var (slopes, stride) = (SIMD3<Double>.zero, masses.count)
    for (k, extent) in shape.enumerated() {
      stride /= extent
      guard (1..<max(1, extent - 1)).contains(cell / stride % extent) else { continue }
      slopes[k] = limitedSlope(masses[cell - stride], masses[cell], masses[cell + stride])
    }
    return slopes
  }

  private static func nonNegative(_ slopes: SIMD3<Double>, mean: Double) -> SIMD3<Double> {
    let fall = (abs(slopes.x) + abs(slopes.y) + abs(slopes.z)) / 2
    return fall > mean ? slopes * (mean / fall) : slopes
  }

  /// What it takes to integrate over sides, without checks of bounds.
  func reader() -> Reader {
    let extents = SIMD3(shape.map(Double.init), filling: 1)
    return Reader(extents: extents, values: ScratchArray(values))
  }

  /// Reads M; points are in cells, inside the grid.
  struct Reader: ~Copyable {
    private let extents: SIMD3<Double>
    private let values: ScratchArray<Double>

    fileprivate init(extents: SIMD3<Double>, values: consuming ScratchArray<Double>) {
      self.extents = extents
      self.values = values
    }
  }
}

extension TiltedCells.Reader {
  /// The cell that holds a point, by its indices.
  @inline(__always)
  borrowing func cell(at point: SIMD3<Double>) -> SIMD3<Double> {
    pointwiseMin(pointwiseMax(point.rounded(.down), .zero), extents - 1)
  }

  /// Where the numbers of a cell begin.
  @inline(__always)
  borrowing func place(of cell: SIMD3<Double>) -> Int {
    Int((cell.x * extents.y + cell.y) * extents.z + cell.z) * TiltedCells.width
  }

  /// M at s, r + 1/2, q + 1/2 in a cell.
  @inline(__always)
  borrowing func integral(_ place: Int, _ point: SIMD3<Double>) -> Double {
    let (s, r, q) = (point.x, point.y - 0.5, point.z - 0.5)
    let here = values[place] + r * values[place + 2] + q * values[place + 3]
    let before = values[place + 4] + r * values[place + 5] + q * values[place + 6]
    return before + s * (here - values[place + 1] * (1 - s) / 2)
  }
}

/// The rise across a cell between two others: zero at an extremum, else that of the parabola, kept
/// within the neighbours (van Leer 1977).
func limitedSlope(_ before: Double, _ here: Double, _ after: Double) -> Double {
  let (left, right) = (here - before, after - here)
  guard left * right > 0 else { return 0 }
  let size = min(2 * abs(left), 2 * abs(right), abs(left + right) / 2)
  return left > 0 ? size : -size
}
