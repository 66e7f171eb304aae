extension TiltedCells.Reader {
  /// The flux of M e_1 through a side in the plane, the integral of M dv from (u, v) on along (du,
  /// dv).
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
        let step = SIMD3(du, dv, 0) * offset
        let center = SIMD3(u + middle * du, v + middle * dv, 0.5)
        let cell = cell(at: center)
        let place = place(of: cell)
        sum +=
          half
          * (integral(place, center - step - cell) + integral(place, center + step - cell))
        time = next
      }
      if first.time <= next { first.advance() }
      if second.time <= next { second.advance() }
    }
    return sum * dv
  }
}

/// The times at which a coordinate that moves from x by dx in unit time passes whole numbers.
struct FaceCrossings {
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
