/// A free energy F(rho), composed of terms; its Wasserstein gradient flow is a drift-diffusion
/// equation.
///
/// ```
/// F(rho) = int V rho + theta int rho log rho + theta int rho^m / (m - 1) + (1/2) int int U(x - y) rho rho,   rho <= cap,
/// rho_t  = div(rho grad(V + U * rho)) + theta lap rho + theta lap rho^m.
/// ```
/// Write it as a sum: `.potential(V) + .entropy(0.5) + .interaction(U)`. theta is a temperature, 1
/// / beta. Sources: Jordan, Kinderlehrer and Otto 1998; McCann 1997; Carrillo, McCann and Villani
/// 2003; Maury, Roudneff-Chupin and Santambrogio 2010 (cap).
public struct FreeEnergy: Sendable {
  /// One term of a free energy.
  public enum Term: Sendable {
    /// int V rho.
    case potential(ScalarPotential)
    /// theta int rho log rho.
    case entropy(temperature: Double)
    /// theta int rho^m / (m - 1).
    case power(exponent: Double, temperature: Double)
    /// (1/2) int int U(x - y) rho(x) rho(y).
    case interaction(InteractionKernel)
    /// 0 where rho <= cap everywhere, infinite otherwise.
    case congestion(cap: Double)
    /// (s / 2) int |E|^2.
    case electricField(ElectricField)
  }

  /// The terms, in the order written.
  public let terms: [Term]

  /// The drift of a potential.
  public static func potential(_ potential: ScalarPotential) -> FreeEnergy {
    FreeEnergy(terms: [.potential(potential)])
  }

  /// Linear diffusion, theta lap rho.
  ///
  /// - Throws: `outOfRange` unless the temperature is positive and finite: backward diffusion has
  ///   no flow.
  public static func entropy(_ temperature: Double) throws(TransportError) -> FreeEnergy {
    FreeEnergy(terms: [.entropy(temperature: try positive(temperature, "temperature"))])
  }

  /// Nonlinear diffusion, theta lap rho^m: slow for m > 1 (porous medium), fast for m < 1.
  ///
  /// - Throws: `outOfRange` for a temperature that is not positive and finite, for m = 1 (take
  ///   ``entropy(_:)``) and for m <= 1/3, where the energy of a measure with finite variance may be
  ///   -infinity already on the line; a solver in d dimensions asks for m > d / (d + 2).
  public static func power(
    _ exponent: Double, _ temperature: Double
  ) throws(TransportError) -> FreeEnergy {
    let temperature = try positive(temperature, "temperature")
    guard exponent > 1.0 / 3, exponent != 1, exponent.isFinite else {
      throw .outOfRange(
        argument: "exponent", value: exponent,
        expected: "m > d / (d + 2), at least 1/3, and not 1, which is the entropy")
    }
    return FreeEnergy(terms: [.power(exponent: exponent, temperature: temperature)])
  }

  /// Interaction of pairs.
  public static func interaction(_ kernel: InteractionKernel) -> FreeEnergy {
    FreeEnergy(terms: [.interaction(kernel)])
  }

  /// A hard upper bound of the density.
  ///
  /// - Throws: `outOfRange` unless the cap is positive and finite.
  public static func congestion(_ cap: Double) throws(TransportError) -> FreeEnergy {
    FreeEnergy(terms: [.congestion(cap: try positive(cap, "cap"))])
  }

  /// The energy of the field that the mass makes itself.
  public static func electricField(_ field: ElectricField) -> FreeEnergy {
    FreeEnergy(terms: [.electricField(field)])
  }

  /// Both energies together.
  public static func + (left: FreeEnergy, right: FreeEnergy) -> FreeEnergy {
    FreeEnergy(terms: left.terms + right.terms)
  }

  private static func positive(
    _ value: Double, _ argument: String
  ) throws(TransportError) -> Double {
    guard value > 0, value.isFinite else {
      throw .outOfRange(argument: argument, value: value, expected: "a positive, finite number")
    }
    return value
  }
}
