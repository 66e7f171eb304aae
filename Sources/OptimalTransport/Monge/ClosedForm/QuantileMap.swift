/// The monotone map T = G^-1 o F between two laws on the line, optimal for every cost |x - y|^p,
/// p >= 1, and for every other convex function of x - y.
///
/// F and G are the distribution functions of source and target, G^-1(u) = min {y : G(y) >= u}. The
/// source must have no atoms; the target may. T is nondecreasing; flat where the target has an
/// atom, with a jump where it has a gap. In a gap of the source, and outside its support, there is
/// no mass to move: T is the image of the nearest mass, and finite.
///
/// Exactness: closed forms for Gaussians, mixtures, 1-D grids (density constant in each cell) and
/// atoms, both tails to their own relative precision, and two Gaussians by the affine map; a
/// ``LineLaw`` to the precision of its own functions, which is 2^-53 of the mass in its upper tail.
///
/// Complexity: one evaluation of F and one of G^-1; on n cells or atoms O(log n). Source: Villani
/// 2003, Topics in Optimal Transportation, theorem 2.18 and remarks 2.19; Santambrogio 2015,
/// section 2.
public struct QuantileMap: Sendable {
  let source: LineTails
  let target: LineTails
  private let measures: (source: any Measure, target: any Measure)

  /// Checks two measures on the line: ``LineLaw``, ``Gaussian``, ``GaussianMixture``,
  /// ``GridDensity``, and for the target ``PointCloud`` too.
  ///
  /// A ``LineLaw`` as source is searched for atoms at 1024 levels, which finds any above 2^-9 of
  /// the mass; a smaller one that goes unseen is sent to one point, and misplaces at most its own
  /// mass.
  ///
  /// - Throws: `notApplicable` for measures off the line and for a source with atoms, which only a
  ///   plan can split; `massMismatch`.
  public init(source: any Measure, target: any Measure) throws(TransportError) {
    try checkBalance(source: source.mass, target: target.mass)
    self.source = try LineTails(source)
    self.target = try LineTails(target)
    measures = (source, target)
    try Self.checkNoAtoms(source, self.source)
  }

  /// The mass that is moved.
  public var mass: Double { measures.source.mass }

  /// T(x).
  public func callAsFunction(_ x: Double) -> Double {
    if let from = source.normal, let onto = target.normal {
      return onto.mean + onto.deviation * ((x - from.mean) / from.deviation)
    }
    return target.quantile(source.level(at: x))
  }

  /// T'(x) = f(x) / g(T(x)), almost everywhere.
  ///
  /// Zero where the source has no mass or the target is made of atoms; infinite where T(x) stands
  /// in a gap of the target, or where g underflows.
  public func derivative(at x: Double) -> Double {
    if let from = source.normal, let onto = target.normal { return onto.deviation / from.deviation }
    if measures.target is PointCloud { return 0 }
    let density = source.density(x)
    return density > 0 ? density / target.density(self(x)) : 0
  }

  /// The map F^-1 o G back.
  ///
  /// - Throws: `notApplicable` where the target has atoms.
  public func inverse() throws(TransportError) -> QuantileMap {
    try QuantileMap(source: measures.target, target: measures.source)
  }

  private static func checkNoAtoms(
    _ measure: any Measure, _ tails: LineTails
  ) throws(TransportError) {
    if measure is PointCloud { throw atoms("is made of atoms") }
    guard measure is LineLaw else { return }
    let count = 1024
    let excess = ParallelLoop.map(count: count, grain: 64) { k in
      let level = LineTails.Level(tail: (Double(k) + 0.5) / Double(count), isUpper: false)
      return tails.lowerTail(tails.quantile(level)) - level.tail
    }
    // A continuous F passes a level by what 4 ulp of x add, far below 1e-6 unless it is all but a
    // jump.
    guard let k = excess.firstIndex(where: { $0 > 1e-6 }) else { return }
    let x = tails.quantile(.init(tail: (Double(k) + 0.5) / Double(count), isUpper: false))
    throw atoms("has an atom at \(x), of at least \(excess[k]) of the mass")
  }

  private static func atoms(_ finding: String) -> TransportError {
    .notApplicable(
      method: "quantile map", reason: "the source \(finding), which no map can split",
      remedy: "Use a plan: QuantileTransport on point clouds, or --method quantile.")
  }
}
