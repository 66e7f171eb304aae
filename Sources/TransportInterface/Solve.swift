// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names and their documentation are those of the C header.

public import COptimalTransport
import OptimalTransport

@c @implementation
public func ot_solve(
  _ source: UnsafePointer<ot_measure>?, _ target: UnsafePointer<ot_measure>?,
  _ costs: UnsafePointer<ot_array>?, _ call: UnsafePointer<ot_call>?,
  _ result: UnsafeMutablePointer<ot_result>?, _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let result else { throw CallError.null("result") }
    let options = try CallOptions(
      call,
      known: [
        "method", "cost", "power", "epsilon", "tolerance", "iterationLimit", "atoms", "precision",
        "plan",
      ])
    let (from, onto) = (try measure(source, "source"), try measure(target, "target"))
    let matrix = try costs.flatMap { try ArrayArgument($0.pointee, "costs") }?.matrix("costs")
    let request = try SolveRequest(options)
    let outcome = try options.run { progress in
      try request.solve(from, onto, costs: matrix, progress: progress)
    }
    result.pointee = ResultTable.shared.insert(ResultFields(outcome))
    return status(outcome.termination)
  }
}

/// What `ot_solve` was asked for.
private struct SolveRequest {
  private let method: TransportMethod
  private let cost: GroundCost
  private let sinkhorn: Sinkhorn
  private let iterationLimit: Int?
  private let atoms: Int
  private let keepsPlan: Bool

  init(_ options: CallOptions) throws {
    method = try options.choice("method") ?? .automatic
    cost = try GroundCost(options)
    iterationLimit = try options.integer("iterationLimit")
    atoms = try options.integer("atoms") ?? 1000
    keepsPlan = try options.number("plan") != 0
    var sinkhorn = Sinkhorn()
    if let epsilon = try options.number("epsilon") { sinkhorn.regularization = .absolute(epsilon) }
    if let tolerance = try options.number("tolerance") { sinkhorn.tolerance = tolerance }
    if let precision: KernelPrecision = try options.choice("precision") {
      sinkhorn.precision = precision
    }
    self.sinkhorn = sinkhorn
  }

  func solve(
    _ source: any Measure, _ target: any Measure, costs: Matrix?, progress: ProgressHandler?
  ) throws -> TransportOutcome {
    guard let costs else {
      return try transport(
        from: source, to: target, cost: cost, method: method, atoms: atoms, sinkhorn: sinkhorn,
        iterationLimit: iterationLimit, keepsPlan: keepsPlan, progress: progress)
    }
    let problem = try TransportProblem(
      sourceWeights: Self.weights(source, "source"), targetWeights: Self.weights(target, "target"),
      geometry: Geometry(dense: costs))
    return try transport(
      problem, method: method, sinkhorn: sinkhorn, iterationLimit: iterationLimit,
      keepsPlan: keepsPlan, progress: progress)
  }

  private static func weights(_ measure: any Measure, _ side: String) throws -> [Double] {
    switch measure {
    case let cloud as PointCloud: return cloud.weights
    case let grid as GridDensity: return grid.cellMasses
    default:
      throw TransportError.notApplicable(
        method: "a cost matrix", reason: "the \(side) has no atoms",
        remedy: "Give points or a grid.")
    }
  }
}

extension GroundCost {
  init(_ options: CallOptions) throws {
    switch try options.text("cost") ?? "squaredEuclidean" {
    case "squaredEuclidean": self = .squaredEuclidean
    case "euclidean": self = .euclidean
    case "manhattan": self = .manhattan
    case "chebyshev": self = .chebyshev
    case "cosine": self = .cosine
    case "power": self = .power(try options.number("power") ?? 2)
    case let name:
      throw CallError(
        cause: "option",
        message: "cost is '\(name)'; expected squaredEuclidean, euclidean, manhattan, chebyshev, "
          + "cosine or power.")
    }
  }
}

extension ResultFields {
  /// The fields of a solution of Kantorovich's problem.
  convenience init(_ outcome: TransportOutcome) {
    self.init()
    add("method", text: outcome.method.rawValue)
    add("reason", text: outcome.reason)
    add("cost", text: outcome.costName)
    if let note = outcome.note { add("note", text: note) }
    add("value", outcome.value)
    if let distance = outcome.distance { add("distance", distance) }
    add(outcome.certificate)
    add("termination", text: outcome.termination.rawValue)
    add("iterations", Double(outcome.iterations))
    add("seconds", outcome.seconds)
    if let plan = outcome.plan {
      add("rows", integers: plan.rows)
      add("columns", integers: plan.columns)
      add("mass", plan.mass)
    }
    if let potentials = outcome.potentials {
      add("alpha", potentials.alpha)
      add("beta", potentials.beta)
    }
    if let entropic = outcome.entropic {
      add("f", entropic.potentials.f)
      add("g", entropic.potentials.g)
      add("epsilon", entropic.epsilon)
    }
  }

  /// The parts of a certificate.
  func add(_ certificate: Certificate) {
    add("upperBound", certificate.upperBound)
    add("lowerBound", certificate.lowerBound)
    add("gap", certificate.gap)
    add("relativeGap", certificate.relativeGap)
    add("marginalError", certificate.marginalError)
    add("dualInfeasibility", certificate.dualInfeasibility)
  }
}
