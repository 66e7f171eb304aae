public import COptimalTransport
import OptimalTransport

@c @implementation
public func ot_solve_dense(
  _ n: Int, _ m: Int, _ source: UnsafePointer<Double>?, _ target: UnsafePointer<Double>?,
  _ costs: UnsafePointer<Double>?, _ iterationLimit: Int64, _ plan: UnsafeMutablePointer<Double>?,
  _ alpha: UnsafeMutablePointer<Double>?, _ beta: UnsafeMutablePointer<Double>?,
  _ certificate: UnsafeMutablePointer<ot_certificate>?, _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    let (count, isTooLarge) = n.multipliedReportingOverflow(by: m)
    guard n >= 0, m >= 0, !isTooLarge, count <= Int.max / 8 else {
      throw CallError(cause: "size", message: "costs are \(n) x \(m), more than memory holds.")
    }
    guard let source else { throw CallError.null("source") }
    guard let target else { throw CallError.null("target") }
    guard let costs else { throw CallError.null("costs") }
    let matrix = try Matrix(
      rows: n, columns: m, elements: Array(UnsafeBufferPointer(start: costs, count: count)))
    let problem = try TransportProblem(
      sourceWeights: Array(UnsafeBufferPointer(start: source, count: n)),
      targetWeights: Array(UnsafeBufferPointer(start: target, count: m)),
      geometry: Geometry(dense: matrix))
    let limit = iterationLimit > 0 ? Int(iterationLimit) : nil
    let solution = try NetworkSimplex(iterationLimit: limit).solve(problem)
    if let plan {
      plan.update(repeating: 0, count: count)
      let found = solution.plan
      for k in found.mass.indices { plan[found.rows[k] * m + found.columns[k]] += found.mass[k] }
    }
    alpha?.update(from: solution.potentials.alpha, count: n)
    beta?.update(from: solution.potentials.beta, count: m)
    certificate?.pointee = ot_certificate(solution)
    return Int32(OT_OK)
  }
}

extension ot_certificate {
  fileprivate init(_ solution: TransportSolution) {
    let certificate = solution.certificate
    self.init(
      value: solution.value, upper_bound: certificate.upperBound,
      lower_bound: certificate.lowerBound, marginal_error: certificate.marginalError,
      dual_infeasibility: certificate.dualInfeasibility, iterations: Int64(solution.iterations),
      termination: solution.termination.code, seconds: solution.seconds)
  }
}

extension Termination {
  /// The number of the header.
  var code: Int32 {
    switch self {
    case .converged: 0
    case .iterationLimit: 1
    case .cancelled: 2
    case .stalled: 3
    }
  }
}
