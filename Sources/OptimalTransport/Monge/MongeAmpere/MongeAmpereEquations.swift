/// Equations R(u) = k m(u) that Newton's method solves for u and k.
protocol MongeAmpereEquations {
  var grid: PotentialGrid { get }
  /// R and m; nil where they overflow. Equations without k have m = 0.
  func sides(_ u: [Double]) -> (roots: [Double], ratios: [Double])?
  /// d times the derivative of R - k m, each row times its scale.
  func derivative(
    _ u: [Double], ratios: [Double], constant: Double
  ) -> (matrix: StencilMatrix, scales: [Double])
  /// Makes w -> (v, a): L v = w - a, with the conditions on the boundary, and v of mean zero.
  func inverseLaplacian() -> ([Double]) -> (step: [Double], constant: Double)
}

/// Where Newton's method is, and how it came there.
struct MongeAmpereIterate {
  var u: [Double]
  var roots: [Double]
  var ratios: [Double]
  /// k.
  var constant = 1.0
  /// Root mean square of the relative residual before each step, and at the end.
  var trace: [Double] = []
  var linearIterations = 0
  var termination = Termination.iterationLimit
  var iterations: Int { trace.count - 1 }
}

extension MongeAmpereIterate {
  /// scale (R - k m).
  func scaledResidual(_ scales: [Double]) -> [Double] {
    roots.indices.map { scales[$0] * (roots[$0] - constant * ratios[$0]) }
  }

  /// d (R / (k m) - 1): to first order the relative error of det D^2 psi eta(grad psi) = e^c xi; d
  /// R for equations without k.
  func relativeResidual(dimension d: Int) -> [Double] {
    roots.indices.map {
      Double(d) * (ratios[$0] > 0 ? roots[$0] / (constant * ratios[$0]) - 1 : roots[$0])
    }
  }

  /// The k that makes the scaled residual least; above zero also where the roots are far below it.
  mutating func fitConstant(_ scales: [Double]?) {
    var (product, square, size) = (0.0, 0.0, 0.0)
    for i in roots.indices where ratios[i] > 0 {
      let scale = scales?[i] ?? 1
      let (root, ratio) = (scale * roots[i], scale * ratios[i])
      product += root * ratio
      square += ratio * ratio
      size += root * root
    }
    constant = max(product, 1e-3 * (size * square).squareRoot()) / square
  }
}

extension MongeAmpereEquations {
  /// The guess that fits the equations best, less its mean; zero if that fits better.
  func best(of guesses: [[Double]], count: Int) -> [Double] {
    let zero = [Double](repeating: 0, count: count)
    let centered = guesses.map { guess in
      let mean = guess.reduce(0, +) / Double(guess.count)
      return guess.map { $0 - mean }
    }
    return ([zero] + centered).map { ($0, misfit($0)) }.min { $0.1 < $1.1 }!.0
  }

  /// Root mean square of R - k m, with the k that makes it least; infinite where they overflow.
  private func misfit(_ u: [Double]) -> Double {
    guard let sides = sides(u) else { return .infinity }
    var result = MongeAmpereIterate(u: u, roots: sides.roots, ratios: sides.ratios)
    result.fitConstant(nil)
    return rootMeanSquare(zip(result.roots, result.ratios).map { $0 - result.constant * $1 })
  }
}
