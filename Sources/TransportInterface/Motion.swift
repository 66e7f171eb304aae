// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names and their documentation are those of the C header.

public import COptimalTransport
import OptimalTransport

@c @implementation
public func ot_dynamic(
  _ source: UnsafePointer<ot_measure>?, _ target: UnsafePointer<ot_measure>?,
  _ obstacles: UnsafePointer<ot_array>?, _ call: UnsafePointer<ot_call>?,
  _ result: UnsafeMutablePointer<ot_result>?, _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let result else { throw CallError.null("result") }
    let options = try CallOptions(
      call, known: ["timeSteps", "sides", "tolerance", "iterationLimit", "cap", "growth"])
    let (from, onto) = (try grid(source, "source"), try grid(target, "target"))
    var solver = BenamouBrenier()
    if let steps = try options.integer("timeSteps") { solver.timeSteps = steps }
    if let sides: HelmholtzDecomposition.Boundary = try options.choice("sides") {
      solver.sides = sides
    }
    if let tolerance = try options.number("tolerance") { solver.tolerance = tolerance }
    if let limit = try options.integer("iterationLimit") { solver.iterationLimit = limit }
    solver.cap = try options.number("cap")
    solver.growth = try options.number("growth")
    if let mask = try obstacles.flatMap({ try ArrayArgument($0.pointee, "obstacles") }) {
      solver.obstacles = try Obstacles(shape: mask.shape, isBlocked: mask.elements.map { $0 != 0 })
    }
    let solution = try options.run { [solver] progress in
      try solver.solve(from: from, to: onto, progress: progress)
    }
    result.pointee = ResultTable.shared.insert(ResultFields(solution))
    return status(solution.termination)
  }
}

@c @implementation
public func ot_bridge(
  _ source: UnsafePointer<ot_measure>?, _ target: UnsafePointer<ot_measure>?,
  _ drift: UnsafePointer<ot_array>?, _ offset: UnsafePointer<ot_array>?,
  _ input: UnsafePointer<ot_array>?, _ times: UnsafePointer<ot_array>?,
  _ call: UnsafePointer<ot_call>?, _ result: UnsafeMutablePointer<ot_result>?,
  _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let result else { throw CallError.null("result") }
    let options = try CallOptions(
      call, known: ["noise", "tolerance", "iterationLimit", "samples", "seed"])
    let (from, onto) = (try measure(source, "source"), try measure(target, "target"))
    guard let noise = try options.number("noise") else {
      throw CallError(cause: "option", message: "noise is missing; give the s of dX = b dt + s dW.")
    }
    let prior = try linearPrior(drift, offset, input, dimension: from.dimension, noise: noise)
    let moments = try times.flatMap { try ArrayArgument($0.pointee, "times") }?.list("times") ?? []
    let (samples, seed) = (try options.integer("samples") ?? 0, try options.integer("seed") ?? 1)
    let fields = ResultFields()
    if let from = from as? Gaussian, let onto = onto as? Gaussian {
      let bridge = try GaussianSchrodingerBridge(source: from, target: onto, prior: prior)
      try fields.add(bridge, times: moments, samples: samples, seed: UInt64(seed))
      result.pointee = ResultTable.shared.insert(fields)
      return Int32(OT_OK)
    }
    var solver = SchrodingerBridge(prior: prior)
    if let tolerance = try options.number("tolerance") { solver.tolerance = tolerance }
    if let limit = try options.integer("iterationLimit") { solver.iterationLimit = limit }
    let bridge = try options.run { [solver] progress in
      if let from = from as? GridDensity, let onto = onto as? GridDensity {
        return try solver.solve(source: from, target: onto, progress: progress)
      }
      return try solver.solve(
        source: atoms(from, "source"), target: atoms(onto, "target"), progress: progress)
    }
    try fields.add(bridge, times: moments, samples: samples, seed: UInt64(seed))
    result.pointee = ResultTable.shared.insert(fields)
    return status(bridge.termination)
  }
}

private func linearPrior(
  _ drift: UnsafePointer<ot_array>?, _ offset: UnsafePointer<ot_array>?,
  _ input: UnsafePointer<ot_array>?, dimension: Int, noise: Double
) throws -> LinearPrior {
  let a = try drift.flatMap { try ArrayArgument($0.pointee, "drift") }?.matrix("drift")
  return try LinearPrior(
    drift: a ?? Matrix(repeating: 0, rows: dimension, columns: dimension),
    offset: offset.flatMap { try ArrayArgument($0.pointee, "offset") }?.list("offset"),
    input: input.flatMap { try ArrayArgument($0.pointee, "input") }?.matrix("input"), noise: noise)
}

