/// A density on a bounded interval with its integral tabulated at the ends of quadrature panels.
///
/// F(x) is the running sum up to x's panel plus one Gauss-Kronrod rule on the part of it below x.
struct DensityTable: Sendable {
  private let function: @Sendable (Double) -> Double
  /// The ends of the panels, one more than panels.
  private let nodes: [Double]
  /// The integral up to each node, before normalisation.
  private let sums: [Double]
  /// The integral of the user's function.
  let total: Double
  /// The quadrature's error estimate, relative to `total`.
  let error: Double

  /// Tabulates.
  ///
  /// - Throws: `nonFinite`, `negativeMass`, `degenerateMass`.
  init(
    density: @escaping @Sendable (Double) -> Double, from lower: Double, to upper: Double
  ) throws(TransportError) {
    var offender: (x: Double, value: Double)?
    let rule = Quadrature(initialPanels: 64)
    let result = rule.integrate(from: lower, to: upper) { x in
      let value = density(x)
      if !(value >= 0 && value.isFinite), offender == nil { offender = (x, value) }
      return value
    }
    if let offender {
      let argument = "density at x = \(offender.x)"
      if offender.value < 0, offender.value.isFinite {
        throw .negativeMass(argument: argument, index: 0, value: offender.value)
      }
      throw .nonFinite(argument: argument, index: 0, value: offender.value)
    }
    var sum = CompensatedSum()
    var sums = [0.0]
    for panel in result.panels {
      sum.add(panel.integral)
      sums.append(sum.value)
    }
    total = sum.value
    guard total > 0, total.isFinite else { throw .degenerateMass(argument: "density", mass: total) }
    error = result.error / total
    nodes = [lower] + result.panels.map(\.upper)
    self.sums = sums
    function = density
  }

  /// The normalised density.
  func density(_ x: Double) -> Double { function(x) / total }

  /// F(x), for x in the interval.
  func cumulative(_ x: Double) -> Double {
    let k = index { nodes[$0] > x }
    return partial(k, x) / total
  }

  /// The least x with F(x) >= u.
  func quantile(_ u: Double) -> Double {
    let level = u * total
    let k = index { sums[$0] >= level }
    let bracket = RootFinding.bracket(from: nodes[k], to: nodes[k + 1]) {
      $0 >= nodes[k + 1] ? sums[k + 1] - level : partial(k, $0) - level
    }
    return bracket?.nonNegative ?? (sums[k] >= level ? nodes[k] : nodes[k + 1])
  }

  /// The mean and the variance, panel by panel.
  func moments() -> LineLaw.Moments {
    let mean = integral { $0 } / total
    let variance = integral { ($0 - mean) * ($0 - mean) } / total
    return LineLaw.Moments(mean: mean, variance: variance, error: error)
  }

  private func integral(of factor: (Double) -> Double) -> Double {
    zip(nodes, nodes.dropFirst()).map { lower, upper in
      Quadrature.panel(from: lower, to: upper) { factor($0) * function($0) }.integral
    }.compensatedSum()
  }

  /// The integral from the start to x in panel k, kept between the panel's sums.
  private func partial(_ k: Int, _ x: Double) -> Double {
    guard x > nodes[k] else { return sums[k] }
    let part = Quadrature.panel(from: nodes[k], to: x, function).integral
    return min(sums[k] + part, sums[k + 1])
  }

  /// The panel k whose upper end is the first to pass a monotone test.
  private func index(where test: (Int) -> Bool) -> Int {
    var low = 1
    var high = nodes.count - 1
    while low < high {
      let middle = (low + high) / 2
      if test(middle) { high = middle } else { low = middle + 1 }
    }
    return low - 1
  }
}
