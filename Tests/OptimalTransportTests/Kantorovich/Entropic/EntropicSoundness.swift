import Testing
import TransportTestSupport

@testable import OptimalTransport

/// Checks what must hold of every entropic solution, wherever the solver stopped: nothing is a NaN, the certificate
/// brackets the exact optimum, the dual value lies below the primal, and `converged` means it.
///
/// `exact` holds bounds of the unregularised optimum.
func expectSound(
  _ solution: EntropicSolution, _ problem: TransportProblem, exact: ClosedRange<Double>,
  tolerance: Double? = nil, comment: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let certificate = solution.certificate
  let comment = Comment(rawValue: "\(comment()): \(certificate), \(solution.termination)")
  let (a, b) = (problem.sourceWeights, problem.targetWeights)
  let numbers = [
    certificate.upperBound, certificate.lowerBound, certificate.marginalError,
    certificate.resolution, solution.objectives.primal, solution.objectives.dual,
    solution.objectives.relativeEntropyShift, solution.contraction.residual,
  ]
  #expect(
    numbers.allSatisfy { !$0.isNaN }, "\(comment) \(numbers)", sourceLocation: sourceLocation)
  #expect(certificate.lowerBound.isFinite, comment, sourceLocation: sourceLocation)
  if problem.geometry.allowsEveryPair {
    let bounds = [certificate.upperBound, solution.objectives.primal, solution.objectives.dual]
    #expect(
      bounds.allSatisfy { $0.isFinite }, "\(comment) \(bounds)", sourceLocation: sourceLocation)
  }
  for (p, w) in [(solution.potentials.f, a), (solution.potentials.g, b)] {
    let isWhole = zip(p, w).allSatisfy { $1 > 0 ? $0.isFinite : $0 == -.infinity }
    #expect(isWhole, comment, sourceLocation: sourceLocation)
  }
  let largest = problem.geometry.matrix.elements.filter(\.isFinite).reduce(0) { max($0, abs($1)) }
  // Marginals are exact up to the rounding of m + n additions; sums and potentials up to the resolution.
  let rounding =
    2 * certificate.resolution + Double(a.count + b.count) * 0x1p-52 * largest * problem.mass
  #expect(
    certificate.lowerBound <= exact.upperBound + rounding, comment, sourceLocation: sourceLocation)
  #expect(
    exact.lowerBound <= certificate.upperBound + rounding, comment, sourceLocation: sourceLocation)
  expectOrdered(solution, problem, comment, sourceLocation)
  if solution.termination == .converged, let tolerance {
    #expect(
      certificate.marginalError <= tolerance * problem.mass, comment, sourceLocation: sourceLocation
    )
  }
}

/// dual <= primal, up to what rounding does to either.
private func expectOrdered(
  _ solution: EntropicSolution, _ problem: TransportProblem, _ comment: Comment,
  _ sourceLocation: SourceLocation
) {
  let value = EntropicValue(solution, problem: problem)
  let resolution = value.value - value.lowerBound
  #expect(
    solution.objectives.gap >= -2 * resolution,
    "\(comment) \(solution.objectives) \(resolution)", sourceLocation: sourceLocation)
}
