/// The field that particles make in all of space: E = -grad phi, -lap phi = s rho, phi = s G * rho
/// with G = -log R / (2 pi) in the plane and 1 / (4 pi R) in space, R^2 = r^2 + softening^2.
///
/// Sums of pairs by a tree (``TreeSum``). With an opening of 0 all pairs are summed, each twice
/// with opposite signs, so that the particles exert no force on their sum, to rounding; else up to
/// the tree's bound.
///
/// Complexity: O(n log n), or O(n^2) with an opening of 0.
struct OpenField: Sendable {
  /// s.
  let coupling: Double
  let softening: Double
  let opening: Double

  /// phi, grad phi and bounds of what the tree left out, at the particles, each without its own.
  func callAsFunction(_ positions: Matrix, _ weights: [Double]) -> PairField {
    guard coupling != 0 else {
      return PairField(
        potential: weights.map { _ in 0 },
        gradient: Matrix(repeating: 0, rows: positions.rows, columns: positions.columns))
    }
    let isPlane = positions.columns == 2
    let sum = TreeSum(
      uncheckedPoints: positions, weights: weights, kernel: isPlane ? .logarithm : .coulomb,
      opening: opening, softening: softening)
    return sum.fieldAtCharges().scaled(by: coupling / (isPlane ? -2 * .pi : 4 * .pi))
  }

  /// (1/2) int phi rho: what (1 / 2s) int |E|^2 is where that is finite.
  func energy(_ positions: Matrix, _ weights: [Double]) -> Double {
    compensatedDot(self(positions, weights).potential, weights) / 2
  }
}
