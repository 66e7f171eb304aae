import Foundation

/// The law of a grid prior's chain over `steps` equal times that add up to 1, applied, never
/// stored.
///
/// One step is M = sum_r w_r P^r, P = I + L / q the chain of jumps and stays at the uniform rate q,
/// w the probabilities of r of them: uniformisation (Jensen 1953), exp(L / steps) to 2^-60. M is a
/// polynomial in P with weights >= 0 that add up to one, so whatever the truncation
///
/// - M 1 = 1, and M' keeps the mass, to rounding;
/// - `forward` is the exact adjoint of `backward`;
/// - all entries of M^steps are positive, down to underflow: the last r reaches from corner to
///   corner in all steps.
///
/// Complexity: a stencil for each r, up to about q / steps + 9 (q / steps)^1/2 + 20 of them a step.
struct ChainPropagator: Sendable {
  let steps: Int
  /// w, the probability of r jumps or stays in a step.
  let weights: [Double]
  /// The least positive probability of a jump from a cell to a neighbour.
  let leastJump: Double
  /// The greatest number of jumps between two cells.
  let diameter: Int
  let up: [[Double]]
  let down: [[Double]]
  let stay: [Double]
  private let values: ChainStencil
  private let masses: ChainStencil

  init(_ prior: GridPrior, steps: Int) {
    // A rate above the greatest exit rate leaves every cell a chance to stay, so that powers of P
    // mix.
    let rate = prior.exitRate * 1.125
    let unit = rate > 0 ? 1 / rate : 0
    let up = prior.rates.map { $0.up.map { $0 * unit } }
    let down = prior.rates.map { $0.down.map { $0 * unit } }
    let stay = (0..<prior.count).map { i in
      1 - up.indices.reduce(0) { $0 + up[$1][i] + down[$1][i] }
    }
    self.steps = steps
    self.up = up
    self.down = down
    self.stay = stay
    diameter = prior.shape.reduce(0) { $0 + $1 - 1 }
    weights = PoissonWeights.make(
      mean: rate / Double(steps), reach: 2 * (diameter + steps - 1) / steps + 2)
    leastJump = Self.leastJump(prior, unit: unit)
    values = ChainStencil(
      center: stay, up: up, down: down, strides: prior.strides, transposed: false)
    masses = ChainStencil(
      center: stay, up: up, down: down, strides: prior.strides, transposed: true)
  }

  private static func leastJump(_ prior: GridPrior, unit: Double) -> Double {
    var least = 1.0
    for (k, stride) in prior.strides.enumerated() {
      for i in 0..<prior.count where i / stride % prior.shape[k] + 1 < prior.shape[k] {
        least = min(least, prior.rates[k].up[i] * unit, prior.rates[k].down[i + stride] * unit)
      }
    }
    return least
  }

  /// M x: the expectation of x a step later, given where the chain is.
  func backward(_ x: [Double]) -> [Double] { values.polynomial(weights, x) }
  /// M' x: masses a step later.
  func forward(_ x: [Double]) -> [Double] { masses.polynomial(weights, x) }
  /// x, P x, P^2 x, ... as far as a step may jump.
  func powers(_ x: [Double]) -> [[Double]] { values.powers(x, count: weights.count - 1) }

  /// A number that -log of no entry of M^steps exceeds.
  ///
  /// Cells j jumps apart, j <= diameter, are joined by the chance of exactly j jumps, spread evenly
  /// over the steps, and of taking a given path.
  var logRange: Double {
    var greatest = 0.0
    for j in 0...diameter {
      let (each, more) = (j / steps, j % steps)
      var bound = -Double(j) * log(leastJump)
      bound -= Double(steps - more) * log(weights[each])
      if more > 0 { bound -= Double(more) * log(weights[each + 1]) }
      greatest = max(greatest, bound)
    }
    return greatest
  }
}
