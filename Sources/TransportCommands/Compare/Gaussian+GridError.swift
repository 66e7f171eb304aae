import Foundation
import OptimalTransport

extension Gaussian {
  /// At most W2, times the root of the mass, between a Gaussian and its masses in the cells of a
  /// grid, spread evenly in each and scaled up to the whole.
  ///
  /// Cell by cell, W2(f, its mean f')^2 <= 4 |f - f'|^2_{H^-1} / f' (Peyre 2018), and Poincare's
  /// inequality twice gives (s / pi)^4 int |grad f|^2 for the square norm, s the longest side of a
  /// cell: in all 4 (s / pi)^4 mass tr(S^-1), the Fisher information of f, as long as f changes
  /// little in a cell. What lies outside the box, a share p, is spread over the inside: with r the
  /// distance of the farthest corner from the mean, the tail is on average at most r^2 + 2 tr S
  /// from it, the inside tr S, which costs 2 p (r^2 + 3 tr S).
  func gridError(on grid: GridDensity) throws(TransportError) -> Double {
    let side = zip(grid.box.sides, grid.shape).reduce(0) { max($0, $1.0 / Double($1.1)) }
    let found = try discretized(shape: grid.shape, box: grid.box)
    let spread = 4 * pow(side / .pi, 4) * fisherInformation()
    let corner = mean.indices.reduce(0) {
      let reach = max(abs(grid.box.lower[$1] - mean[$1]), abs(grid.box.upper[$1] - mean[$1]))
      return $0 + reach * reach
    }
    let variance = (0..<dimension).reduce(0) { $0 + covariance[$1, $1] }
    let tail = 2 * found.fractionOutside * (corner + 3 * variance)
    return mass.squareRoot() * (spread.squareRoot() + tail.squareRoot())
  }

  /// tr(S^-1), by cofactors, in up to three dimensions.
  private func fisherInformation() -> Double {
    let s = covariance
    func minor(_ i: Int, _ j: Int) -> Double { s[i, i] * s[j, j] - s[i, j] * s[j, i] }
    switch dimension {
    case 1: return 1 / s[0, 0]
    case 2: return (s[0, 0] + s[1, 1]) / minor(0, 1)
    default:
      let determinant =
        s[0, 0] * minor(1, 2) - s[0, 1] * (s[1, 0] * s[2, 2] - s[1, 2] * s[2, 0])
        + s[0, 2] * (s[1, 0] * s[2, 1] - s[1, 1] * s[2, 0])
      return (minor(0, 1) + minor(0, 2) + minor(1, 2)) / determinant
    }
  }
}
