/// Bracketing root finding: Chandrupatla's mixture of bisection and inverse quadratic
/// interpolation (1997, "A new hybrid quadratic/bisection algorithm").
enum RootFinding {
  /// Two points on either side of a sign change, adjacent to rounding.
  struct Bracket: Sendable, Equatable {
    /// Here f < 0.
    let negative: Double
    /// Here f >= 0.
    let nonNegative: Double
  }

  /// Narrows [a, b] about a sign change of f, which may be a jump.
  ///
  /// The width ends below 4 ulp of its end points, or 1e-18 of |b - a|. Nil unless f < 0 at one end
  /// and f >= 0 at the other. For a nondecreasing f the `nonNegative` end is the least root.
  static func bracket(from a: Double, to b: Double, _ f: (Double) -> Double) -> Bracket? {
    var (near, far) = ((x: a, f: f(a)), (x: b, f: f(b)))
    guard (near.f < 0) != (far.f < 0), near.f == near.f, far.f == far.f else { return nil }
    let floor = 1e-18 * abs(b - a)
    var fraction = 0.5
    for _ in 0..<iterationLimit {
      let x = near.x + fraction * (far.x - near.x)
      let new = (x: x, f: f(x))
      let old: (x: Double, f: Double)
      if (new.f < 0) == (near.f < 0) {
        old = near
      } else {
        old = far
        far = near
      }
      near = new
      let width = abs(far.x - near.x)
      let tolerance = 2 * max(abs(near.x).ulp, abs(far.x).ulp) + floor / 2
      if width <= 2 * tolerance { break }
      fraction = interpolate(near, far, old)
      fraction = min(max(fraction, tolerance / width), 1 - tolerance / width)
    }
    return near.f < 0
      ? Bracket(negative: near.x, nonNegative: far.x)
      : Bracket(negative: far.x, nonNegative: near.x)
  }

  /// Bisection alone needs fewer than 64 halvings to reach the tolerance; each interpolation that
  /// fails is followed by one.
  private static let iterationLimit = 200

  /// The fraction of the way from `near` to `far` to try next: 1/2 unless the inverse quadratic
  /// through the three points is monotone there.
  private static func interpolate(
    _ near: (x: Double, f: Double), _ far: (x: Double, f: Double), _ old: (x: Double, f: Double)
  ) -> Double {
    let xi = (near.x - far.x) / (old.x - far.x)
    let phi = (near.f - far.f) / (old.f - far.f)
    guard phi * phi < xi, (1 - phi) * (1 - phi) < 1 - xi else { return 0.5 }
    let fraction =
      near.f / (far.f - near.f) * old.f / (far.f - old.f)
      + (old.x - near.x) / (far.x - near.x) * near.f / (old.f - near.f) * far.f / (old.f - far.f)
    return fraction.isFinite ? fraction : 0.5
  }
}
