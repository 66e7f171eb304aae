/// The parts of the free energy F of a Vlasov-Poisson-Fokker-Planck flow.
public struct VlasovEnergy: Sendable, Equatable {
  /// int int |v|^2 / 2 f.
  public let kinetic: Double
  /// (1 / 2s) int |E|^2: at least zero for a plasma, at most zero for gravity.
  public let field: Double
  /// int U0 rho.
  public let potential: Double
  /// theta int int f log f; zero at temperature zero, and for particles, which have no density.
  public let entropy: Double

  /// What friction leaves alone: kinetic + field + potential.
  public var mechanical: Double { kinetic + field + potential }
  /// F.
  public var total: Double { mechanical + entropy }
}
