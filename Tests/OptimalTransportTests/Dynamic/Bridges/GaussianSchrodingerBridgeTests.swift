import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct GaussianSchrodingerBridgeTests {
  static let source = try! Gaussian(
    mean: [0.5, -1, 0], covariance: Matrix([[2, 0.6, 0.1], [0.6, 1, -0.3], [0.1, -0.3, 0.5]]))
  static let target = try! Gaussian(
    mean: [-1, 1, 2], covariance: Matrix([[0.4, -0.2, 0], [-0.2, 1.5, 0.4], [0, 0.4, 3]]))

  private static func brownian(_ noise: Double, dimension: Int = 3) throws -> LinearPrior {
    try LinearPrior.brownian(dimension: dimension, noise: noise)
  }

  @Test(
    "covariances at five times, coupling and value are oracle 16's",
    arguments: [0.2, 1, 3])
  func oracle(noise: Double) throws {
    let bridge = try GaussianSchrodingerBridge(
      source: Self.source, target: Self.target, prior: Self.brownian(noise))
    let oracle = TransportTestSupport.GaussianBridge(
      Self.source, Self.target, epsilon: 2 * noise * noise)
    // The oracle inverts S0 and takes square roots: some hundred ulp.
    #expect((bridge.crossCovariance - oracle.crossCovariance).largestMagnitude <= 1e-13)
    #expect(abs(bridge.certificate.upperBound - oracle.value) <= 1e-12 * oracle.value)
    let c = oracle.crossCovariance
    for t in [0, 0.25, 0.5, 0.9, 1] {
      var exact =
        Self.source.covariance.scaled(by: (1 - t) * (1 - t))
        + Self.target.covariance.scaled(by: t * t) + (c + c.transposed).scaled(by: t * (1 - t))
      for k in 0..<3 { exact[k, k] += t * (1 - t) * noise * noise }
      #expect(try (bridge.covariance(at: t) - exact).largestMagnitude <= 1e-13)
      let mean = try bridge.mean(at: t)
      for k in 0..<3 {
        #expect(abs(mean[k] - (1 - t) * Self.source.mean[k] - t * Self.target.mean[k]) <= 1e-15)
      }
    }
  }

  @Test(
    "the dual value of quadratic potentials meets the coupling's, at any noise",
    arguments: [1e-6, 0.01, 1, 100])
  func certificate(noise: Double) throws {
    let bridge = try GaussianSchrodingerBridge(
      source: Self.source, target: Self.target, prior: Self.brownian(noise))
    // Both are sums of a few terms of the size of the traces, or of s^2 log(1 + small) at large
    // noise.
    #expect(bridge.certificate.gap <= 1e-13 * (10 + noise * noise))
    #expect(bridge.certificate.upperBound > 0)
  }

  @Test("as s -> 0 the displacement interpolation is reached at fourth order in s")
  func vanishingNoise() throws {
    let map = Oracles.gaussianMap(Self.source, Self.target)
    func error(_ noise: Double) throws -> Double {
      let bridge = try GaussianSchrodingerBridge(
        source: Self.source, target: Self.target, prior: Self.brownian(noise))
      let blend = Matrix.identity(3).scaled(by: 0.6) + map.scaled(by: 0.4)
      let exact = blend * Self.source.covariance * blend.transposed
      return try (bridge.covariance(at: 0.4) - exact).largestMagnitude
    }
    // S_t - S_t(0) = t (1 - t) sym(S0^1/2 (D - 2 M^1/2) S0^-1/2) with D - 2 M^1/2 = s^4 / (4 M^1/2)
    // + O(s^8): halving s divides by 16, up to s^4.
    let (coarse, fine) = (try error(0.2), try error(0.1))
    #expect(abs(coarse / fine - 16) <= 0.1)
    #expect(try error(1e-5) <= 1e-13)
    let distance = Oracles.gaussianDistanceSquared(Self.source, Self.target)
    let value = try GaussianSchrodingerBridge(
      source: Self.source, target: Self.target, prior: Self.brownian(1e-5)
    ).certificate.upperBound
    // The entropic value exceeds W2^2 by 2 s^2 I(x; y), I about -log s each axis.
    #expect(value >= distance - 1e-12 && value - distance <= 2e-10 * 3 * 13)
  }

  @Test("singular ends: a point, and a line, are limits of regular ones")
  func singular() throws {
    let prior = try Self.brownian(0.7)
    let point = try Covariance(Matrix(repeating: 0, rows: 3, columns: 3))
    let full = Covariance(Self.target)
    let fromPoint = try GaussianSchrodingerBridge(
      sourceMean: [0, 0, 0], sourceCovariance: point, targetMean: [1, 0, 0],
      targetCovariance: full, prior: prior)
    let middle = try fromPoint.covariance(at: 0.3)
    let exact = full.matrix.scaled(by: 0.09) + Matrix.identity(3).scaled(by: 0.21 * 0.49)
    #expect((middle - exact).largestMagnitude <= 1e-15)
    #expect(fromPoint.relativeEntropy.isFinite && fromPoint.certificate.gap <= 1e-14)
    let line = try Covariance(Matrix([[1, 2, 0], [2, 4, 0], [0, 0, 0]]))
    let onto = try GaussianSchrodingerBridge(
      sourceMean: [0, 0, 0], sourceCovariance: full, targetMean: [0, 0, 0], targetCovariance: line,
      prior: prior)
    #expect(onto.relativeEntropy == .infinity)
    let near = try Gaussian(
      mean: [0, 0, 0], covariance: line.matrix + Matrix.identity(3).scaled(by: 1e-9))
    let limit = try GaussianSchrodingerBridge(
      source: Gaussian(mean: [0, 0, 0], covariance: full.matrix), target: near, prior: prior)
    // The square root of S1 moves by at most (1e-9)^1/2 off the line, which enters C quadratically
    // there.
    let difference = try onto.covariance(at: 0.6) - limit.covariance(at: 0.6)
    #expect(difference.largestMagnitude <= 1e-8)
    #expect(try onto.law(at: 0.5).dimension == 3)
    #expect(throws: TransportError.self) { try onto.law(at: 1) }
  }

  /// A damped oscillator driven in its velocity, with a constant force.
  private static func oscillator(_ noise: Double) throws -> LinearPrior {
    try LinearPrior(
      drift: Matrix([[0, 1], [-2, -0.5]]), offset: [0, 0.3], input: Matrix([[0], [1]]),
      noise: noise)
  }

  private static func planar(_ prior: LinearPrior) throws -> GaussianSchrodingerBridge {
    try GaussianSchrodingerBridge(
      source: Gaussian(mean: [1, 0], covariance: Matrix([[0.5, 0.1], [0.1, 0.3]])),
      target: Gaussian(mean: [-1, 0.5], covariance: Matrix([[0.2, 0], [0, 0.4]])), prior: prior)
  }

  @Test(
    "the closed loop dX = (A X + a + B u) dt + s B dW carries m0, S0 to m_t, S_t at every t",
    arguments: [true, false])
  func closedLoop(isOscillator: Bool) throws {
    let prior =
      try isOscillator
      ? Self.oscillator(0.8) : LinearPriorTests.doubleIntegrator(noise: 0.8)
    let bridge = try Self.planar(prior)
    let spread = (prior.input * prior.input.transposed).scaled(by: prior.variance)
    func slope(_ t: Double, _ m: [Double], _ s: Matrix) throws -> ([Double], Matrix) {
      let feedback = try bridge.feedback(at: t)
      let closed = prior.drift - prior.input * feedback.gain
      let force = zip(prior.offset, prior.input * feedback.shift).map { $0 + $1 }
      let left = closed * s
      return (zip(closed * m, force).map { $0 + $1 }, left + left.transposed + spread)
    }
    var (mean, covariance) = (bridge.sourceMean, bridge.sourceCovariance.matrix)
    let (steps, last) = (300, 0.9)
    let h = last / Double(steps)
    for n in 0..<steps {
      let t = Double(n) * h
      func moved(_ k: ([Double], Matrix), _ f: Double) -> ([Double], Matrix) {
        (zip(mean, k.0).map { $0 + f * $1 }, covariance + k.1.scaled(by: f))
      }
      let k1 = try slope(t, mean, covariance)
      let x2 = moved(k1, h / 2)
      let k2 = try slope(t + h / 2, x2.0, x2.1)
      let x3 = moved(k2, h / 2)
      let k3 = try slope(t + h / 2, x3.0, x3.1)
      let x4 = moved(k3, h)
      let k4 = try slope(t + h, x4.0, x4.1)
      for (k, weight) in [(k1, 1.0), (k2, 2), (k3, 2), (k4, 1)] {
        mean = zip(mean, k.0).map { $0 + weight * h / 6 * $1 }
        covariance = covariance + k.1.scaled(by: weight * h / 6)
      }
    }
    // Runge and Kutta's error h^4 = 1e-10 times derivatives of the gains, which grow as (1 - t)^-5
    // at most.
    #expect(try (covariance - bridge.covariance(at: last)).largestMagnitude <= 1e-7)
    for (m, exact) in zip(mean, try bridge.mean(at: last)) { #expect(abs(m - exact) <= 1e-7) }
  }

  @Test("the gain solves the Riccati equation of the prior")
  func riccati() throws {
    let prior = try LinearPrior(
      drift: Matrix([[-0.4, 0.8], [0.1, 0.2]]), noise: 0.9)
    let bridge = try Self.planar(prior)
    let (t, h) = (0.4, 1e-4)
    // B = I, so that the gain is Pi itself.
    let pi = try bridge.feedback(at: t).gain
    let slope = (try bridge.feedback(at: t + h).gain - bridge.feedback(at: t - h).gain)
      .scaled(by: 1 / (2 * h))
    let right = pi * pi - prior.drift.transposed * pi - pi * prior.drift
    // The central difference's h^2 times the third derivative, some hundred here.
    #expect((slope - right).largestMagnitude <= 1e-5)
    #expect(abs(pi[0, 1] - pi[1, 0]) <= 1e-13)
  }

  @Test("E int |u|^2 dt of the feedback is 2 s^2 KL(P | R)")
  func energy() throws {
    let bridge = try Self.planar(Self.oscillator(0.8))
    func power(_ t: Double) throws -> Double {
      let (feedback, mean) = (try bridge.feedback(at: t), try bridge.mean(at: t))
      let spread = feedback.gain * (try bridge.covariance(at: t)) * feedback.gain.transposed
      let control = feedback.control(mean)
      return spread.trace + control.reduce(0) { $0 + $1 * $1 }
    }
    // 4-point Gauss rules on 64 pieces: the power is smooth up to t = 1 for a regular S1.
    var total = 0.0
    for node in GaussLegendre.nodes(from: 0, to: 1, pieces: 64) {
      total += node.weight * (try power(node.position))
    }
    #expect(abs(total - bridge.controlEnergy) <= 1e-8 * total)
  }

  @Test("paths: projections at each time fit the law, at level 1e-6")
  func paths() throws {
    let bridge = try Self.planar(LinearPriorTests.doubleIntegrator(noise: 0.8))
    let times = [0, 0.3, 0.8, 1]
    let paths = try bridge.samplePaths(count: 4000, times: times, seed: 11)
    #expect(try paths == bridge.samplePaths(count: 4000, times: times, seed: 11))
    for (k, t) in times.enumerated() {
      let (mean, covariance) = (try bridge.mean(at: t), try bridge.covariance(at: t))
      for direction in [[1, 0], [0, 1], [0.6, 0.8], [0.6, -0.8]] {
        let center = zip(mean, direction).reduce(0) { $0 + $1.0 * $1.1 }
        let variance = zip(covariance * direction, direction).reduce(0) { $0 + $1.0 * $1.1 }
        let values = (0..<paths.count).map { p in
          zip(paths.positions[k].row(p), direction).reduce(0) { $0 + $1.0 * $1.1 }
        }
        // 16 tests at level 1e-6 / 16 each.
        let isFit = KolmogorovTest.accepts(values, level: 1e-6 / 16) {
          NormalDistribution.cumulative(($0 - center) / variance.squareRoot())
        }
        #expect(isFit)
      }
    }
  }

  @Test("paths between points: increments have the bridge's variance s^2 r (1 - r), at level 1e-6")
  func increments() throws {
    let point = try Covariance(Matrix([[0]]))
    let bridge = try GaussianSchrodingerBridge(
      sourceMean: [0], sourceCovariance: point, targetMean: [1], targetCovariance: point,
      prior: Self.brownian(0.5, dimension: 1))
    let paths = try bridge.samplePaths(count: 4000, times: [0.2, 0.7], seed: 5)
    let steps = (0..<4000).map { paths.positions[1][$0, 0] - paths.positions[0][$0, 0] }
    #expect(
      KolmogorovTest.accepts(steps, level: 1e-6) {
        NormalDistribution.cumulative(($0 - 0.5) / (0.5 * 0.25.squareRoot()))
      })
    // The test sees a variance wrong by a fifth: independent draws at both times would give 0.37
    // s^2.
    #expect(
      !KolmogorovTest.accepts(steps, level: 1e-6) {
        NormalDistribution.cumulative(($0 - 0.5) / (0.5 * 0.37.squareRoot()))
      })
  }

  @Test("scales of 1e100 and noises of 1e-140 give numbers with a bracket, or an error")
  func extremes() throws {
    for (scale, noise) in [(1e-200, 1e-140), (1e100, 1e-140), (1e100, 1e140), (1, 1e-140)] {
      let bridge = try GaussianSchrodingerBridge(
        source: Gaussian(mean: [0, scale], covariance: Matrix([[scale, 0], [0, 1]])),
        target: Gaussian(mean: [1, 0], covariance: Matrix([[1, 0], [0, scale]])),
        prior: Self.brownian(noise, dimension: 2))
      #expect(bridge.certificate.upperBound.isFinite && bridge.certificate.relativeGap <= 1e-13)
      #expect(!bridge.relativeEntropy.isNaN)
    }
    #expect(throws: TransportError.self) {
      try GaussianSchrodingerBridge(
        source: Gaussian(mean: 0, variance: 1), target: Gaussian(mean: 1e200, variance: 1),
        prior: Self.brownian(1, dimension: 1))
    }
  }

  @Test("bad input is refused at the door")
  func badInput() throws {
    let prior = try Self.brownian(1)
    #expect(throws: TransportError.self) {
      try GaussianSchrodingerBridge(
        source: Self.source, target: Self.target, prior: Self.brownian(1, dimension: 2))
    }
    #expect(throws: TransportError.self) {
      try GaussianSchrodingerBridge(
        source: Self.source,
        target: Gaussian(mean: [0, 0, 0], covariance: Matrix.identity(3), mass: 2), prior: prior)
    }
    let bridge = try GaussianSchrodingerBridge(
      source: Self.source, target: Self.target, prior: prior)
    #expect(throws: TransportError.self) { try bridge.covariance(at: -0.1) }
    #expect(throws: TransportError.self) { try bridge.feedback(at: 1) }
    #expect(throws: TransportError.self) { try bridge.control(at: 0.5, point: [0]) }
    #expect(throws: TransportError.self) { try bridge.samplePaths(count: 0, times: [0.5], seed: 1) }
    #expect(throws: TransportError.self) { try bridge.samplePaths(count: 1, times: [], seed: 1) }
    #expect(throws: TransportError.self) {
      try bridge.samplePaths(count: 1, times: [0.5, 0.5], seed: 1)
    }
  }
}
