import Foundation
import OptimalTransport

extension Evidence {
  /// The table that a person reads, each number with a word on what it is.
  func table(tolerance: GapTolerance, on console: Console) -> [String] {
    var table = TextTable()
    table.add("method", method)
    table.add("cost", costName, "c(x, y) \(Self.formula(costName))")
    if let entropic { for row in entropic.objectiveRows { table.add(row) } }
    let plan = entropic == nil ? "plan" : "rounded plan"
    table.add(
      "value", number(certificate.upperBound), "cost of the \(plan), in units of mass x cost")
    if let distance { table.add("distance", number(distance), "value^(1/p)") }
    table.add("upper bound", number(certificate.upperBound), "a plan with the exact marginals")
    table.add("lower bound", number(certificate.lowerBound), "potentials that are exactly feasible")
    table.add("gap", Self.brief(certificate.gap), "the optimum lies between the two bounds")
    table.add("relative gap", Self.brief(certificate.relativeGap), "gap / larger bound")
    table.add("marginal error", Self.brief(certificate.marginalError), "of the plan as found, L1")
    if let entropic {
      for row in entropic.recursionRows { table.add(row) }
    } else {
      table.add(
        "dual infeasibility", Self.brief(certificate.dualInfeasibility),
        "of the potentials as found")
    }
    if let termination { table.add("termination", termination.rawValue, meaning(termination)) }
    if let iterations { table.add("iterations", "\(iterations)", entropic?.iterationNote ?? "") }
    table.add("seconds", Self.rounded(seconds), entropic?.secondsNote ?? "")
    return table.lines() + [""] + remarks(console) + [verdict(tolerance: tolerance, on: console)]
  }

  /// "certified: ..." or "NOT certified: ...", and for a bracket "converged: ..." or "NOT converged: ...".
  func verdict(tolerance: GapTolerance, on console: Console) -> String {
    if entropic != nil, termination != .converged || !tolerance.isGiven {
      return bracketVerdict(on: console)
    }
    let gap = "relative gap \(Self.brief(certificate.relativeGap))"
    if certificate.relativeGap <= tolerance.value {
      return console.colored("certified", .good) + ": \(gap), tolerance \(number(tolerance.value))"
    }
    if holds(to: tolerance.value) {
      return console.colored("certified", .good)
        + ": the gap is below the rounding of the bounds, \(Self.brief(certificate.resolution))"
    }
    return console.colored("NOT certified", .bad)
      + ": \(gap) is above the tolerance \(number(tolerance.value))"
      + (entropic == nil ? "" : "; a smaller --epsilon narrows it")
  }

  /// Why this method, and what was replaced.
  private func remarks(_ console: Console) -> [String] {
    let remarks = [("reason", reason), ("note", note)]
    return remarks.compactMap { name, text in
      text.map { console.colored(name, .strong) + ": " + $0 }
    }
  }

  private func number(_ value: Double) -> String { "\(value)" }

  /// Three digits, for errors.
  static func brief(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    return String(format: "%.2e", value)
  }

  /// Seconds to the microsecond.
  static func rounded(_ seconds: Double) -> String {
    "\((seconds * 1e6).rounded() / 1e6)"
  }

  private func meaning(_ termination: Termination) -> String {
    switch termination {
    case .converged where entropic != nil: "the marginal error asked for is met"
    case .converged: "the optimality conditions hold"
    case .iterationLimit: "the iteration limit came first"
    case .cancelled: "the task was cancelled"
    case .stalled: "no further progress in floating point"
    case .blowUp: "the mass gathered in a point"
    }
  }

  private static func formula(_ name: String) -> String {
    switch name {
    case "squaredEuclidean": "= |x - y|^2"
    case "euclidean": "= |x - y|"
    case "manhattan": "= sum of |x_k - y_k|"
    case "chebyshev": "= max of |x_k - y_k|"
    case "cosine": "= 1 - x.y / (|x| |y|)"
    case "matrix": "is read from the matrix"
    default: "= |x - y|^p"
    }
  }
}
