/// Pushes a law on the line forward through a scalar map with any number of inverse branches.
///
/// eta(y) = sum over branches i of xi(x_i) / |f'(x_i)|, f(x_i) = y; eta((-inf, y]) is a sum of
/// differences of the source's distribution function, so that mass is conserved to rounding.
///
/// The line is cut into pieces on which f is monotone. Intervals of a mesh are halved until f is
/// regular on each: f' keeps its sign, or is monotone and so vanishes at most once. That is proved
/// where the map brings a proof of its shape (``ScalarMap``); else it is concluded from five
/// samples an interval, whose slopes must agree within a factor of eight or change steadily.
/// Critical points are then located to rounding as roots of f', or from values. Intervals that
/// resist shrink about jumps, poles and kinks until they hold no mass. Flat pieces become atoms.
///
/// Cost: some five evaluations of f an interval, twenty to find each preimage.
/// Fails to see, without a proof, a pair of branches on an interval far below the mesh's width;
/// ``PushforwardCertificate/unprovedMass`` says how much mass rests on samples. Source: the formula
/// of change of variables, e.g. Villani 2003, section 1.1.
public struct BranchSearch: Sendable {
  /// Intervals of the mesh to start from, over nine standard deviations about a Gaussian, or over
  /// the cells of a grid. 2048 see a fold of 1/250 of a standard deviation.
  public var meshIntervals = 2048
  /// Irregular intervals that are halved before refinement gives up, for maps with too many
  /// branches to count.
  public var intervalLimit = 1 << 15
  /// The part of the mass on which the map may be undefined, and the most that may be lost.
  public static let lostMassLimit = 1e-12

  /// The search with its defaults.
  public init(meshIntervals: Int = 2048, intervalLimit: Int = 1 << 15) {
    self.meshIntervals = meshIntervals
    self.intervalLimit = intervalLimit
  }

  /// The law of f(X), X distributed as the source.
  ///
  /// - Parameters:
  ///   - source: a `Gaussian`, `GaussianMixture`, `LineLaw` or `GridDensity` on the line, without
  ///     atoms.
  ///   - map: f.
  /// - Throws: `shapeMismatch` and `notApplicable` for other sources; `outOfRange` for options
  ///   below 1; `notApplicable` where the map is undefined or infinite on more than 1e-12 of the
  ///   mass, or its derivative is not that of its values.
  public func pushforward(
    of source: any Measure, by map: ScalarMap
  ) throws(TransportError) -> LinePushforward {
    for (name, value) in [("meshIntervals", meshIntervals), ("intervalLimit", intervalLimit)]
    where value < 1 || value > 1 << 26 {
      throw .outOfRange(argument: name, value: Double(value), expected: "from 1 to 2^26")
    }
    let law = try LineSource(source, intervals: meshIntervals)
    try DerivativeCheck(map: map, source: law).run()
    var refinement = Refinement(map: map, source: law, limit: intervalLimit)
    refinement.run()
    var assembly = BranchAssembly(map: map, source: law)
    for piece in refinement.pieces { assembly.add(piece) }
    assembly.finish(at: law.mesh.last!)
    let result = LinePushforward(
      map: map, source: law, assembly: assembly, refinement: refinement)
    try result.checkMass(undefinedAt: refinement.undefinedPoint)
    return result
  }
}
