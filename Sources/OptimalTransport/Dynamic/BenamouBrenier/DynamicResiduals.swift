/// How well a dynamic solution satisfies the equations, measured on what is returned.
public struct DynamicResiduals: Sendable, Equatable {
  /// max |rho_t + div m| over the greatest of the terms it is made of, rho / tau and m / h:
  /// rounding.
  public let continuity: Double
  /// The integral of rho |phi_t + |grad phi|^2 / 2| over that of rho |u|^2 / 2, the action: how far
  /// phi is from solving the Hamilton-Jacobi equation where there is mass.
  public let hamiltonJacobi: Double
  /// The largest deviation of a time step's kinetic energy from their mean, over the mean: a
  /// geodesic has constant speed.
  public let actionVariation: Double
}
