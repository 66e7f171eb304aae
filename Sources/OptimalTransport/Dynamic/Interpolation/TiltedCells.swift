/// A density on a grid in two dimensions, linear in each cell, and its integral along the first
/// axis.
///
/// In units of cells, with s from 0 to 1 across a cell and r from -1/2 to 1/2 along the second axis,
/// ```
/// density    rho + a (s - 1/2) + b r,
/// integral   M(s, r) = sum of (rho + b r) over the cells before + rho s + b r s - a s (1 - s) / 2.
/// ```
/// The slopes a and b are those of the neighbours, limited where these do not rise together (van
/// Leer 1977) and so that the density is nowhere negative. The mean of a cell is its density, so
/// no mass is made or lost, and the mass in any polygon is the integral of M along its sides.
struct TiltedCells: Sendable {
  let shape: (Int, Int)
  private let densities: [Double]
  private let slopes: [Double]
  private let tilts: [Double]
  /// Sums of rho and b over the cells before.
  private let sums: [Double]
  private let tiltSums: [Double]

  /// From masses of cells, row-major.
  init(masses: [Double], shape: [Int]) {
    let (rows, columns) = (shape[0], shape[1])
    let limited = (0..<masses.count).map { cell -> (Double, Double) in
      let (i, j) = (cell / columns, cell % columns)
      let rho = masses[cell]
      let a =
        i > 0 && i + 1 < rows
        ? limitedSlope(masses[cell - columns], rho, masses[cell + columns]) : 0
      let b =
        j > 0 && j + 1 < columns
        ? limitedSlope(masses[cell - 1], rho, masses[cell + 1]) : 0
      let sum = (abs(a) + abs(b)) / 2
      let scale = sum > rho ? rho / sum : 1
      return (a * scale, b * scale)
    }
    var (sums, tiltSums) = (masses, masses)
    for cell in masses.indices {
      let before = cell - columns
      sums[cell] = before < 0 ? 0 : sums[before] + masses[before]
      tiltSums[cell] = before < 0 ? 0 : tiltSums[before] + limited[before].1
    }
    self.shape = (rows, columns)
    densities = masses
    slopes = limited.map(\.0)
    tilts = limited.map(\.1)
    self.sums = sums
    self.tiltSums = tiltSums
  }

  /// What it takes to integrate along sides, without checks of bounds.
  func reader() -> Reader {
    Reader(
      rows: Double(shape.0), columns: Double(shape.1), stride: shape.1,
      densities: ScratchArray(densities), slopes: ScratchArray(slopes), tilts: ScratchArray(tilts),
      sums: ScratchArray(sums), tiltSums: ScratchArray(tiltSums))
  }

  struct Reader: ~Copyable {
    fileprivate let rows: Double
    fileprivate let columns: Double
    fileprivate let stride: Int
    fileprivate let densities: ScratchArray<Double>
    fileprivate let slopes: ScratchArray<Double>
    fileprivate let tilts: ScratchArray<Double>
    fileprivate let sums: ScratchArray<Double>
    fileprivate let tiltSums: ScratchArray<Double>
  }
}

extension TiltedCells.Reader {
  /// The integral of M dv along the side from (u, v), which moves by (du, dv); in cells, inside the
  /// grid.
  ///
  /// The side is cut where it crosses faces; in a cell M is of second degree along it, for which
  /// Gauss's rule of two points is exact.
  @inline(__always)
  borrowing func flux(_ u: Double, _ v: Double, _ du: Double, _ dv: Double) -> Double {
    guard dv != 0 else { return 0 }
    var (first, second) = (FaceCrossings(u, du), FaceCrossings(v, dv))
    var (time, sum) = (0.0, 0.0)
    while time < 1 {
      let next = min(first.time, second.time, 1)
      if next > time {
        let (middle, half) = ((time + next) / 2, (next - time) / 2)
        let offset = half * 0.577_350_269_189_625_8
        let (i, s) = Self.place(u + middle * du, rows)
        let (j, r) = Self.place(v + middle * dv, columns)
        let cell = i * stride + j
        sum +=
          half
          * (integral(cell, s - offset * du, r - offset * dv - 0.5)
            + integral(cell, s + offset * du, r + offset * dv - 0.5))
        time = next
      }
      if first.time <= next { first.advance() }
      if second.time <= next { second.advance() }
    }
    return sum * dv
  }

  @inline(__always)
  private borrowing func integral(_ cell: Int, _ s: Double, _ r: Double) -> Double {
    sums[cell] + r * tiltSums[cell]
      + s * (densities[cell] + r * tilts[cell] - slopes[cell] * (1 - s) / 2)
  }

  @inline(__always)
  private static func place(_ x: Double, _ count: Double) -> (Int, Double) {
    let cell = min(max(x.rounded(.down), 0), count - 1)
    return (Int(cell), x - cell)
  }
}

/// The times at which a coordinate that moves from x by dx in unit time passes whole numbers.
private struct FaceCrossings {
  private(set) var time: Double
  private var face: Double
  private let start: Double
  private let inverse: Double
  private let step: Double

  @inline(__always)
  init(_ x: Double, _ dx: Double) {
    start = x
    step = dx > 0 ? 1 : -1
    inverse = 1 / dx
    face = dx > 0 ? x.rounded(.down) + 1 : x.rounded(.up) - 1
    time = dx == 0 ? .infinity : (face - x) * inverse
  }

  @inline(__always)
  mutating func advance() {
    face += step
    time = (face - start) * inverse
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
