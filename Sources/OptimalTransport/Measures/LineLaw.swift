/// A law on the line, given by its density, its distribution function, or its quantile function.
///
/// The other two functions, the mean and the variance are derived numerically. The law is
/// `mass` times a probability with finite variance; u below is a probability in (0, 1).
/// User functions are called from several threads at once and must be pure.
public struct LineLaw: Measure {
  /// The total mass.
  public let mass: Double
  /// The least point of the support, or -infinity.
  public let lower: Double
  /// The greatest point of the support, or infinity.
  public let upper: Double
  /// The mean, one number.
  public let mean: [Double]
  /// The variance, 1 x 1.
  public let covariance: Matrix
  /// An estimate of the error of the mean and the variance, relative to the second moment: the
  /// quadrature's, and the part of the tails beyond probability 2^-52, which is not resolved.
  public let momentError: Double
  let functions: Functions

  /// The law's three functions, of a probability.
  struct Functions: Sendable {
    let density: @Sendable (Double) -> Double
    let cumulative: @Sendable (Double) -> Double
    let quantile: @Sendable (Double) -> Double
  }

  /// The law with a density proportional to `density` on a bounded interval.
  ///
  /// The density need not be normalised. Its integral is tabulated once by adaptive Gauss-Kronrod
  /// quadrature (relative error about 1e-13 where it is piecewise smooth; peaks narrower than
  /// 1/1000 of the support must be cut out by the caller's choice of support). It may be infinite
  /// at the ends.
  ///
  /// - Parameters:
  ///   - density: finite and >= 0 inside the interval.
  ///   - lower: the lower end, finite.
  ///   - upper: the upper end, finite and above `lower`.
  ///   - mass: the total mass.
  /// - Throws: `nonFinite`, `outOfRange` for an empty interval, `negativeMass`, `degenerateMass`.
  public init(
    density: @escaping @Sendable (Double) -> Double, from lower: Double, to upper: Double,
    mass: Double = 1
  ) throws(TransportError) {
    try checkFinite([lower, upper], argument: "support")
    try Self.check(lower: lower, upper: upper, mass: mass)
    let table = try DensityTable(density: density, from: lower, to: upper)
    self.init(
      functions: Functions(
        density: table.density, cumulative: table.cumulative, quantile: table.quantile),
      lower: lower, upper: upper, mass: mass, moments: table.moments())
  }

  /// The law with distribution function F(x) = P(X <= x).
  ///
  /// F may jump: an atom. Quantiles are found by bracketing, Q(u) = min {x : F(x) >= u}; the
  /// density is a fourth-order difference of F with step 1e-3 standard deviations, good to about
  /// 1e-10 where F is smooth.
  ///
  /// - Parameters:
  ///   - cumulative: nondecreasing, from 0 (at -infinity, or below the support) to 1 at `upper`.
  ///   - lower: the lower end of the support.
  ///   - upper: the upper end of the support.
  ///   - mass: the total mass.
  /// - Throws: `nonFinite`, `outOfRange` where F leaves [0, 1], decreases, or misses 1 at a finite
  ///   `upper`, and for a law without finite variance; `degenerateMass`.
  public init(
    cumulative: @escaping @Sendable (Double) -> Double, from lower: Double = -.infinity,
    to upper: Double = .infinity, mass: Double = 1
  ) throws(TransportError) {
    try Self.check(lower: lower, upper: upper, mass: mass)
    try Self.check(cumulative: cumulative, lower: lower, upper: upper)
    let clamped: @Sendable (Double) -> Double = { x in
      if x < lower { return 0 }
      return x >= upper ? 1 : min(max(cumulative(x), 0), 1)
    }
    let quantile: @Sendable (Double) -> Double = {
      generalizedInverse(of: clamped, at: $0, lower: lower, upper: upper)
    }
    let moments = try Moments(quantile: quantile)
    self.init(
      functions: Functions(
        density: differenceQuotient(of: clamped, step: moments.step), cumulative: clamped,
        quantile: quantile),
      lower: lower, upper: upper, mass: mass, moments: moments)
  }

  /// The law with quantile function Q(u), 0 < u < 1: the law of Q(U), U uniform.
  ///
  /// The distribution function is found by bracketing, F(x) = sup {u : Q(u) <= x}; the density is a
  /// difference of F, as above.
  ///
  /// - Throws: `nonFinite`, `outOfRange` where Q decreases, and for a law without finite variance;
  ///   `degenerateMass`.
  public init(
    quantile: @escaping @Sendable (Double) -> Double, mass: Double = 1
  ) throws(TransportError) {
    try Self.check(lower: -.infinity, upper: .infinity, mass: mass)
    try Self.check(quantile: quantile)
    let open: @Sendable (Double) -> Double = { quantile(insideUnitInterval($0)) }
    let cumulative: @Sendable (Double) -> Double = { probability(below: $0, quantile: open) }
    let moments = try Moments(quantile: open)
    self.init(
      functions: Functions(
        density: differenceQuotient(of: cumulative, step: moments.step), cumulative: cumulative,
        quantile: open),
      lower: -.infinity, upper: .infinity, mass: mass, moments: moments)
  }

  /// The law of a Gaussian on the line, with closed forms for all its functions.
  ///
  /// - Throws: `shapeMismatch` unless the dimension is 1.
  public init(_ gaussian: Gaussian) throws(TransportError) {
    guard gaussian.dimension == 1 else {
      throw .shapeMismatch(
        argument: "gaussian", expected: "dimension 1", found: "dimension \(gaussian.dimension)")
    }
    let (mean, deviation) = (gaussian.mean[0], gaussian.cholesky.lower[0, 0])
    self.init(
      functions: Functions(
        density: { NormalDistribution.density(($0 - mean) / deviation) / deviation },
        cumulative: { NormalDistribution.cumulative(($0 - mean) / deviation) },
        quantile: {
          mean + deviation * NormalDistribution.quantile(insideUnitInterval($0))
        }),
      lower: -.infinity, upper: .infinity, mass: gaussian.mass,
      moments: Moments(mean: mean, variance: gaussian.covariance[0, 0], error: 0))
  }

  private init(
    functions: Functions, lower: Double, upper: Double, mass: Double, moments: Moments
  ) {
    self.functions = functions
    self.lower = lower
    self.upper = upper
    self.mass = mass
    self.mean = [moments.mean]
    self.covariance = Matrix(uncheckedRows: 1, columns: 1, elements: [moments.variance])
    self.momentError = moments.error
  }
}
