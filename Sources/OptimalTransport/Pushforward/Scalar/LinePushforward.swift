/// The law of f(X) on the line: its branches, its atoms, and how good they are.
///
/// The measure is a density, which may be infinite at critical values of f, plus atoms. Masses are
/// those of the source; `cumulative` is a probability, as that of ``LineLaw``.
public struct LinePushforward: Sendable {
  /// The inverse branches with mass, from left to right in x.
  public let branches: [MonotoneBranch]
  /// The values taken on flat pieces, in increasing order.
  public let atoms: [PushforwardAtom]
  /// The interval that holds all values of f where the source has mass; it may be infinite.
  public let support: (lower: Double, upper: Double)
  /// The total mass, that of the source.
  public let mass: Double
  /// How good it is.
  public let certificate: PushforwardCertificate
  /// What it cannot vouch for; empty if all is well.
  public let warnings: [PushforwardWarning]
  let map: ScalarMap
  let source: LineSource

  init(map: ScalarMap, source: LineSource, assembly: BranchAssembly, refinement: Refinement) {
    self.map = map
    self.source = source
    branches = assembly.branches
    atoms = assembly.atoms.sorted { $0.position < $1.position }
    let ends = branches.flatMap { [$0.imageLower, $0.imageUpper] } + atoms.map(\.position)
    support = (ends.min() ?? 0, ends.max() ?? 0)
    mass = source.mass
    let found = (branches.map(\.mass) + atoms.map(\.mass)).compensatedSum()
    let derivativeError = Self.derivativeError(map, source, branches)
    let unresolved = refinement.unresolvedMass.value / mass
    certificate = PushforwardCertificate(
      massError: abs(found - mass) / mass, lostMass: max(0, mass - found) / mass,
      unprovedMass: refinement.unprovedMass.value / mass, unresolvedMass: unresolved,
      derivativeError: derivativeError)
    var warnings: [PushforwardWarning] = []
    if refinement.isExhausted { warnings.append(.intervalLimit(unresolvedMass: unresolved)) }
    if derivativeError > 1e-6 { warnings.append(.coarseDerivative(error: derivativeError)) }
    self.warnings = warnings
  }

  /// The greatest error estimate of differences at points spread over the branches, beside f' there
  /// or its median on the branch, whichever is greater: where f levels off, digits are lost that
  /// the density does not need.
  private static func derivativeError(
    _ map: ScalarMap, _ source: LineSource, _ branches: [MonotoneBranch]
  ) -> Double {
    guard map.derivative == nil else { return 0 }
    let probes = max(3, 64 / max(branches.count, 1))
    var greatest = 0.0
    for branch in branches.prefix(64)
    where branch.mass > 1e-6 * source.mass && branch.isResolved {
      let length = branch.upper - branch.lower
      let estimates = (0..<probes).compactMap { k -> DerivativeEstimate? in
        let x = branch.lower + length * (Double(k) + 0.5) / Double(probes)
        guard source.density(x) * length > 1e-3 * branch.mass else { return nil }
        return branch.slope(at: x, map, scale: source.scale)
      }
      guard !estimates.isEmpty else { continue }
      let median = estimates.map { abs($0.value) }.sorted()[estimates.count / 2]
      for estimate in estimates {
        greatest = max(greatest, estimate.error / max(abs(estimate.value), median))
      }
    }
    return greatest
  }

  func checkMass(undefinedAt point: Double?) throws(TransportError) {
    guard certificate.lostMass > BranchSearch.lostMassLimit, let point else { return }
    throw .notApplicable(
      method: "push-forward by this map",
      reason: "it is \(map.value(point)) at x = \(point), and \(certificate.lostMass) of the mass "
        + "is at such points",
      remedy: "Use a map that is defined where the source has mass, or cut the source.")
  }
}

extension MonotoneBranch {
  /// Whether its image is longer than the rounding of its ends, so that f' can be told from values.
  fileprivate var isResolved: Bool {
    imageUpper - imageLower > 1e-6 * max(abs(imageUpper), abs(imageLower))
  }

  /// f' inside the branch: as given, or from differences that do not leave it.
  func slope(at x: Double, _ map: ScalarMap, scale: Double) -> DerivativeEstimate {
    if let derivative = map.derivative { return DerivativeEstimate(exactly: derivative(x)) }
    let room = min(x - lower, upper - x)
    return DerivativeEstimate(
      of: map.value, at: x, step: min(0.05 * scale, room > 0 ? room : scale))
  }
}
