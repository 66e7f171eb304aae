/// The terms of a free energy by kinds.
struct EnergyTerms {
  private(set) var potentials: [ScalarPotential] = []
  private(set) var kernels: [InteractionKernel] = []
  private(set) var electricFields: [ElectricField] = []
  private(set) var powers: [(exponent: Double, temperature: Double)] = []
  /// The sum of the entropies' theta.
  private(set) var temperature = 0.0
  private(set) var cap = Double.infinity

  /// - Throws: `outOfRange` for m <= d / (d + 2).
  init(_ energy: FreeEnergy, dimension d: Int) throws(TransportError) {
    for term in energy.terms {
      switch term {
      case .potential(let potential): potentials.append(potential)
      case .interaction(let kernel): kernels.append(kernel)
      case .electricField(let field): electricFields.append(field)
      case .entropy(let theta): temperature += theta
      case .power(let exponent, let theta):
        try Self.check(exponent: exponent, dimension: d)
        powers.append((exponent, theta))
      case .congestion(let bound): cap = min(cap, bound)
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
