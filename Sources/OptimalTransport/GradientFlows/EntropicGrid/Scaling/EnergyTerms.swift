/// The terms of a free energy by kinds.
struct EnergyTerms {
  private(set) var potentials: [ScalarPotential] = []
  private(set) var kernels: [InteractionKernel] = []
  private(set) var powers: [(exponent: Double, temperature: Double)] = []
  /// The sum of the entropies' theta.
  private(set) var temperature = 0.0
  private(set) var cap = Double.infinity

  /// - Throws: `outOfRange` for m <= d / (d + 2), `notApplicable` for a term of another kind.
  init(_ energy: FreeEnergy, dimension d: Int) throws(TransportError) {
    for term in energy.terms {
      if case .potential(let potential) = term {
        potentials.append(potential)
      } else if case .interaction(let kernel) = term {
        kernels.append(kernel)
      } else if case .entropy(let theta) = term {
        temperature += theta
      } else if case .power(let exponent, let theta) = term {
        try Self.check(exponent: exponent, dimension: d)
        powers.append((exponent, theta))
      } else if case .congestion(let bound) = term {
        cap = min(cap, bound)
      } else {
        throw .notApplicable(
          method: "entropic flow", reason: "the energy has a term that it does not know",
          remedy: "Use GridFlow.")
      }
    }
  }

  private static func check(exponent: Double, dimension d: Int) throws(TransportError) {
    let critical = Double(d) / Double(d + 2)
    guard exponent > critical else {
      throw .outOfRange(
        argument: "exponent", value: exponent,
        expected: "above d / (d + 2) = \(critical) in \(d) dimensions")
    }
  }
}
