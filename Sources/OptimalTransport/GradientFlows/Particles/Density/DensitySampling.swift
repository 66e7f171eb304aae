import Foundation

/// What sampling leaves unknown of the densities of a step.
struct DensitySampling: Sendable {
  let masses: [Double]
  let sums: GaussianSums

  /// The root mean square over the particles of the relative standard error of p.
  func relativeError(of density: DensityStep) -> Double {
    (compensatedDot(masses, shares(of: density)) / masses.compensatedSum()).squareRoot()
  }

  /// The squared relative standard error of each p_j: it is a sum over independent particles i of
  /// a_i y_i G_ij z_j, so its variance is about the sum of the squares; G^2 is the same kernel with
  /// half the variance.
  func shares(of density: DensityStep) -> [Double] {
    let squares = sums.with(variance: sums.variance / 2).columns(
      zip(masses, density.logY).map { 2 * (log($0) + $1) }, near: density.logImage.map { 2 * $0 })
    return zip(squares, density.logImage).map { exp($0 - 2 * $1) }
  }
}
