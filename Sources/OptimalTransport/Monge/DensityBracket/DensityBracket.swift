/// Bounds on W2^2 between two densities that are constant in each cell of their grids, from any
/// potential: proved, discretisation included.
///
/// **Below.** Let psi and chi be numbers at the nodes of two grids that fill the boxes of x and y,
/// with psi_i + chi_j >= x_i.y_j. Their multilinear interpolants satisfy psi(x) + chi(y) >= x.y
/// everywhere: at (x, y) both sides are averages of the inequalities at the corners around x and y,
/// with weights that are products and whose mean is (x, y). So (|x|^2 - 2 psi, |y|^2 - 2 chi) are
/// feasible for the cost |x - y|^2, and
/// ```
/// W2^2 >= int (|x|^2 - 2 psi) xi + int (|y|^2 - 2 chi) eta,
/// ```
/// integrals of multilinear functions over cells, which are exact. The nodes are the corners of the
/// cells and of `refinement` parts of them along each axis. psi is the given potential by cubics
/// through the cell centres, then chi = psi* on the nodes and psi = chi* are exact discrete
/// conjugates: feasible for any potential. Nodes that touch no mass are left out.
///
/// **Above.** A plan P between the parts as atoms at their centres is one of the densities, part i
/// mapped to part j by a dilation: with sides h and h' of parts it costs
/// ```
/// sum_ij P_ij |x_i - y_j|^2 + mass sum_k (h_k - h'_k)^2 / 12.
/// ```
/// P is made from grad psi at the centres of the parts (`SplatPlan`).
///
/// For the optimal potential, smooth, both bounds are O(h^2) off, h the side of a part; an error e
/// of grad psi adds O(|e|^2). Complexity: O(M) for M nodes, and a DCT; M is `refinement`^d times
/// the cells. Source: duality, Villani 2003, theorem 1.3.
public struct DensityBracket: Sendable, Equatable {
  /// At most mass W2^2, in units of |x - y|^2 times mass.
  public let lower: Double
  /// At least mass W2^2.
  public let upper: Double
  /// Parts of a cell along each axis.
  public let refinement: Int

  /// upper - lower.
  public var gap: Double { upper - lower }

  /// Nodes of both grids together that the default refinement stays below, and the most parts it
  /// takes: a second and some hundred MB.
  private static let (nodes, parts) = (4_000_000.0, 8)

  /// Makes the bounds.
  ///
  /// - Parameters:
  ///   - source: what is moved.
  ///   - target: where it goes, of the same mass.
  ///   - potential: psi on the source's grid, T = grad psi; phi at time 0 of a dynamic solution
  ///     is that of alpha = -2 phi. It need be neither convex nor close; the bounds hold for any.
  ///   - refinement: parts of a cell along each axis; nil takes at most eight, and as many as keep
  ///     to four million nodes.
  /// - Throws: `shapeMismatch`, `massMismatch`, `outOfRange` for a refinement below one.
  public init(
    source: GridDensity, target: GridDensity, potential: BrenierPotential, refinement: Int? = nil
  ) throws(TransportError) {
    try Self.check(source, target, potential, refinement)
    let frame = SharedFrame(source.box, target.box)
    let sides = (AscentSide(source, frame), AscentSide(target, frame))
    let parts = refinement ?? Self.refinement(source.shape, target.shape)
    let bounds = RefinedDual(
      sides.0, sides.1, psi: frame.scaled(potential.values, sides.0.axes), parts: parts)
    let unit = frame.scale * frame.scale * source.mass
    lower = unit * max(bounds.lower, 0)
    upper = unit * bounds.upper
    self.refinement = parts
  }

  /// The default for grids of these shapes.
  static func refinement(_ source: [Int], _ target: [Int]) -> Int {
    func count(_ r: Int) -> Double {
      [source, target].reduce(0) { $0 + $1.reduce(1) { $0 * Double($1 * r + 1) } }
    }
    return (1...parts).last { count($0) <= nodes } ?? 1
  }

  private static func check(
    _ source: GridDensity, _ target: GridDensity, _ potential: BrenierPotential, _ refinement: Int?
  ) throws(TransportError) {
    guard source.dimension == target.dimension else {
      throw .shapeMismatch(
        argument: "target", expected: "\(source.dimension) axes, as the source has",
        found: "\(target.dimension)")
    }
    guard potential.shape == source.shape, potential.box == source.box else {
      throw .shapeMismatch(
        argument: "potential", expected: "the source's grid, \(source.shape)",
        found: "\(potential.shape)")
    }
    try checkBalance(source: source.mass, target: target.mass)
    if let refinement, refinement < 1 {
      throw .outOfRange(
        argument: "refinement", value: Double(refinement), expected: "at least 1")
    }
  }
}
