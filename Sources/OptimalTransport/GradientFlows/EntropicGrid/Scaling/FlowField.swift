/// The potential that the mass of a flow makes itself at the cells: U * rho and s phi, U across
/// periodic axes that of the shortest way around.
struct FlowField: Sendable {
  private let convolution: GridConvolution?
  private let electric: [GridElectricField]

  /// - Throws: as ``GridConvolution`` and ``GridElectricField``.
  init(_ terms: EnergyTerms, axes: [GridAxis], periodicAxes: Set<Int>) throws(TransportError) {
    if terms.kernels.isEmpty {
      convolution = nil
    } else {
      let kernels = terms.kernels
      convolution = try GridConvolution(axes: axes, periodicAxes: periodicAxes) { z in
        kernels.reduce(0) { $0 + $1.value(z) }
      }
    }
    let bases = axes.indices.map { periodicAxes.contains($0) ? AxisBasis.periodic : .cosine }
    var electric: [GridElectricField] = []
    for field in terms.electricFields {
      electric.append(try GridElectricField(field, axes: axes, bases: bases))
    }
    self.electric = electric
  }

  /// Whether it is zero for any density.
  var isZero: Bool { convolution == nil && electric.isEmpty }

  /// The potential of a density.
  func callAsFunction(_ density: [Double]) -> [Double] {
    let pairs = convolution?(density) ?? [Double](repeating: 0, count: density.count)
    return electric.reduce(pairs) { sum, field in zip(sum, field(density)).map { $0 + $1 } }
  }
}
