extension FreeEnergy: CustomStringConvertible {
  /// The equation that the gradient flow solves, with the formulas of V and U.
  ///
  /// For example `rho_t = div(rho grad(V + U * rho)) + 0.5 lap rho,  V = x^4/4, U = 1.0 |z|^2/2`.
  public var equation: String {
    let flux = driftNames.isEmpty ? [] : ["div(rho grad(\(driftNames.joined(separator: " + "))))"]
    let right = (flux + diffusions).joined(separator: " + ")
    let cap = caps.map { "rho <= \($0)" }
    return (["rho_t = \(right.isEmpty ? "0" : right)"] + cap + definitions).joined(separator: ",  ")
  }

  /// The equation.
  public var description: String { equation }

  private var potentials: [ScalarPotential] {
    terms.compactMap { if case .potential(let v) = $0 { v } else { nil } }
  }

  private var kernels: [InteractionKernel] {
    terms.compactMap { if case .interaction(let u) = $0 { u } else { nil } }
  }

  private var caps: [Double] {
    terms.compactMap { if case .congestion(let cap) = $0 { cap } else { nil } }
  }

  private var fields: [ElectricField] {
    terms.compactMap { if case .electricField(let field) = $0 { field } else { nil } }
  }

  private var driftNames: [String] {
    names("V", potentials.count) + names("U", kernels.count).map { "\($0) * rho" }
      + zip(fields, names("phi", fields.count)).map { "\(factor($0.strength))\($1)" }
  }

  private var definitions: [String] {
    zip(names("V", potentials.count), potentials).map { "\($0) = \($1.formula)" }
      + zip(names("U", kernels.count), kernels).map { "\($0) = \($1.formula)" }
      + zip(names("phi", fields.count), fields).map { "-lap \($0) = \($1.source)" }
  }

  private var diffusions: [String] {
    terms.compactMap {
      switch $0 {
      case .entropy(let temperature): "\(factor(temperature))lap rho"
      case .power(let exponent, let temperature): "\(factor(temperature))lap rho^\(exponent)"
      default: nil
      }
    }
  }

  private func factor(_ temperature: Double) -> String { temperature == 1 ? "" : "\(temperature) " }

  private func names(_ letter: String, _ count: Int) -> [String] {
    count == 1 ? [letter] : (0..<count).map { "\(letter)\($0 + 1)" }
  }
}
