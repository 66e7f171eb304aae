import Foundation

/// What the front door returns: the answer, how good it is, and how it was found.
public struct TransportOutcome: Sendable {
  /// The method that ran; never `automatic`.
  public let method: TransportMethod
  /// Why that one, in a sentence.
  public let reason: String
  /// The name of the ground cost.
  public let costName: String
  /// value^(1/p), where the cost is the p-th power of a metric; a Wasserstein distance for mass 1.
  public let distance: Double?
  /// Bounds on the optimum of the problem that was solved; see `note`.
  public let certificate: Certificate
  /// Why the solver stopped.
  public let termination: Termination
  /// Pivots of the simplex method, iterations of Sinkhorn's, atoms swept by sorting, zero for a closed form.
  public let iterations: Int
  /// Wall-clock seconds of the solve, certificate included.
  public let seconds: Double
  /// The plan between `sourceAtoms` and `targetAtoms`; nil for a closed form, and where it was not to be kept or
  /// could not be. Of Sinkhorn's method it is the entries that count; `note` says what was left out.
  public let plan: TransportPlan?
  /// The potentials on those atoms; nil for a closed form, and for sorting without the plan.
  public let potentials: KantorovichPotentials?
  /// The source atoms that the plan's rows are; nil for a closed form or a cost given as a matrix.
  public let sourceAtoms: PointCloud?
  /// The target atoms that the plan's columns are; nil as above.
  public let targetAtoms: PointCloud?
  /// What stands between the problem asked and the answer: a discretisation, a plan cut short; nil if nothing.
  public let note: String?
  /// The whole solution of Sinkhorn's method: regularised objectives, contraction, Schroedinger potentials and the
  /// plan they imply; nil for any other method.
  public let entropic: EntropicSolution?

  /// The transport cost, in units of mass times the ground cost.
  public var value: Double { certificate.upperBound }
}

extension TransportOutcome {
  /// The outcome of a solver on atoms.
  init(
    _ solution: TransportSolution, choice: MethodChoice, cost: GroundCost, source: AtomicMeasure,
    target: AtomicMeasure
  ) {
    self.init(
      method: choice.method, reason: choice.reason, costName: cost.name,
      distance: cost.distance(ofValue: solution.value), certificate: solution.certificate,
      termination: solution.termination, iterations: solution.iterations,
      seconds: solution.seconds, plan: solution.plan, potentials: solution.potentials,
      sourceAtoms: source.cloud, targetAtoms: target.cloud, note: Self.note(source, target),
      entropic: nil)
  }

  /// The outcome of sorting without the plan.
  init(
    _ certificate: Certificate, choice: MethodChoice, cost: GroundCost, source: AtomicMeasure,
    target: AtomicMeasure, seconds: Double
  ) {
    self.init(
      method: choice.method, reason: choice.reason, costName: cost.name,
      distance: cost.distance(ofValue: certificate.upperBound), certificate: certificate,
      termination: .converged, iterations: source.cloud.count + target.cloud.count,
      seconds: seconds, plan: nil, potentials: nil, sourceAtoms: source.cloud,
      targetAtoms: target.cloud, note: Self.note(source, target), entropic: nil)
  }

  static func note(_ source: AtomicMeasure, _ target: AtomicMeasure) -> String? {
    let notes = [source.note, target.note].compactMap { $0 }
    if notes.isEmpty { return nil }
    return notes.joined(separator: " ") + " The certificate is that of the discrete problem."
  }

  /// The outcome of the closed form.
  init(_ solution: GaussianSolution, choice: MethodChoice, cost: GroundCost) {
    self.init(
      method: choice.method, reason: choice.reason, costName: cost.name,
      distance: cost.distance(ofValue: solution.value), certificate: solution.certificate,
      termination: solution.termination, iterations: 0, seconds: solution.seconds, plan: nil,
      potentials: nil, sourceAtoms: nil, targetAtoms: nil, note: nil, entropic: nil)
  }

  /// The outcome of a solver on a problem given by its masses and costs.
  init(_ solution: TransportSolution, reason: String) {
    self.init(
      method: .simplex, reason: reason, costName: "matrix", distance: nil,
      certificate: solution.certificate, termination: solution.termination,
      iterations: solution.iterations, seconds: solution.seconds, plan: solution.plan,
      potentials: solution.potentials, sourceAtoms: nil, targetAtoms: nil, note: nil, entropic: nil)
  }
}

extension GroundCost {
  /// value^(1/p); nil where the cost has no exponent, or rounding made the value negative.
  public func distance(ofValue value: Double) -> Double? {
    guard let exponent = distanceExponent, value >= 0 else { return nil }
    return switch exponent {
    case 1: value
    case 2: value.squareRoot()
    default: pow(value, 1 / exponent)
    }
  }
}
