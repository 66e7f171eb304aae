/// The field that a periodic density makes: E = -grad phi with -lap phi = s (rho - mean rho).
///
/// Density and field stand at the same points of the grid, and derivatives are those of the
/// trigonometric interpolant: exact for waves that the grid resolves. E is an odd convolution of
/// rho, so that the density exerts no force on itself: sum rho E = 0 to rounding.
///
/// Complexity: O(N log N), N the number of points.
struct SelfConsistentField: Sendable {
  /// s.
  let coupling: Double
  private let plan: SpectralPlan
  private let cellVolume: Double
  /// Wave numbers along each axis, in radians a unit of length; none for the highest wave of an
  /// even number of points, whose derivative vanishes at all of them.
  private let waves: [[Double]]
  /// s / |k|^2 for each coefficient, none for the mean.
  private let potentials: [Double]

  /// - Parameters:
  ///   - shape: points along each axis.
  ///   - sides: the lengths of the periods.
  init(shape: [Int], sides: [Double], coupling: Double) {
    self.coupling = coupling
    plan = SpectralPlan(shape: shape, bases: shape.map { _ in .periodic })
    cellVolume = zip(shape, sides).reduce(1) { $0 * $1.1 / Double($1.0) }
    waves = zip(shape, sides).map { n, side in
      AxisBasis.periodic.waveNumbers(count: n).enumerated().map { k, wave in
        2 * k == n ? 0 : wave / side
      }
    }
    let poisson = PoissonSolver(
      shape: shape, sides: sides, bases: shape.map { _ in .periodic }, laplacian: .spectral)
    potentials = poisson.eigenvalues.map { $0 > 0 ? coupling / $0 : 0 }
  }

  /// The components of E, one array an axis.
  func callAsFunction(_ density: [Double]) -> [[Double]] {
    guard coupling != 0 else {
      return plan.shape.map { _ in [Double](repeating: 0, count: plan.count) }
    }
    var potential = density
    plan.forward(&potential)
    for i in potential.indices { potential[i] *= potentials[i] }
    return plan.shape.indices.map { axis in
      var component = slope(potential, axis)
      plan.inverse(&component)
      return component
    }
  }

  /// (1 / 2s) int |E|^2.
  func energy(_ field: [[Double]]) -> Double {
    guard coupling != 0 else { return 0 }
    return field.map { compensatedDot($0, $0) }.compensatedSum() * cellVolume / (2 * coupling)
  }

  /// The coefficients of minus the derivative along an axis: those of the cosines and the sines of
  /// a frequency, which stand at k and n - k, change places.
  private func slope(_ coefficients: [Double], _ axis: Int) -> [Double] {
    let (n, stride) = (plan.shape[axis], plan.shape[(axis + 1)...].reduce(1, *))
    let waves = waves[axis]
    return coefficients.indices.map { i in
      let k = i / stride % n
      guard waves[k] > 0 else { return 0 }
      let partner = coefficients[i + (n - 2 * k) * stride]
      return 2 * k < n ? waves[k] * partner : -waves[k] * partner
    }
  }
}
