// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names and their documentation are those of the C header.

public import COptimalTransport
import Foundation
import OptimalTransport

@c @implementation
public func ot_entropic(
  _ problem: UnsafePointer<ot_problem>?, _ epsilon: Double, _ tolerance: Double,
  _ iterationLimit: Int64, _ call: UnsafePointer<ot_call>?,
  _ certificate: UnsafeMutablePointer<ot_certificate>?, _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    let argument = try ProblemArgument(problem)
    let options = try CallOptions(call, known: [])
    let task = try argument.problem()
    var solver = Sinkhorn(.absolute(epsilon), tolerance: tolerance)
    if iterationLimit > 0 { solver.iterationLimit = Int(iterationLimit) }
    if let start = argument.start() {
      solver.start = .potentials(
        try SchrodingerPotentials(f: start.alpha, g: start.beta, epsilon: epsilon))
    }
    let solution = try options.run { [solver] in try solver.solve(task, progress: $0) }
    let (f, g) = (solution.potentials.f, solution.potentials.g)
    argument.writeMasses { i, j, cost in exp((f[i] + g[j] - cost) / epsilon) }
    argument.write(alpha: f, beta: g)
    certificate?.pointee = ot_certificate(
      solution.certificate, value: solution.plan.sums.cost, iterations: solution.iterations,
      termination: solution.termination, seconds: solution.seconds)
    return status(solution.termination)
  }
}
