// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names and their documentation are those of the C header.

public import COptimalTransport
import OptimalTransport

@c @implementation
public func ot_bures(
  _ count: Int, _ d: Int, _ source: UnsafePointer<Double>?, _ target: UnsafePointer<Double>?,
  _ values: UnsafeMutablePointer<Double>?, _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let source else { throw CallError.null("source") }
    guard let target else { throw CallError.null("target") }
    guard let values else { throw CallError.null("values") }
    try checkSize(d, d, "the covariances")
    try checkSize(count, d * d, "the covariances")
    for k in 0..<count {
      let from = try Covariance(square(source + k * d * d, d))
      let onto = try Covariance(square(target + k * d * d, d))
      values[k] = try from.squaredBuresDistance(to: onto).upperBound.squareRoot()
    }
    return Int32(OT_OK)
  }
}

@c @implementation
public func ot_gaussian_map(
  _ source: UnsafePointer<ot_measure>?, _ target: UnsafePointer<ot_measure>?,
  _ result: UnsafeMutablePointer<ot_result>?, _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let result else { throw CallError.null("result") }
    let (from, onto) = (try moments(source, "source"), try moments(target, "target"))
    let map = try GaussianMap(
      sourceMean: from.mean, source: from.covariance, targetMean: onto.mean,
      target: onto.covariance)
    let fields = ResultFields()
    fields.add("value", map.certificate.upperBound)
    fields.add(map.certificate)
    fields.add("matrix", map.matrix)
    fields.add("offset", map.offset)
    result.pointee = ResultTable.shared.insert(fields)
    return Int32(OT_OK)
  }
}

@c @implementation
public func ot_gaussian_barycenter(
  _ count: Int, _ gaussians: UnsafePointer<ot_measure>?, _ weights: UnsafePointer<ot_array>?,
  _ call: UnsafePointer<ot_call>?, _ result: UnsafeMutablePointer<ot_result>?,
  _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let result else { throw CallError.null("result") }
    guard count > 0, let gaussians else { throw CallError.null("gaussians") }
    let options = try CallOptions(call, known: ["tolerance", "iterationLimit"])
    let family = try (0..<count).map { k in
      guard let one = try measure(gaussians + k, "gaussians[\(k)]") as? Gaussian else {
        throw CallError(cause: "kind", message: "gaussians[\(k)] must be a Gaussian.")
      }
      return one
    }
    var solver = GaussianBarycenter()
    if let tolerance = try options.number("tolerance") { solver.tolerance = tolerance }
    if let limit = try options.integer("iterationLimit") { solver.iterationLimit = limit }
    let shares = try weights.flatMap { try ArrayArgument($0.pointee, "weights") }?.list("weights")
    let solution = try solver.solve(family, weights: shares)
    let fields = ResultFields()
    fields.add("value", solution.value)
    fields.add(solution.certificate)
    fields.add("fixedPointResidual", solution.fixedPointResidual)
    fields.add("termination", text: solution.termination.rawValue)
    fields.add("iterations", Double(solution.iterations))
    fields.add("mean", solution.gaussian.mean)
    fields.add("covariance", solution.gaussian.covariance)
    result.pointee = ResultTable.shared.insert(fields)
    return status(solution.termination)
  }
}

/// The mean and the covariance, singular or not, of a Gaussian.
private func moments(
  _ pointer: UnsafePointer<ot_measure>?, _ argument: String
) throws -> (mean: [Double], covariance: Covariance) {
  guard let given = pointer?.pointee else { throw CallError.null(argument) }
  guard given.kind == Int32(OT_GAUSSIAN) else {
    throw CallError(cause: "kind", message: "\(argument) must be a Gaussian.")
  }
  guard let mean = try ArrayArgument(given.values, "\(argument) mean") else {
    throw CallError.null("\(argument) mean")
  }
  guard let covariance = try ArrayArgument(given.weights, "\(argument) covariance") else {
    throw CallError.null("\(argument) covariance")
  }
  return (
    try mean.list("\(argument) mean"),
    try Covariance(covariance.matrix("\(argument) covariance"))
  )
}

private func square(_ entries: UnsafePointer<Double>, _ d: Int) throws -> Matrix {
  try Matrix(
    rows: d, columns: d, elements: Array(UnsafeBufferPointer(start: entries, count: d * d)))
}
