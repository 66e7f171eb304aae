/// A linear stochastic equation dX = (A X + a) dt + s B dW on 0 <= t <= 1: what is believed of the
/// motion before the two ends are seen.
///
/// B need not be square: a double integrator, dx = v dt, dv = s dW, is A = [0, 1; 0, 0], B = [0;
/// 1]. The noise must reach every direction, that is the controllability Gramian int_0^1 exp(A r) B
/// B' exp(A' r) dr must be regular: else the law of the end given the start has no density, and
/// bridges between most points do not exist.
public struct LinearPrior: Sendable, Equatable {
  /// A, d x d.
  public let drift: Matrix
  /// a, d numbers.
  public let offset: [Double]
  /// B, d x k.
  public let input: Matrix
  /// s > 0, length over the square root of time.
  public let noise: Double

  /// Checks and wraps the equation.
  ///
  /// - Parameters:
  ///   - drift: A, d x d.
  ///   - offset: a; zero when left out.
  ///   - input: B, d x k; the identity when left out.
  ///   - noise: s.
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`, `outOfRange` for a noise that is not
  ///   positive or a drift whose flow overflows, `notApplicable` where (A, B) is not controllable.
  public init(
    drift: Matrix, offset: [Double]? = nil, input: Matrix? = nil, noise: Double
  ) throws(TransportError) {
    let d = drift.rows
    guard d > 0 else { throw .emptyInput(argument: "drift") }
    let offset = offset ?? [Double](repeating: 0, count: d)
    let input = input ?? Matrix.identity(d)
    try Self.checkShapes(drift, offset, input)
    try checkFinite(drift.elements, argument: "drift")
    try checkFinite(offset, argument: "offset")
    try checkFinite(input.elements, argument: "input")
    try checkNoise(noise)
    self.init(uncheckedDrift: drift, offset: offset, input: input, noise: noise)
    try checkControllable()
  }

  /// Brownian motion, dX = s dW.
  ///
  /// - Throws: `outOfRange`, `emptyInput` for dimension zero.
  public static func brownian(dimension: Int, noise: Double) throws(TransportError) -> LinearPrior {
    guard dimension > 0 else { throw .emptyInput(argument: "dimension") }
    return try LinearPrior(
      drift: Matrix(repeating: 0, rows: dimension, columns: dimension), noise: noise)
  }

  init(uncheckedDrift drift: Matrix, offset: [Double], input: Matrix, noise: Double) {
    self.drift = drift
    self.offset = offset
    self.input = input
    self.noise = noise
  }

  /// The dimension d.
  public var dimension: Int { drift.rows }
  /// The variance s^2 of the noise, per unit time.
  public var variance: Double { noise * noise }
  /// The regularisation of the static problem, 2 s^2.
  var epsilon: Double { 2 * variance }
  /// Whether this is dX = s dW.
  var isBrownian: Bool {
    drift.elements.allSatisfy { $0 == 0 } && offset.allSatisfy { $0 == 0 }
      && input == Matrix.identity(dimension)
  }

  private static func checkShapes(
    _ drift: Matrix, _ offset: [Double], _ input: Matrix
  ) throws(TransportError) {
    let d = drift.rows
    guard drift.columns == d else {
      throw .shapeMismatch(
        argument: "drift", expected: "a square matrix", found: "\(d) x \(drift.columns)")
    }
    guard offset.count == d else {
      throw .shapeMismatch(argument: "offset", expected: "\(d) numbers", found: "\(offset.count)")
    }
    guard input.rows == d, input.columns > 0 else {
      throw .shapeMismatch(
        argument: "input", expected: "\(d) rows and at least one column",
        found: "\(input.rows) x \(input.columns)")
    }
  }

  private func checkControllable() throws(TransportError) {
    let whole = transition(1)
    guard whole.isFinite else {
      throw .outOfRange(
        argument: "drift", value: drift.largestMagnitude,
        expected: "entries whose flow over unit time does not overflow")
    }
    let rank = try Covariance(whole.gramian).rank
    guard rank == dimension else {
      throw .notApplicable(
        method: "linear prior",
        reason:
          "the noise reaches \(rank) of \(dimension) directions, so (A, B) is not controllable",
        remedy: "Let the noise enter the others, or leave them out of the state.")
    }
  }
}

extension LinearPrior {
  /// The transition over a time, for unit noise.
  func transition(_ time: Double) -> LinearTransition {
    LinearTransition(
      drift: drift, offset: offset, diffusion: input * input.transposed, time: time)
  }
}

/// Throws unless 2 s^2 serves as a regularisation.
func checkNoise(_ noise: Double) throws(TransportError) {
  guard noise > 0, noise.isFinite, 2 * noise * noise >= 1e-300, (noise * noise).isFinite else {
    throw .outOfRange(
      argument: "noise", value: noise, expected: "a finite number above 1e-150 and below 1e150")
  }
}

/// Throws unless 0 <= t <= 1.
func checkTime(_ time: Double) throws(TransportError) {
  guard time >= 0, time <= 1 else {
    throw .outOfRange(argument: "time", value: time, expected: "a number from 0 to 1")
  }
}
