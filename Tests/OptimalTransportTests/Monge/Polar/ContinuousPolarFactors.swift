import Foundation

@testable import OptimalTransport

/// The polar factors of a smooth map h of the unit square onto itself that keeps the walls, from
/// Monge and Ampere's equation for psi = |x|^2/2 + u,
///
///     log det(I + D^2 u) + log rho(x + grad u) = 0,   rho(h(x)) = 1 / det Dh(x),
///
/// by the fixed point u <- u - lap^-1 (left side) in cosines, with sums written out. It knows
/// nothing of Helmholtz, of transport plans, or of the library's transforms.
struct ContinuousPolarFactors {
  /// A map and its Jacobian.
  struct Map {
    var value: (Double, Double) -> (Double, Double)
    var jacobian: (Double, Double) -> (xx: Double, xy: Double, yx: Double, yy: Double)
  }

  let n: Int
  let map: Map
  /// Coefficient of cos(k pi x) cos(l pi y) in u at k n + l.
  private(set) var u: [Double]
  /// The largest left side at the centres of n x n cells.
  private(set) var residual = Double.infinity

  init(_ map: Map, cells n: Int, iterations: Int = 60) {
    self.n = n
    self.map = map
    u = [Double](repeating: 0, count: n * n)
    for _ in 0..<iterations {
      let side = equation()
      residual = side.reduce(0) { max($0, abs($1)) }
      if residual < 1e-13 { break }
      let modes = cosines(of: side)
      for k in 0..<n {
        for l in 0..<n where k + l > 0 {
          u[k * n + l] += modes[k * n + l] / (.pi * .pi * Double(k * k + l * l))
        }
      }
    }
  }

  /// The left side at the cell centres.
  private func equation() -> [Double] {
    (0..<n * n).map { cell in
      let (x, y) = (center(cell / n), center(cell % n))
      let d = derivatives(x, y)
      let determinant = (1 + d.xx) * (1 + d.yy) - d.xy * d.xy
      let origin = preimage(x + d.x, y + d.y)
      let j = map.jacobian(origin.0, origin.1)
      return log(determinant) - log(j.xx * j.yy - j.xy * j.yx)
    }
  }

  private func center(_ i: Int) -> Double { (Double(i) + 0.5) / Double(n) }

  /// u's first and second derivatives at a point.
  private func derivatives(
    _ x: Double, _ y: Double
  ) -> (x: Double, y: Double, xx: Double, xy: Double, yy: Double) {
    var d = (x: 0.0, y: 0.0, xx: 0.0, xy: 0.0, yy: 0.0)
    let (cx, sx) = (waves(x, cos), waves(x, sin))
    let (cy, sy) = (waves(y, cos), waves(y, sin))
    for k in 0..<n {
      for l in 0..<n where u[k * n + l] != 0 {
        let (a, b, c) = (.pi * Double(k), .pi * Double(l), u[k * n + l])
        d.x -= c * a * sx[k] * cy[l]
        d.y -= c * b * cx[k] * sy[l]
        d.xx -= c * a * a * cx[k] * cy[l]
        d.xy += c * a * b * sx[k] * sy[l]
        d.yy -= c * b * b * cx[k] * cy[l]
      }
    }
    return d
  }

  private func waves(_ x: Double, _ f: (Double) -> Double) -> [Double] {
    (0..<n).map { f(.pi * Double($0) * x) }
  }

  /// Cosine coefficients of values at the cell centres; those below rounding are dropped.
  private func cosines(of values: [Double]) -> [Double] {
    let table = (0..<n).map { k in (0..<n).map { cos(.pi * Double(k) * center($0)) } }
    var rows = [Double](repeating: 0, count: n * n)
    for k in 0..<n {
      for j in 0..<n { for i in 0..<n { rows[k * n + j] += table[k][i] * values[i * n + j] } }
    }
    var result = [Double](repeating: 0, count: n * n)
    for k in 0..<n {
      for l in 0..<n {
        var sum = 0.0
        for j in 0..<n { sum += table[l][j] * rows[k * n + j] }
        let scale = (k == 0 ? 1.0 : 2) * (l == 0 ? 1.0 : 2) / Double(n * n)
        result[k * n + l] = abs(sum * scale) < 1e-16 ? 0 : sum * scale
      }
    }
    return result
  }

  /// h^-1 by Newton's method.
  private func preimage(_ x: Double, _ y: Double) -> (Double, Double) {
    var (a, b) = (x, y)
    for _ in 0..<50 {
      let h = map.value(a, b)
      let j = map.jacobian(a, b)
      let step = Self.solve((j.xx, j.xy, j.yx, j.yy), h.0 - x, h.1 - y)
      (a, b) = (a - step.0, b - step.1)
      if abs(step.0) + abs(step.1) < 1e-15 { break }
    }
    return (a, b)
  }

  private static func solve(
    _ m: (Double, Double, Double, Double), _ p: Double, _ q: Double
  ) -> (Double, Double) {
    let determinant = m.0 * m.3 - m.1 * m.2
    return ((m.3 * p - m.1 * q) / determinant, (m.0 * q - m.2 * p) / determinant)
  }

  /// grad psi at a point.
  func gradient(_ x: [Double]) -> [Double] {
    let d = derivatives(x[0], x[1])
    return [x[0] + d.x, x[1] + d.y]
  }

  /// sigma = (grad psi)^-1 o h at a point, by Newton's method.
  func sigma(_ x: [Double]) -> [Double] {
    let target = map.value(x[0], x[1])
    var (a, b) = target
    for _ in 0..<50 {
      let d = derivatives(a, b)
      let step = Self.solve(
        (1 + d.xx, d.xy, d.xy, 1 + d.yy), a + d.x - target.0, b + d.y - target.1)
      (a, b) = (a - step.0, b - step.1)
      if abs(step.0) + abs(step.1) < 1e-15 { break }
    }
    return [a, b]
  }
}
