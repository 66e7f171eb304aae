/// What ``SinkhornDivergence`` returns: the divergence between bounds, and its gradients.
public struct SinkhornDivergenceSolution: Sendable {
  /// S_eps from the dual values of the three problems, whose errors are of second order.
  public let value: Double
  /// dual(a, b) - primal(a, a) / 2 - primal(b, b) / 2, less what rounding may do: S_eps is no less.
  public let lowerBound: Double
  /// primal(a, b) - dual(a, a) / 2 - dual(b, b) / 2, plus what rounding may do: S_eps is no greater.
  public let upperBound: Double
  /// The solution from source to target.
  public let cross: EntropicSolution
  /// The solution from the source to itself.
  public let source: EntropicSolution
  /// The solution from the target to itself.
  public let target: EntropicSolution
  /// Wall-clock seconds of the three solves.
  public let seconds: Double

  init(cross: EntropicValue, source: EntropicValue, target: EntropicValue, seconds: Double) {
    value = cross.value - source.value / 2 - target.value / 2
    lowerBound = cross.lowerBound - source.upperBound / 2 - target.upperBound / 2
    upperBound = cross.upperBound - source.lowerBound / 2 - target.lowerBound / 2
    self.cross = cross.solution
    self.source = source.solution
    self.target = target.solution
    self.seconds = seconds
  }

  /// The regularisation eps of all three problems, in units of the cost.
  public var epsilon: Double { cross.epsilon }

  /// How far `value` may be from S_eps: the farther of the two bounds.
  public var errorBound: Double { max(upperBound - value, value - lowerBound) }

  /// Why the solver stopped: `converged` if all three did, else the first other reason.
  public var termination: Termination {
    [cross, source, target].map(\.termination).first { $0 != .converged } ?? .converged
  }

  /// The gradient of S_eps in the points of both measures.
  ///
  /// d S / d x_i = sum_j P_ij grad_x c(x_i, y_j) - sum_k Q_ik grad_x c(x_i, x_k), P being the plan from a to b and Q that
  /// from a to itself, in whose problem x_i stands on both sides; each sum is taken as half of both, so that Q need
  /// not be symmetric. Both hold by the envelope theorem. Complexity: as three of ``EntropicSolution/pointGradient()``.
  ///
  /// - Throws: `notApplicable` for a custom cost.
  public func pointGradient() throws(TransportError) -> PointGradient {
    let cross = try cross.pointGradient()
    return PointGradient(
      source: cross.source - (try source.pointGradient()).mean,
      target: cross.target - (try target.pointGradient()).mean)
  }

  /// The gradient of S_eps in the masses of both measures, of mean zero: phi_ab - phi_aa for the source, with the
  /// potentials relative to the product of the marginals, f - eps log a.
  ///
  /// Complexity: 6 passes over the pairs.
  public func weightGradient() -> WeightGradient {
    let (phi, psi) = cross.plan.relativePotentials()
    return WeightGradient(
      source: Self.minus(phi, source.plan.relativePotentials()),
      target: Self.minus(psi, target.plan.relativePotentials()))
  }

  /// potential - (symmetric.source + symmetric.target) / 2.
  private static func minus(
    _ potential: [Double], _ symmetric: (source: [Double], target: [Double])
  ) -> [Double] {
    potential.indices.map {
      potential[$0] - (symmetric.source[$0] / 2 + symmetric.target[$0] / 2)
    }
  }
}

extension PointGradient {
  /// Half the sum of both sides: the gradient of OT_eps(a, a) / 2 in the points of a.
  fileprivate var mean: Matrix {
    Matrix(
      uncheckedRows: source.rows, columns: source.columns,
      elements: zip(source.elements, target.elements).map { $0 / 2 + $1 / 2 })
  }
}
