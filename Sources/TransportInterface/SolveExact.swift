// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names and their documentation are those of the C header.

public import COptimalTransport
import OptimalTransport

@c @implementation
public func ot_exact(
  _ problem: UnsafePointer<ot_problem>?, _ iterationLimit: Int64, _ call: UnsafePointer<ot_call>?,
  _ certificate: UnsafeMutablePointer<ot_certificate>?, _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    let argument = try ProblemArgument(problem)
    let options = try CallOptions(call, known: [])
    let task = try argument.problem()
    var solver = NetworkSimplex(iterationLimit: iterationLimit > 0 ? Int(iterationLimit) : nil)
    if let start = argument.start() {
      solver.start = .potentials(try KantorovichPotentials(alpha: start.alpha, beta: start.beta))
    }
    let solution = try options.run { [solver] in try solver.solve(task, progress: $0) }
    argument.write(solution.plan)
    argument.write(alpha: solution.potentials.alpha, beta: solution.potentials.beta)
    certificate?.pointee = ot_certificate(
      solution.certificate, value: solution.value, iterations: solution.iterations,
      termination: solution.termination, seconds: solution.seconds)
    return status(solution.termination)
  }
}

extension ot_certificate {
  init(
    _ certificate: Certificate, value: Double, iterations: Int, termination: Termination,
    seconds: Double
  ) {
    self.init(
      value: value, upper_bound: certificate.upperBound, lower_bound: certificate.lowerBound,
      marginal_error: certificate.marginalError,
      dual_infeasibility: certificate.dualInfeasibility, iterations: Int64(iterations),
      termination: termination.code, seconds: seconds)
  }
}

extension Termination {
  /// The number of the header.
  fileprivate var code: Int32 {
    switch self {
    case .converged: 0
    case .iterationLimit: 1
    case .cancelled: 2
    case .stalled: 3
    case .blowUp: 4
    }
  }
}
