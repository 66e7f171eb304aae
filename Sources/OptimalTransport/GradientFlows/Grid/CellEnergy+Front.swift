/// Means over cells that a front may cut.
///
/// Where no diffusion has an infinite slope at zero, rho = h^-1(p) is zero from p = 0 down, and its
/// value at the centre of a cell is no mean there. With p linear in the cell, of range `reach[k]`
/// to either side along axis k, the mean is that of differences of f*(s) = max over rho of s rho -
/// f(rho), whose derivative is the density of slope s:
/// ```
/// mean over |t| <= e of h^-1(s + t) = (f*(s + e) - f*(s - e)) / (2 e)
/// ```
/// along the axis of greatest reach, and by Gauss's rule of four points along the others.
extension CellEnergy {
  /// Midpoints are as good, to a part of 1e-3, for cells whose p is more than this many reaches.
  var frontReach: Double {
    let a = frontExponent
    return 2 + (170 * a * abs(a - 1)).squareRoot()
  }

  /// f*(s), for s the slope at the centre and f without V.
  func conjugate(_ s: Double) -> Double {
    let rho = density(slope: s)
    return rho > 0 ? s * rho - value(rho) : 0
  }

  /// The mean of rho over a cell with p = s at its centre, and its derivative in s.
  func mean(slope s: Double, reach: SIMD3<Double>) -> (density: Double, response: Double) {
    let total = reach.sum()
    if s + total <= 0 { return (0, 0) }
    if s >= frontReach * total {
      let rho = density(slope: s)
      return (rho, response(rho))
    }
    var e = reach
    let axis = e.x >= max(e.y, e.z) ? 0 : e.y >= e.z ? 1 : 2
    let long = e[axis]
    e[axis] = e[2]
    return mean(s, long, across: e.x, e.y)
  }

  private func mean(
    _ s: Double, _ long: Double, across a: Double, _ b: Double
  ) -> (density: Double, response: Double) {
    var (rho, rise) = (0.0, 0.0)
    for (i, x) in Self.nodes.enumerated() {
      if a == 0, i > 0 { break }
      for (j, y) in Self.nodes.enumerated() {
        if b == 0, j > 0 { break }
        let weight = (a == 0 ? 1 : Self.weights[i]) * (b == 0 ? 1 : Self.weights[j])
        let t = s + a * x + b * y
        if t + long <= 0 { continue }
        rho += weight * (conjugate(t + long) - conjugate(t - long)) / (2 * long)
        rise += weight * (density(slope: t + long) - density(slope: t - long)) / (2 * long)
      }
    }
    return (rho, rise)
  }

  private static let nodes = [
    -0.861_136_311_594_052_6, -0.339_981_043_584_856_3, 0.339_981_043_584_856_3,
    0.861_136_311_594_052_6,
  ]
  private static let weights = [
    0.173_927_422_568_727, 0.326_072_577_431_273, 0.326_072_577_431_273, 0.173_927_422_568_727,
  ]
}
