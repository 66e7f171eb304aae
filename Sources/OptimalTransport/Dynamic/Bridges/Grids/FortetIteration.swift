import Foundation

/// Schroedinger bridges between two densities on a grid under a prior with any drift.
///
/// ```
/// min KL(P | R) over laws P of the chain with X_0 ~ a, X_1 ~ b,   R: the prior's chain from X_0 ~ a.
/// ```
/// The optimum is P_0T = diag(phi^_0) M^K diag(phi_K), with the Schroedinger system phi^_0 (M^K
/// phi_K) = a, phi_K (M'^K phi^_0) = b, and at each time rho_k = phi^_k phi_k with phi^_{k+1} = M'
/// phi^_k, phi_k = M phi_{k+1}. Fortet's iteration meets the two equations in turn; in Hilbert's
/// projective metric it contracts (Chen, Georgiou and Pavon 2016). It stops on the L1 error of the
/// source marginal, the target's being exact to rounding; every rho_k has the same mass to rounding
/// because `forward` is the exact adjoint of `backward`.
///
/// The certificate bounds KL(P | R) per unit mass: above, by a coupling with exact marginals (the
/// plan scaled down, and what is missing spread as a product); below, by the dual value <log phi_K,
/// b> - <log M^K phi_K, a>, which holds for any phi_K.
///
/// Complexity: two passes of `steps` propagator steps an iteration, O(steps N) memory. Source:
/// Fortet (1940); Chen, Georgiou and Pavon, "Entropic and displacement interpolation: a
/// computational approach using the Hilbert metric" (2016).
public struct FortetIteration: Sendable {
  /// The prior R.
  public var prior: GridPrior
  /// Equal time steps from 0 to 1, at which densities are given; the law of the chain does not
  /// depend on it.
  public var steps: Int
  /// The L1 error of the source marginal, relative to the mass, at which to stop.
  public var tolerance: Double
  /// Iterations after which to stop and report `iterationLimit`.
  public var iterationLimit: Int

  /// A solver with the given options.
  public init(
    prior: GridPrior, steps: Int = 32, tolerance: Double = 1e-9, iterationLimit: Int = 10_000
  ) {
    self.prior = prior
    self.steps = steps
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// Solves the problem.
  ///
  /// - Throws: `shapeMismatch` unless both densities live on the prior's grid, `massMismatch`,
  ///   `outOfRange` for an option, or for a noise so small that the chance to reach some mass
  ///   underflows.
  public func solve(
    source: GridDensity, target: GridDensity, progress: ProgressHandler? = nil
  ) throws(TransportError) -> GridBridge {
    let clock = ContinuousClock.now
    try check(source, target)
    let propagator = ChainPropagator(prior, steps: steps)
    var run = FortetRun(
      propagator: propagator, source: source.probabilities, target: target.probabilities)
    try run.iterate(self, progress: progress)
    return try GridBridge(
      prior: prior, mass: source.mass, run: run,
      seconds: (ContinuousClock.now - clock) / .seconds(1))
  }

  /// A million stencils a step are far beyond what anyone waits for.
  static let jumpLimit = 1e6

  private func check(_ source: GridDensity, _ target: GridDensity) throws(TransportError) {
    for (density, name) in [(source, "source"), (target, "target")]
    where density.shape != prior.shape || density.box != prior.box {
      throw .shapeMismatch(
        argument: name, expected: "shape \(prior.shape) on the prior's box",
        found: "shape \(density.shape)")
    }
    try checkBalance(source: source.mass, target: target.mass)
    guard steps >= 1 else {
      throw .outOfRange(argument: "steps", value: Double(steps), expected: "1 or more")
    }
    guard prior.exitRate / Double(steps) <= Self.jumpLimit else {
      throw .outOfRange(
        argument: "jumps of the prior's chain per step", value: prior.exitRate / Double(steps),
        expected: "at most \(Self.jumpLimit): fewer cells, less noise or drift, or more steps")
    }
    guard tolerance > 0, tolerance.isFinite else {
      throw .outOfRange(
        argument: "tolerance", value: tolerance, expected: "a finite number above 0")
    }
    guard iterationLimit >= 1 else {
      throw .outOfRange(
        argument: "iterationLimit", value: Double(iterationLimit), expected: "1 or more")
    }
  }
}

extension GridDensity {
  /// The share of each cell in the mass.
  fileprivate var probabilities: [Double] {
    let largest = values.max()!
    let total = values.map { $0 / largest }.compensatedSum()
    return values.map { $0 / largest / total }
  }
}
