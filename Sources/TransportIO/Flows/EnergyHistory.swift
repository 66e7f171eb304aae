public import OptimalTransport

/// F along a flow, and what its steps did: what proves a flow.
///
/// Each exact step satisfies F(y) + d(x, y)^2 / (2 h) <= F(x); one that misses its minimum by a gap
/// at most misses this by gap / h at most. As h falls, the descent (F(x) - F(y)) / h tends to the
/// square of the slope: dF/dt = -|grad F|^2.
public struct EnergyHistory: Sendable, Equatable {
  /// F of the start.
  public var initialEnergy: Double
  /// One record a step.
  public var steps: [ProximalStep]

  /// Collects the two.
  public init(initialEnergy: Double, steps: [ProximalStep]) {
    (self.initialEnergy, self.steps) = (initialEnergy, steps)
  }

  /// 0 and the times after each step.
  public var times: [Double] { [0] + steps.map(\.time) }
  /// F at ``times``.
  public var energies: [Double] { [initialEnergy] + steps.map(\.energy) }
  /// How long each step is.
  public var timeSteps: [Double] { zip(times.dropFirst(), times).map { $0 - $1 } }

  /// (F(x) - F(y)) / h of each step.
  public var descents: [Double] {
    steps.indices.map { (energies[$0] - energies[$0 + 1]) / timeSteps[$0] }
  }
}

extension EnergyHistory {
  /// The most that F rose in one step; zero when it never did.
  public var largestRise: Double {
    zip(energies.dropFirst(), energies).reduce(0) { max($0, $1.0 - $1.1) }
  }

  /// The most that F is away from where it started; NaN where that is infinite.
  public var largestDrift: Double {
    steps.reduce(0) { max($0, abs($1.energy - initialEnergy)) }
  }

  /// The most by which a step missed F(y) + d(x, y)^2 / (2 h) <= F(x); zero when none did.
  public var largestExcess: Double {
    steps.indices.reduce(0) { most, k in
      let step = steps[k]
      let paid = step.distance * step.distance / (2 * timeSteps[k])
      return max(most, energies[k + 1] + paid - energies[k])
    }
  }

  /// The largest gap of a step; infinite where one is not bounded.
  public var largestGap: Double { steps.reduce(0) { max($0, $1.gap) } }

  /// Steps that did not converge.
  public var shortSteps: Int { steps.count { $0.termination != .converged } }

  /// Inner iterations, all together.
  public var iterations: Int { steps.reduce(0) { $0 + $1.iterations } }
}
