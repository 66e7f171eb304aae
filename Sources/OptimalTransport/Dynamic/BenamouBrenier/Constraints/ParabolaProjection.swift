/// The nearest point to (x, y) with a + b^2/2 <= 0.
///
/// Outside, b is the root of b^3/2 + (1 + x) b = y of y's sign and a = -b^2/2. For y > 0 the cubic is
/// convex where b > 0, so Newton's method falls to its greatest root from any point above.
enum ParabolaProjection {
  @inline(__always)
  static func project(_ x: Double, _ y: Double) -> (a: Double, b: Double) {
    if x + y * y / 2 <= 0 { return (x, y) }
    let (p, t) = (1 + x, abs(y))
    var b = (p < 0 ? (-2 * p).squareRoot() : 0) + min(1 + t, p > 0 ? t / p : .infinity)
    for _ in 0..<40 {
      let slope = 1.5 * b * b + p
      guard slope > 0 else { break }
      let step = ((b * b / 2 + p) * b - t) / slope
      b -= step
      if step <= 1e-15 * b { break }
    }
    return (-b * b / 2, y < 0 ? -b : b)
  }
}
