import Foundation

/// Adaptive Gauss-Kronrod quadrature on a finite interval (Piessens et al. 1983, QUADPACK).
///
/// Integrands are never evaluated at the ends of the interval, so integrable end singularities are
/// allowed. Panels whose error estimate is too large are halved until the estimates add up to the
/// tolerance, a panel cannot be halved in floating point, or the panel limit is reached.
struct Quadrature: Sendable {
  /// The error allowed, relative to the integral of |f|.
  var relativeTolerance = 1e-13
  /// The most panels; the integrand is evaluated at most 30 times as often.
  var panelLimit = 4096
  /// Panels to start from, so that a narrow peak is not overlooked.
  var initialPanels = 1

  /// The integral over one panel and an estimate of its error.
  struct Panel: Sendable, Equatable {
    let lower: Double
    let upper: Double
    let integral: Double
    let error: Double
    /// The integral of |f|.
    let magnitude: Double
  }

  /// The integral over adjacent panels.
  struct Result: Sendable {
    /// From left to right.
    let panels: [Panel]
    var integral: Double { panels.lazy.map(\.integral).compensatedSum() }
    var error: Double { panels.reduce(0) { $0 + $1.error } }
    var magnitude: Double { panels.reduce(0) { $0 + $1.magnitude } }
  }

  /// Integrates f over a finite interval. A NaN of f makes the integral NaN.
  func integrate(from lower: Double, to upper: Double, _ f: (Double) -> Double) -> Result {
    let step = (upper - lower) / Double(initialPanels)
    var panels = (0..<initialPanels).map { k in
      Self.panel(
        from: lower + Double(k) * step,
        to: k + 1 == initialPanels ? upper : lower + Double(k + 1) * step, f)
    }
    while panels.count < panelLimit {
      let scale = panels.reduce(0) { $0 + $1.magnitude }
      let allowed = relativeTolerance * scale / Double(panels.count)
      let refined = panels.flatMap { $0.error > allowed ? Self.halves(of: $0, f) : [$0] }
      if refined.count == panels.count { break }
      panels = refined
    }
    return Result(panels: panels)
  }

  private static func halves(of panel: Panel, _ f: (Double) -> Double) -> [Panel] {
    let middle = panel.lower + (panel.upper - panel.lower) / 2
    // Below some 50 ulp of the integral the estimate is rounding, which halving does not mend.
    guard middle > panel.lower, middle < panel.upper,
      panel.error > 50 * .ulpOfOne * panel.magnitude
    else { return [panel] }
    return [
      Self.panel(from: panel.lower, to: middle, f), Self.panel(from: middle, to: panel.upper, f),
    ]
  }

  /// The 15-point Kronrod rule, with QUADPACK's error estimate from the 7-point Gauss rule.
  static func panel(from lower: Double, to upper: Double, _ f: (Double) -> Double) -> Panel {
    let half = (upper - lower) / 2
    let center = lower + half
    let middle = f(center)
    var kronrod = kronrodWeights[7] * middle
    var gauss = gaussWeights[3] * middle
    var magnitude = kronrodWeights[7] * abs(middle)
    var samples: [(weight: Double, value: Double)] = [(kronrodWeights[7], middle)]
    for k in 0..<7 {
      let (left, right) = (f(center - half * nodes[k]), f(center + half * nodes[k]))
      kronrod += kronrodWeights[k] * (left + right)
      magnitude += kronrodWeights[k] * (abs(left) + abs(right))
      if k % 2 == 1 { gauss += gaussWeights[k / 2] * (left + right) }
      samples += [(kronrodWeights[k], left), (kronrodWeights[k], right)]
    }
    let mean = kronrod / 2
    let deviation = samples.reduce(0) { $0 + $1.weight * abs($1.value - mean) }
    var error = abs(kronrod - gauss)
    if deviation > 0, error > 0 {
      error = deviation * min(1, pow(200 * error / deviation, 1.5))
    }
    return Panel(
      lower: lower, upper: upper, integral: kronrod * half, error: error * half,
      magnitude: magnitude * half)
  }

  private static let nodes = [
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691693013, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245,
  ]
  private static let kronrodWeights = [
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
    0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
    0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
  ]
  private static let gaussWeights = [
    0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
    0.381830050505118944950369775488975, 0.417959183673469387755102040816327,
  ]
}
