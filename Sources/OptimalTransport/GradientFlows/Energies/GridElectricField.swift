/// s phi of an ``ElectricField`` at the cells of a grid: the potential that the energy's first
/// variation adds there.
///
/// With a background it solves the equation of second differences in the axes' bases (cosines for
/// walls without flux, periodic waves for a torus), so that the energy (1/2) sum rho s phi is (s/2)
/// sum |E|^2 over faces to rounding. Without one it is a convolution in all of space.
/// Complexity: O(N log N).
struct GridElectricField: Sendable {
  private let strength: Double
  private let poisson: PoissonSolver?
  private let convolution: GridConvolution?

  /// - Throws: `notApplicable` for a field to infinity on a torus.
  init(
    _ field: ElectricField, axes: [GridAxis], bases: [AxisBasis]
  ) throws(TransportError) {
    strength = field.strength
    switch field.background {
    case .uniform:
      poisson = PoissonSolver(
        shape: axes.map(\.count), sides: axes.map { $0.upper - $0.lower }, bases: bases)
      convolution = nil
    case .none:
      guard !bases.contains(.periodic) else {
        throw .notApplicable(
          method: "field without background",
          reason: "on a torus the field of mass that nothing balances has no potential",
          remedy: "Use the uniform background.")
      }
      let kernel = try InteractionKernel.coulomb(strength: 1, dimension: axes.count)
      poisson = nil
      convolution = try GridConvolution(axes: axes, kernel: kernel.value)
    }
  }

  /// s phi.
  func callAsFunction(_ density: [Double]) -> [Double] {
    let potential = poisson?.solve(density) ?? convolution!(density)
    return potential.map { strength * $0 }
  }
}
