/// Brenier's potential and its conjugate on two clouds, from Kantorovich potentials of |x - y|^2.
///
/// psi_i = (|x_i|^2 - alpha_i) / 2 and psi*_j = (|y_j|^2 - beta_j) / 2. The pair is feasible when
/// psi_i + psi*_j >= x_i.y_j for all pairs (Fenchel and Young), which is alpha + beta <= c; it is
/// conjugate, and psi the restriction of a convex function, when psi_i = max_j x_i.y_j - psi*_j.
/// Then each y_j with equality is a subgradient of psi at x_i: where a plan sits on such pairs it
/// is cyclically monotone, thus optimal. Source: Rockafellar 1966; Brenier 1991; Villani 2003,
/// chapter 2.
public struct SampledBrenierPotential: Sendable, Equatable {
  /// psi at the source atoms, m numbers.
  public let values: [Double]
  /// psi* at the target atoms, n numbers.
  public let conjugate: [Double]
  /// max over pairs of x_i.y_j - psi_i - psi*_j, or zero: how far the pair is from feasible.
  public let infeasibility: Double
  /// max_i |psi_i - max_j (x_i.y_j - psi*_j)|: how far psi is from the convex function of psi*.
  public let convexityError: Double
  /// What rounding does to these numbers: 4 ulp of the largest |x|^2 + |alpha| and |y|^2 + |beta|.
  public let resolution: Double

  /// Converts and checks the potentials. Complexity: two c-transforms, O(m n d) time in parallel.
  ///
  /// - Throws: `shapeMismatch`, `invalidCost` where a cost overflows.
  public init(
    _ potentials: KantorovichPotentials, source: PointCloud, target: PointCloud
  ) throws(TransportError) {
    let (alpha, beta) = (potentials.alpha, potentials.beta)
    guard alpha.count == source.count, beta.count == target.count else {
      throw .shapeMismatch(
        argument: "potentials", expected: "\(source.count) and \(target.count) values",
        found: "\(alpha.count) and \(beta.count)")
    }
    let geometry = try Geometry(
      source: source.points, target: target.points, cost: .squaredEuclidean)
    let (x, y) = (Self.squaredNorms(source.points), Self.squaredNorms(target.points))
    values = zip(x, alpha).map { ($0 - $1) / 2 }
    conjugate = zip(y, beta).map { ($0 - $1) / 2 }
    // alpha_i against its largest feasible value, which is what psi_i is against the maximum.
    let differences = zip(alpha, geometry.cTransform(ofTarget: beta)).map { ($0 - $1) / 2 }
    infeasibility = max(differences.max()!, 0)
    convexityError = differences.reduce(0) { max($0, abs($1)) }
    let scales = zip(x, alpha).map { $0 + abs($1) } + zip(y, beta).map { $0 + abs($1) }
    resolution = scales.max()! * 0x1p-50
  }

  /// |x_i|^2 for each row.
  private static func squaredNorms(_ points: Matrix) -> [Double] {
    (0..<points.rows).map { compensatedDot(points.row($0), points.row($0)) }
  }
}