/// A density on a grid, which nothing else can stand for.
func grid(_ pointer: UnsafePointer<ot_measure>?, _ argument: String) throws -> GridDensity {
  guard let grid = try measure(pointer, argument) as? GridDensity else {
    throw CallError(cause: "kind", message: "\(argument) must be a density on a grid.")
  }
  return grid
}

/// The atoms of points or cells.
func atoms(_ measure: any Measure, _ argument: String) throws -> PointCloud {
  switch measure {
  case let cloud as PointCloud: return cloud
  case let grid as GridDensity: return grid.pointCloud
  default:
    throw CallError(cause: "kind", message: "\(argument) has no atoms; give points or a grid.")
  }
}

extension ResultFields {
  fileprivate convenience init(_ solution: DynamicSolution) {
    self.init()
    let (path, steps) = (solution.path, solution.timeSteps)
    add("method", text: "benamou-brenier")
    add("value", solution.certificate.upperBound)
    add("action", solution.action)
    add(solution.certificate)
    add("continuity", solution.residuals.continuity)
    add("hamiltonJacobi", solution.residuals.hamiltonJacobi)
    add("actionVariation", solution.residuals.actionVariation)
    add("termination", text: solution.termination.rawValue)
    add("iterations", Double(solution.iterations))
    add("seconds", solution.seconds)
    add("times", path.times)
    add("density", path.frames.flatMap(\.values), shape: [path.count] + path.shape)
    add("potential", solution.potential.flatMap(\.self), shape: [steps] + path.shape)
    let velocity = (0..<steps).flatMap { solution.velocity(at: $0).vectors.elements }
    add("velocity", velocity, shape: [steps] + path.shape + [path.shape.count])
  }

  fileprivate func add(
    _ bridge: GaussianSchrodingerBridge, times: [Double], samples: Int, seed: UInt64
  ) throws {
    add("method", text: "gaussian")
    add("value", bridge.certificate.upperBound)
    add(bridge.certificate)
    add("relativeEntropy", bridge.relativeEntropy)
    add("controlEnergy", bridge.controlEnergy)
    add("termination", text: Termination.converged.rawValue)
    add("crossCovariance", bridge.crossCovariance)
    let means = try times.map { try bridge.mean(at: $0) }
    let covariances = try times.map { try bridge.covariance(at: $0) }
    add(times: times, means: means, covariances: covariances)
    if samples > 0 {
      add(try bridge.samplePaths(count: samples, times: times, seed: seed))
    }
  }

  fileprivate func add(
    _ bridge: CloudBridge, times: [Double], samples: Int, seed: UInt64
  ) throws {
    add("method", text: "sinkhorn")
    add("value", bridge.objectives.relativeEntropyPrimal)
    // Of the objective with entropy, which is what a bridge minimises.
    add(
      Certificate(
        upperBound: bridge.objectives.relativeEntropyPrimal,
        lowerBound: bridge.objectives.relativeEntropyDual,
        marginalError: bridge.certificate.marginalError,
        dualInfeasibility: bridge.certificate.dualInfeasibility,
        resolution: bridge.certificate.resolution))
    add("termination", text: bridge.termination.rawValue)
    add("iterations", Double(bridge.entropic.iterations))
    add("seconds", bridge.seconds)
    add("f", bridge.entropic.potentials.f)
    add("g", bridge.entropic.potentials.g)
    let means = try times.map { try bridge.mean(at: $0) }
    let covariances = try times.map { try bridge.covariance(at: $0) }
    add(times: times, means: means, covariances: covariances)
    if samples > 0 {
      add(try bridge.samplePaths(count: samples, times: times, seed: seed))
    }
  }

  private func add(times: [Double], means: [[Double]], covariances: [Matrix]) {
    guard let d = means.first?.count else { return }
    add("times", times)
    add("mean", means.flatMap(\.self), shape: [times.count, d])
    add("covariance", covariances.flatMap(\.elements), shape: [times.count, d, d])
  }

  private func add(_ paths: BridgePaths) {
    add(
      "paths", paths.positions.flatMap(\.elements),
      shape: [paths.times.count, paths.count, paths.dimension])
  }
}
