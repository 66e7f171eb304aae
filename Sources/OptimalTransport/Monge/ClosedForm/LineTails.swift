/// A probability on the line as the quantile map needs it: both tails, each to its own precision.
///
/// Near u = 1 a Double resolves 1 - u only to 2^-53, so a level is a tail and its side.
struct LineTails: Sendable {
  /// A probability u in (0, 1): u = tail, or u = 1 - tail for the upper side.
  struct Level: Sendable, Equatable {
    let tail: Double
    let isUpper: Bool

    /// u, rounded.
    var probability: Double { isUpper ? 1 - tail : tail }
  }

  /// The density, per unit length and unit mass.
  let density: @Sendable (Double) -> Double
  /// P(X <= x).
  let lowerTail: @Sendable (Double) -> Double
  /// P(X > x).
  let upperTail: @Sendable (Double) -> Double
  /// min {x : F(x) >= u}.
  let quantile: @Sendable (Level) -> Double
  /// The levels at which the quantile function may bend or jump, lower and upper tails up to 1/2.
  var breaks: (lower: [Double], upper: [Double]) = ([], [])
  /// Mean and deviation where F is normal, so that normal laws are mapped without their tails.
  var normal: (mean: Double, deviation: Double)?

  /// The level of x: the smaller of its two tails, kept above zero.
  func level(at x: Double) -> Level {
    let lower = lowerTail(x)
    if lower <= 0.5 { return Level(tail: max(lower, .leastNonzeroMagnitude), isUpper: false) }
    return Level(tail: max(upperTail(x), .leastNonzeroMagnitude), isUpper: true)
  }
}

extension LineTails {
  /// The tails of a measure on the line.
  ///
  /// - Throws: `notApplicable` for a measure that is not on the line, or of an unknown kind.
  init(_ measure: any Measure) throws(TransportError) {
    guard measure.dimension == 1 else {
      throw .notApplicable(
        method: "quantile map", reason: "the measure has \(measure.dimension) coordinates, not one",
        remedy: "Use GaussianMap, a map on grids, or a plan.")
    }
    switch measure {
    case let law as LineLaw: self.init(law)
    case let gaussian as Gaussian: self.init(gaussian)
    case let mixture as GaussianMixture: self.init(mixture)
    case let grid as GridDensity: self.init(grid)
    case let cloud as PointCloud: self.init(cloud)
    default:
      throw .notApplicable(
        method: "quantile map", reason: "\(type(of: measure)) has no distribution function here",
        remedy: "Wrap it in a LineLaw.")
    }
  }

  private init(_ law: LineLaw) {
    self.init(
      density: { law.density(at: $0) / law.mass }, lowerTail: { law.cumulative($0) },
      upperTail: { 1 - law.cumulative($0) }, quantile: { law.quantile($0.probability) })
  }

  private init(_ gaussian: Gaussian) {
    let (mean, deviation) = (gaussian.mean[0], gaussian.cholesky.lower[0, 0])
    self.init(
      density: { NormalDistribution.density(($0 - mean) / deviation) / deviation },
      lowerTail: { NormalDistribution.cumulative(($0 - mean) / deviation) },
      upperTail: { NormalDistribution.cumulative((mean - $0) / deviation) },
      quantile: { mean + deviation * $0.normalScore }, normal: (mean, deviation))
  }

  /// A quantile of a mixture lies between those of its components.
  private init(_ mixture: GaussianMixture) {
    let parts = zip(mixture.weights, mixture.components).filter { $0.0 > 0 }
      .map { (share: $0 / mixture.mass, tails: LineTails($1)) }
    let lowerTail: @Sendable (Double) -> Double = { x in
      parts.reduce(0) { $0 + $1.share * $1.tails.lowerTail(x) }
    }
    let upperTail: @Sendable (Double) -> Double = { x in
      parts.reduce(0) { $0 + $1.share * $1.tails.upperTail(x) }
    }
    self.init(
      density: { x in parts.reduce(0) { $0 + $1.share * $1.tails.density(x) } },
      lowerTail: lowerTail, upperTail: upperTail,
      quantile: { level in
        let candidates = parts.map { $0.tails.quantile(level) }
        let bracket = RootFinding.bracket(from: candidates.min()!, to: candidates.max()!) {
          level.isUpper ? level.tail - upperTail($0) : lowerTail($0) - level.tail
        }
        return bracket?.nonNegative ?? candidates.max()!
      })
  }
}

extension LineTails.Level {
  /// The standard normal quantile.
  fileprivate var normalScore: Double {
    let lower = NormalDistribution.quantile(tail)
    return isUpper ? -lower : lower
  }
}
