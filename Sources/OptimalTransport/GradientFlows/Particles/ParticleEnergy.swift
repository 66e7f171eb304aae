/// A free energy as particles feel it: a potential, pairs, and noise.
struct ParticleEnergy: Sendable {
  let potentials: [ScalarPotential]
  let kernels: [InteractionKernel]
  /// theta, the sum over the entropy terms.
  let temperature: Double

  /// - Throws: `notApplicable` for terms that are not linear diffusion, drift or interaction.
  init(_ energy: FreeEnergy) throws(TransportError) {
    var potentials: [ScalarPotential] = []
    var kernels: [InteractionKernel] = []
    var temperature = 0.0
    for term in energy.terms {
      switch term {
      case .potential(let potential): potentials.append(potential)
      case .interaction(let kernel): kernels.append(kernel)
      case .entropy(let theta): temperature += theta
      default:
        throw .notApplicable(
          method: "particles",
          reason: "they know diffusion by noise, drift and pairs, not \(energy.equation)",
          remedy: "Take a grid, or the line, for nonlinear diffusion, caps and fields.")
      }
    }
    self.potentials = potentials
    self.kernels = kernels
    self.temperature = temperature
  }

  /// What drives each particle of a cloud.
  ///
  /// - Throws: `nonFinite` where V or U is not finite, `shapeMismatch` for a gradient that does not
  ///   have d numbers.
  func drive(
    _ points: Matrix, weights: [Double], isExact: Bool = false
  ) throws(TransportError) -> ParticleDrive {
    var drive = try external(points)
    let pairs = PairSums(points, weights: weights)
    for kernel in kernels {
      drive.pairs = drive.pairs + (try pairs.field(of: kernel, isExact: isExact))
    }
    return drive
  }

  private func external(_ points: Matrix) throws(TransportError) -> ParticleDrive {
    let (n, d) = (points.rows, points.columns)
    try checkGradients(at: points.row(0))
    let rows = ParallelLoop.chunkedMap(count: n, grain: 64) { externalRows(points, $0) }
    let values = (0..<n).map { rows[$0 * (d + 1)] }
    let slopes = (0..<n * d).map { rows[$0 / d * (d + 1) + 1 + $0 % d] }
    try checkFinite(values, argument: "potential at particle")
    try checkFinite(slopes, argument: "gradient of the potential")
    let none = PairField(
      potential: [Double](repeating: 0, count: n),
      gradient: Matrix(repeating: 0, rows: n, columns: d))
    return ParticleDrive(
      external: values,
      externalGradient: Matrix(uncheckedRows: n, columns: d, elements: slopes), pairs: none)
  }

  private func checkGradients(at point: [Double]) throws(TransportError) {
    for potential in potentials {
      let slope = potential.gradient(point)
      guard slope.count == point.count else {
        throw .shapeMismatch(
          argument: "gradient of the potential", expected: "\(point.count) numbers",
          found: "\(slope.count)")
      }
    }
  }

  /// V and its gradient, 1 + d numbers a particle; NaN where a gradient has not d numbers.
  private func externalRows(_ points: Matrix, _ range: Range<Int>) -> [Double] {
    let d = points.columns
    var rows = [Double](repeating: 0, count: range.count * (d + 1))
    for (row, i) in range.enumerated() {
      let (x, start) = (points.row(i), row * (d + 1))
      for potential in potentials {
        rows[start] += potential.value(x)
        let slope = potential.gradient(x)
        for k in 0..<d { rows[start + 1 + k] += slope.count == d ? slope[k] : .nan }
      }
    }
    return rows
  }
}

/// V, and U * rho, at each particle of rho.
struct ParticleDrive: Sendable {
  let external: [Double]
  let externalGradient: Matrix
  var pairs: PairField

  /// V + U * rho.
  var potential: [Double] { zip(external, pairs.potential).map { $0 + $1 } }
  /// Its gradient, n x d.
  var gradient: Matrix {
    Matrix(
      uncheckedRows: externalGradient.rows, columns: externalGradient.columns,
      elements: zip(externalGradient.elements, pairs.gradient.elements).map { $0 + $1 })
  }

  /// V + (1/2) U * rho: what each unit of mass holds.
  var energyDensity: [Double] { zip(external, pairs.potential).map { $0 + $1 / 2 } }
}
