/// Sums of log |x - y_j| or 1 / |x - y_j| over many charges, by a tree, with a bound of the error.
///
/// ```
/// phi(x) = sum_j w_j k(R_j),   R_j = sqrt(|x - y_j|^2 + s^2),   k(R) = log R or 1 / R.
/// ```
/// A box of charges whose radius a is at most `opening` times its distance R acts through its mass,
/// dipole and quadrupole; nearer boxes are opened, and the least ones summed pair by pair. What the
/// expansion leaves out is bounded, box by box, by
///
/// | kernel | potential | gradient |
/// |---|---|---|
/// | log R | m / (3 R^3 (1 - a/R)) | m / (R^4 (1 - a/R)) |
/// | 1 / R | m / (R^4 (1 - a/R)) | m (4 - 3 a/R) / (R^5 (1 - a/R)^2) |
///
/// with m = sum |w_j| |y_j - c|^3: the terms of order l >= 3 are |y|^l cos(l t) / (l R^l) and |y|^l
/// P_l(cos t) / R^(l+1), whose gradients are at most |y|^l / R^(l+1) and (l + 1) |y|^l / R^(l+2) by
/// the inequality of Bernstein and Szego. A softening s > 0 is a fourth coordinate that all charges
/// share, so that the same bounds hold. Charges may have either sign. Pairs at distance 0 without
/// softening add nothing.
///
/// Complexity: O(n log n) to build, O(log n) a target where charges fill space evenly; d
/// coordinates cost d^2. Sources: Barnes and Hut 1986; Greengard and Rokhlin 1987 (the remainder of
/// log).
public struct TreeSum: Sendable {
  /// k, a function of the distance.
  public enum Kernel: Sendable, Equatable {
    /// log R: 2 pi times minus the Green's function of the plane.
    case logarithm
    /// 1 / R: 4 pi times the Green's function of space.
    case coulomb
  }

  /// k.
  public let kernel: Kernel
  /// s, in units of length.
  public let softening: Double
  /// The greatest radius of a box over its distance that still counts as far.
  public let opening: Double
  let tree: ChargeTree

  /// Builds the tree.
  ///
  /// - Parameters:
  ///   - points: n x d.
  ///   - weights: n charges, of either sign.
  ///   - kernel: k.
  ///   - opening: 1/2 leaves out about 1e-3 of a sum, 1/4 about 1e-4; 0 sums all pairs.
  ///   - softening: s >= 0.
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`; `outOfRange` for an opening outside of
  ///   [0, 1) or a negative softening.
  public init(
    points: Matrix, weights: [Double], kernel: Kernel, opening: Double = 0.5, softening: Double = 0
  ) throws(TransportError) {
    guard points.rows > 0, points.columns > 0 else { throw .emptyInput(argument: "points") }
    guard weights.count == points.rows else {
      throw .shapeMismatch(
        argument: "weights", expected: "\(points.rows) values, one a point",
        found: "\(weights.count)")
    }
    try checkFinite(points.elements, argument: "points")
    try checkFinite(weights, argument: "weights")
    guard opening >= 0, opening < 1 else {
      throw .outOfRange(argument: "opening", value: opening, expected: "at least 0 and below 1")
    }
    guard softening >= 0, softening.isFinite else {
      throw .outOfRange(
        argument: "softening", value: softening, expected: "a finite length, at least 0")
    }
    self.init(
      uncheckedPoints: points, weights: weights, kernel: kernel, opening: opening,
      softening: softening)
  }

  init(
    uncheckedPoints points: Matrix, weights: [Double], kernel: Kernel, opening: Double,
    softening: Double = 0
  ) {
    self.kernel = kernel
    self.opening = opening
    self.softening = softening
    tree = ChargeTree(points, weights: weights)
  }

  /// The sums at each of m targets, m x d.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func field(at targets: Matrix) throws(TransportError) -> PairField {
    guard targets.columns == tree.dimension else {
      throw .shapeMismatch(
        argument: "targets", expected: "dimension \(tree.dimension), as the charges have",
        found: "dimension \(targets.columns)")
    }
    try checkFinite(targets.elements, argument: "targets")
    return uncheckedField(at: targets, ownWeights: nil)
  }

  /// The sums at the charges themselves, each without its own.
  public func fieldAtCharges() -> PairField {
    uncheckedField(at: tree.points, ownWeights: tree.weights)
  }

  /// Each target is a walk of its own, so the number of threads does not matter.
  private func uncheckedField(at targets: Matrix, ownWeights: [Double]?) -> PairField {
    let (m, d) = (targets.rows, tree.dimension)
    let sums = ParallelLoop.chunkedMap(count: m, grain: 64) { range in
      let walk = TreeWalk(self)
      return range.flatMap { i in
        walk.visit { targets.elements[i * d + $0] }
        if let ownWeights, softening > 0 { walk.removeOwn(ownWeights[i]) }
        return (0..<d + 3).map { walk.sums[$0] }
      }
    }
    return PairField(sums: sums, count: m, dimension: d)
  }
}
