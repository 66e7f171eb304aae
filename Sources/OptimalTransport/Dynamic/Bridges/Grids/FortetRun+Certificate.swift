import Foundation

extension FortetRun {
  /// Bounds on min KL(P | R); see ``FortetIteration``.
  func certificate() -> Certificate {
    let logLast = last.logs
    let logStart = propagator.backwardThrough(last).logs
    let dual = Self.pairing(target, logLast) - Self.pairing(source, logStart)
    let magnitude =
      Self.pairing(target, logLast.map(abs)) + Self.pairing(source, logStart.map(abs))
    return Certificate(
      upperBound: upperBound(logLast: logLast, logStart: logStart), lowerBound: dual,
      marginalError: marginalError, dualInfeasibility: 0,
      // Each logarithm is that of a sum of about steps x jumps roundings.
      resolution: .ulpOfOne
        * (magnitude + 4 * Double(propagator.steps * propagator.weights.count)))
  }

  /// KL of a coupling with exact marginals.
  ///
  /// P = diag(a / M phi) M diag(phi) has the rows a; its columns are scaled down to b at most, and
  /// what is missing, (p, q) of mass d, is added as p q' / d. By convexity the whole is at most <P,
  /// log P / aM> - |P| log |P| + <p, log p / a> + <q, log q / d> - d log d + d max(-log M).
  private func upperBound(logLast: [Double], logStart: [Double]) -> Double {
    let lead = ScaledVector(
      logs: zip(source, logStart).map { $0 > 0 ? log($0) - $1 : -.infinity })
    let columns = propagator.forwardThrough(lead).product(last)
    let lowered = zip(zip(target, columns), logLast).map { pair, log in
      pair.1 > pair.0 ? log + Foundation.log(pair.0 / pair.1) : log
    }
    let factor = ScaledVector(logs: lowered)
    let rows = lead.product(propagator.backwardThrough(factor))
    let kept = zip(columns, target).map { min($0, $1) }
    let missingRows = zip(source, rows).map { max(0, $0 - $1) }
    let missingColumns = zip(target, kept).map { max(0, $0 - $1) }
    let missing = max(missingRows.compensatedSum(), missingColumns.compensatedSum())
    let mass = kept.compensatedSum()
    var bound = Self.pairing(kept, lowered) - Self.pairing(rows, logStart) - mass * log(mass)
    guard missing > 0 else { return bound }
    bound += Self.relativeEntropy(missingRows, source)
    bound += missingColumns.reduce(0) { $0 + ($1 > 0 ? $1 * log($1 / missing) : 0) }
    return bound + missing * (propagator.logRange - log(missing))
  }

  /// sum w_i log_i over the w_i > 0.
  private static func pairing(_ weights: [Double], _ logs: [Double]) -> Double {
    var sum = CompensatedSum()
    for (w, l) in zip(weights, logs) where w > 0 { sum.add(w, times: l) }
    return sum.value
  }

  /// sum p_i log(p_i / a_i) over the p_i > 0.
  private static func relativeEntropy(_ p: [Double], _ a: [Double]) -> Double {
    var sum = CompensatedSum()
    for (p, a) in zip(p, a) where p > 0 { sum.add(p, times: log(p / a)) }
    return sum.value
  }
}
