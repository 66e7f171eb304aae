/// How well the parts of a Helmholtz decomposition have their properties, measured on the result.
public struct HelmholtzResiduals: Sendable, Equatable {
  /// max |div s| over the grid, with the divergence that is adjoint to the gradient.
  public let divergence: Double
  /// The same over max|v| times the steepest slope of the grid, 2 / h or pi / h: what rounding v
  /// does to its divergence is some ulp of that.
  public let relativeDivergence: Double
  /// The integral of s . grad p over the box.
  public let innerProduct: Double
  /// The same over |v|^2: an orthogonality error relative to the energy.
  public let orthogonalityError: Double
  /// | |v|^2 - |s|^2 - |grad p|^2 | / |v|^2, the error of Pythagoras.
  public let energyError: Double
  /// max |s . n| on the walls, extrapolated linearly from the two cells next to them: O(h^2) on a
  /// no-flux box where s is smooth, however exact the discrete condition; zero on a periodic box.
  public let boundaryFlux: Double

  /// The largest of the errors that must be rounding: divergence, orthogonality and energy, all
  /// relative.
  public var largest: Double { max(relativeDivergence, orthogonalityError, energyError) }
}

extension HelmholtzResiduals {
  /// Measures parts that were made in units of `scale` for the field and `unit` for the box.
  init(
    _ parts: DiscreteGradient.Parts, _ operators: DiscreteGradient,
    boundary: HelmholtzDecomposition.Boundary, shape: [Int], scale: Double, unit: Double,
    cellVolume: Double
  ) {
    let divergence = operators.largestDivergence(parts.solenoidal)
    let (inner, squares) = (
      dot(parts.solenoidal, parts.gradient),
      (s: dot(parts.solenoidal, parts.solenoidal), g: dot(parts.gradient, parts.gradient))
    )
    let sum = zip(parts.solenoidal, parts.gradient).map { zip($0, $1).map { $0 + $1 } }
    let total = dot(sum, sum)
    let largest = sum.joined().reduce(0) { max($0, abs($1)) }
    let steepest = largest * operators.steepestSlope
    self.divergence = divergence * scale / unit
    relativeDivergence = steepest > 0 ? divergence / steepest : 0
    innerProduct = inner * scale * scale * cellVolume
    orthogonalityError = total > 0 ? abs(inner) / total : 0
    energyError = total > 0 ? abs(total - squares.s - squares.g) / total : 0
    boundaryFlux = boundary == .periodic ? 0 : wallFlux(parts.solenoidal, shape: shape) * scale
  }
}

extension DiscreteGradient {
  /// max |D s| at the cell centres, plus a bound of what the sawtooth modes add, whose divergence
  /// vanishes there.
  fileprivate func largestDivergence(_ components: [[Double]]) -> Double {
    let field = coefficients(of: components)
    let visible = function(of: divergence(field)).reduce(0) { max($0, abs($1)) }
    var hidden = 0.0
    for j in shape.indices {
      var sum = 0.0
      forEachSawtooth(j) { sum += abs(field[j][$0]) }
      // Of unnormalised coefficients the mean is at most this sum over the number of cells.
      hidden += sum / Double(components[j].count) * steepestSlope
    }
    return visible + hidden
  }
}

/// The sum of the products of all components.
private func dot(_ a: [[Double]], _ b: [[Double]]) -> Double {
  zip(a, b).map { blockedDot($0, $1) }.compensatedSum()
}

/// max over the walls of |3 s_0 - s_1| / 2, the normal component extrapolated from the first two
/// cells.
private func wallFlux(_ components: [[Double]], shape: [Int]) -> Double {
  var largest = 0.0
  for j in shape.indices {
    let stride = shape[(j + 1)...].reduce(1, *)
    let n = shape[j]
    for line in 0..<components[j].count / n {
      let start = line / stride * n * stride + line % stride
      func value(_ m: Int) -> Double { components[j][start + m * stride] }
      let inner = min(1, n - 1)
      let ends = [(value(0), value(inner)), (value(n - 1), value(n - 1 - inner))]
      for (s0, s1) in ends { largest = max(largest, abs(1.5 * s0 - 0.5 * s1)) }
    }
  }
  return largest
}
