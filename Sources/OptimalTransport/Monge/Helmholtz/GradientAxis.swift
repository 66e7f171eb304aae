import Foundation

/// One axis of a discrete gradient: what differentiating along it, and averaging along it, do to
/// the coefficients of a function given at cell centres.
///
/// On a no-flux axis of length L the potential is a sum of cos(pi m x / L), m = 0..<n, and the
/// derivative a sum of sin(pi m x / L), m = 1...n. On a periodic one both are sums of cosines and
/// sines, and differentiating exchanges the two.
struct GradientAxis {
  /// The basis of the potential, and of the components of the field along the other axes.
  let potentialBasis: AxisBasis
  /// The basis of the field's component along this axis.
  let fieldBasis: AxisBasis
  /// Coefficient m of the potential becomes coefficient `partner[m]` of the derivative, or none
  /// where it is -1.
  let partner: [Int]
  /// By what it is multiplied.
  let slope: [Double]
  /// What a component along another axis is multiplied by.
  let average: [Double]
  /// The coefficient of the sawtooth (-1)^i in `fieldBasis`, if there is one: the derivative of a
  /// potential that vanishes at all cell centres, such as cos(pi n x / L).
  let sawtooth: Int?
  /// The derivative's multiplier there.
  let steepestSlope: Double

  init(
    count n: Int, side: Double, boundary: HelmholtzDecomposition.Boundary,
    derivative: HelmholtzDecomposition.Derivative
  ) {
    let angle = (boundary == .periodic ? 2 : 1) * Double.pi / Double(n)
    let step = side / Double(n)
    /// The multiplier of the harmonic that turns by `frequency * angle` a cell.
    func multiplier(_ frequency: Int) -> Double {
      let turn = Double(frequency) * angle
      return derivative == .spectral ? turn / step : 2 * sin(turn / 2) / step
    }
    func mean(_ frequency: Int) -> Double {
      guard derivative == .difference else { return 1 }
      return boundary == .periodic && 2 * frequency == n ? 0 : cos(Double(frequency) * angle / 2)
    }
    switch boundary {
    case .noFlux:
      (potentialBasis, fieldBasis, sawtooth) = (.cosine, .sine, n - 1)
      partner = (0..<n).map { $0 - 1 }
      slope = (0..<n).map { -multiplier($0) }
      average = (0..<n).map(mean)
      steepestSlope = multiplier(n)
    case .periodic:
      (potentialBasis, fieldBasis) = (.periodic, .periodic)
      sawtooth = n % 2 == 0 ? n / 2 : nil
      partner = (0..<n).map { $0 == 0 || 2 * $0 == n ? -1 : n - $0 }
      slope = (0..<n).map {
        2 * $0 == n ? 0 : 2 * $0 < n ? multiplier($0) : -multiplier(n - $0)
      }
      average = (0..<n).map { mean(min($0, n - $0)) }
      steepestSlope = multiplier(n / 2)
    }
  }
}
