/// A cell that a front cuts, where the density is (q + a x + b y)+, x and y from -1/2 to 1/2.
///
/// What it is above its mean is the divergence of a field without flux through the sides of the
/// cell, so that it stays in there:
/// ```
/// F_x = int_{-1/2}^x (rho - R(y)) dx,   F_y = int_{-1/2}^y (R - mean) dy,   R(y) = int rho dx.
/// ```
/// Both are of third degree on either side of the front and of the ends of R.
struct CutCell: Sendable {
  private let q: Double
  private let a: Double
  private let b: Double
  private let mean: Double

  /// The integrals divide by both slopes; one this small beside the other does no harm.
  private static let leastSlope = 1e-3

  /// Nil unless a density of this slope would be negative in a corner of the cell.
  init?(mean: Double, slope: SIMD3<Double>) {
    let least = Self.leastSlope * (abs(slope.x) + abs(slope.y))
    let a = abs(slope.x) > least ? slope.x : least
    let b = abs(slope.y) > least ? slope.y : least
    let most = (abs(a) + abs(b)) / 2
    guard mean < most else { return nil }
    let root = RootFinding.bracket(from: -most, to: most) { Self.mean($0, a, b) - mean }
    guard let root else { return nil }
    q = root.nonNegative
    (self.a, self.b) = (a, b)
    self.mean = Self.mean(q, a, b)
  }

  private static func mean(_ q: Double, _ a: Double, _ b: Double) -> Double {
    let right = cube(q + (a + b) / 2) - cube(q + (a - b) / 2)
    let left = cube(q + (b - a) / 2) - cube(q - (a + b) / 2)
    return (right - left) / (a * b)
  }

  /// The integral of z+, and that of this.
  private static func square(_ z: Double) -> Double { z > 0 ? z * z / 2 : 0 }
  private static func cube(_ z: Double) -> Double { z > 0 ? z * z * z / 6 : 0 }

  /// int F_x dy - F_y dx along a segment: into what is at its left.
  func flux(_ from: SIMD2<Double>, _ onto: SIMD2<Double>) -> Double {
    let move = onto - from
    let line = q + b * from.y
    let bends = [
      -(line + a * from.x) / (a * move.x + b * move.y),
      -(line + a / 2) / (b * move.y), -(line - a / 2) / (b * move.y),
    ]
    let times = ([0, 1] + bends.filter { $0 > 0 && $0 < 1 }).sorted()
    return zip(times, times.dropFirst()).reduce(0) { sum, piece in
      // Gauss's rule of two points is exact for the third degree.
      let (middle, half) = ((piece.0 + piece.1) / 2, (piece.1 - piece.0) / 2)
      let offset = half * 0.577_350_269_189_625_8
      let values =
        integrand(from + move * (middle - offset), move)
        + integrand(from + move * (middle + offset), move)
      return sum + half * values
    }
  }

  private func integrand(_ point: SIMD2<Double>, _ move: SIMD2<Double>) -> Double {
    let line = q + b * point.y
    let (low, high) = (line - a / 2, line + a / 2)
    let row = (Self.square(high) - Self.square(low)) / a
    let before = (Self.square(line + a * point.x) - Self.square(low)) / a
    let right = Self.cube(high) - Self.cube(q + (a - b) / 2)
    let left = Self.cube(low) - Self.cube(q - (a + b) / 2)
    let below = (right - left) / (a * b)
    return (before - (point.x + 0.5) * row) * move.y
      - (below - (point.y + 0.5) * mean) * move.x
  }
}
