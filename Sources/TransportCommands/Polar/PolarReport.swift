import OptimalTransport

/// What `ot polar` says of the factors of a field.
struct PolarReport {
  let factors: PolarFactorization
  /// The relative gap asked for; nil for the default.
  let tolerance: Double?

  private var gapTolerance: Double { tolerance ?? 1e-9 }

  var isCertified: Bool {
    guard factors.method == .sinkhorn else { return factors.certificate.holds(to: gapTolerance) }
    return factors.termination == .converged
      && (tolerance == nil || factors.certificate.holds(to: gapTolerance))
  }

  private var kind: (name: String, meaning: String) {
    switch factors.rearrangement {
    case .permutation: ("permutation", "sigma permutes the points")
    case .planProjection: ("planProjection", "sigma is a mean of the plan: masses differ")
    case .entropicProjection: ("entropicProjection", "sigma is a mean of Sinkhorn's plan")
    }
  }

  var json: JSONValue {
    let certificate = factors.certificate
    return .object([
      ("method", .string(factors.method.rawValue)),
      ("rearrangement", .string(kind.name)),
      ("samples", .integer(factors.field.count)),
      ("dimension", .integer(factors.field.dimension)),
      ("value", .number(factors.value)),
      ("distance", .number(factors.distance)),
      ("upperBound", .number(certificate.upperBound)),
      ("lowerBound", .number(certificate.lowerBound)),
      ("gap", .number(certificate.gap)),
      ("relativeGap", .number(certificate.relativeGap)),
      ("marginalError", .number(certificate.marginalError)),
      ("dualInfeasibility", .number(certificate.dualInfeasibility)),
      ("resolution", .number(certificate.resolution)),
      ("squaredDistanceToSigma", .number(factors.squaredDistanceToSigma)),
      ("spread", .number(factors.spread)),
      ("termination", .string(factors.termination.rawValue)),
      ("iterations", .integer(factors.iterations)),
      ("seconds", .number(factors.seconds)),
      ("tolerance", .number(gapTolerance)),
      ("certified", .boolean(isCertified)),
    ])
  }

  func table(on console: Console) -> [String] {
    let certificate = factors.certificate
    let brief = Evidence.brief
    var table = TextTable()
    table.add("method", factors.method.rawValue)
    table.add("rearrangement", kind.name, kind.meaning)
    table.add("samples", "\(factors.field.count)", "in dimension \(factors.field.dimension)")
    table.add("value", "\(factors.value)", "W2^2 of mu and the values of h")
    table.add("distance", "\(factors.distance)", "from h to the maps that preserve mu, in L2(mu)")
    table.add("|h - sigma|^2", "\(factors.squaredDistanceToSigma)", "in L2(mu)")
    table.add("spread", brief(factors.spread), "bounds W2^2 of mu and its image under sigma")
    table.add("upper bound", "\(certificate.upperBound)", "a plan with the exact marginals")
    table.add("lower bound", "\(certificate.lowerBound)", "potentials that are exactly feasible")
    table.add("relative gap", brief(certificate.relativeGap), "W2^2 lies between the two bounds")
    table.add("termination", factors.termination.rawValue)
    table.add("iterations", "\(factors.iterations)")
    table.add("seconds", Evidence.rounded(factors.seconds))
    return table.lines() + ["", verdict(on: console)]
  }

  private func verdict(on console: Console) -> String {
    let gap = "relative gap \(Evidence.brief(factors.certificate.relativeGap))"
    if factors.method == .sinkhorn, tolerance == nil {
      return isCertified
        ? console.colored("converged", .good) + ": \(gap) between the bounds of W2^2"
        : console.colored("NOT converged", .bad) + ": \(gap) between the bounds of W2^2"
    }
    return isCertified
      ? console.colored("certified", .good) + ": \(gap), tolerance \(gapTolerance)"
      : console.colored("NOT certified", .bad) + ": \(gap) is above the tolerance \(gapTolerance)"
  }
}
