import Foundation
import Testing

@testable import OptimalTransport

@Suite struct GridPriorTests {
  /// A rotating drift in a box that is no cube, with strong and weak parts.
  static func rotating(_ shape: [Int], noise: Double = 0.6) throws -> GridPrior {
    try GridPrior(
      shape: shape, box: Box(lower: [-1, -1], upper: [1, 2]), noise: noise,
      drift: { [3 * $0[1] - $0[0], -2 * $0[0] + 0.5] })
  }

  private static func random(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.uniform() }
  }

  @Test(
    "the propagator keeps constants, its adjoint the mass, and both are adjoint, to rounding",
    arguments: [[1, 1], [1, 9], [16, 12]])
  func markov(shape: [Int]) throws {
    let prior = try Self.rotating(shape)
    let propagator = ChainPropagator(prior, steps: 5)
    let n = prior.count
    let (x, y) = (Self.random(n, seed: 1), Self.random(n, seed: 2))
    // An ulp a jump of rounding, in sums of positive terms.
    let rounding = 4 * Double(propagator.weights.count) * .ulpOfOne
    for value in propagator.backward([Double](repeating: 1, count: n)) {
      #expect(abs(value - 1) <= rounding)
    }
    let moved = propagator.forward(x)
    #expect(abs(moved.compensatedSum() / x.compensatedSum() - 1) <= rounding)
    let pairs = (compensatedDot(moved, y), compensatedDot(x, propagator.backward(y)))
    #expect(abs(pairs.0 / pairs.1 - 1) <= rounding)
  }

  @Test("every entry is positive, from corner to corner, under a strong drift and little noise")
  func positive() throws {
    let prior = try GridPrior(shape: [60], noise: 0.2, drift: { _ in [5] })
    let propagator = ChainPropagator(prior, steps: 7)
    var corner = [Double](repeating: 0, count: 60)
    corner[59] = 1
    // Against the drift: e^(-2 b / s^2) and less.
    let found = propagator.forwardThrough(ScaledVector(corner))
    #expect(found.values.allSatisfy { $0 > 0 })
    #expect(-found.logs[0] <= propagator.logRange && -found.logs[0] > 100)
  }

  @Test("no entry of the propagator is below exp(-logRange), which rare jumps attain")
  func logRange() throws {
    // Of two jumps or more there is a chance of 1e-4 of that of one.
    let pair = ChainPropagator(try GridPrior(shape: [2], noise: 5e-3), steps: 1)
    let rare = -log(pair.forward([1, 0])[1])
    #expect(rare <= pair.logRange && pair.logRange <= rare + 1e-3)
    let prior = try Self.rotating([5, 4], noise: 0.4)
    let propagator = ChainPropagator(prior, steps: 3)
    for i in 0..<20 {
      var unit = [Double](repeating: 0, count: 20)
      unit[i] = 1
      let logs = propagator.forwardThrough(ScaledVector(unit)).logs
      #expect(-logs.min()! <= propagator.logRange)
    }
  }

  @Test("many small steps and few large ones compose to one law, to rounding")
  func semigroup() throws {
    let prior = try Self.rotating([16, 12])
    let x = ScaledVector(Self.random(prior.count, seed: 3))
    let one = ChainPropagator(prior, steps: 1).forwardThrough(x).logs
    let many = ChainPropagator(prior, steps: 13).forwardThrough(x).logs
    // Some 2000 jumps of an ulp each.
    for (a, b) in zip(one, many) { #expect(abs(a - b) <= 1e-12) }
  }

  @Test("without drift, cosines decay at the second difference's eigenvalues")
  func cosines() throws {
    let (n, k, s) = (40, 3, 0.5)
    let prior = try GridPrior(
      shape: [n], box: Box(lower: [0], upper: [2]), noise: s)
    let wave = (0..<n).map { cos(.pi * Double(k) * (Double($0) + 0.5) / Double(n)) }
    let h = 2 / Double(n)
    let rate = s * s / 2 * (2 - 2 * cos(.pi * Double(k) / Double(n))) / (h * h)
    let found = ChainPropagator(prior, steps: 4).backward(wave)
    for (f, w) in zip(found, wave) { #expect(abs(f - exp(-rate / 4) * w) <= 1e-13) }
  }

  @Test("the chain of a potential keeps its Gibbs law exp(-2 V / s^2), and is reversible")
  func gibbs() throws {
    let (shape, s) = ([12, 9], 0.4)
    let potential = Self.random(108, seed: 4).map { 0.7 * $0 }
    let prior = try GridPrior(shape: shape, noise: s, potential: potential)
    let gibbs = potential.map { exp(-2 * $0 / (s * s)) }
    let propagator = ChainPropagator(prior, steps: 2)
    let rounding = 8 * Double(propagator.weights.count) * .ulpOfOne
    for (f, g) in zip(propagator.forward(gibbs), gibbs) { #expect(abs(f / g - 1) <= rounding) }
    let x = Self.random(108, seed: 5)
    let (left, right) = (
      propagator.forward(zip(gibbs, x).map { $0 * $1 }),
      zip(gibbs, propagator.backward(x)).map { $0 * $1 }
    )
    for (l, r) in zip(left, right) { #expect(abs(l / r - 1) <= rounding) }
  }

  @Test("an Ornstein-Uhlenbeck process's mean and variance are met at second order in h")
  func ornsteinUhlenbeck() throws {
    let (k, s) = (1.5, 0.5)
    func error(_ n: Int) throws -> (mean: Double, variance: Double) {
      let box = try Box(lower: [-3], upper: [3])
      let prior = try GridPrior(shape: [n], box: box, noise: s, drift: { [-k * $0[0]] })
      let start = try Gaussian(mean: 0.8, variance: 0.09).discretized(shape: [n], box: box).density
      let end = try GridDensity(
        shape: [n], box: box, values: ChainPropagator(prior, steps: 1).forward(start.values))
      let linear = try LinearPrior(drift: Matrix([[-k]]), noise: s).transition(1)
      let (phi, gramian) = (linear.propagator[0, 0], linear.gramian[0, 0] * s * s)
      return (
        end.mean[0] - phi * start.mean[0],
        end.covariance[0, 0] - phi * phi * start.covariance[0, 0] - gramian
      )
    }
    let (coarse, fine) = (try error(80), try error(160))
    // The chain diffuses with D z/2 coth(z/2) = D + b^2 h^2 / 12 D + O(h^4), and that varies with
    // the place: an error of h^2 = 6e-3 times about one in both, which a halved h divides by 4 -
    // O(h^2).
    #expect(abs(coarse.mean) <= 6e-3 && abs(fine.mean) <= abs(coarse.mean) / 3.5)
    #expect(abs(coarse.variance) <= 6e-3 && abs(fine.variance) <= abs(coarse.variance) / 3.5)
  }

  @Test("bad input is refused at the door")
  func badInput() throws {
    #expect(throws: TransportError.self) { try GridPrior(shape: [4], noise: 0) }
    #expect(throws: TransportError.self) { try GridPrior(shape: [], noise: 1) }
    #expect(throws: TransportError.self) { try GridPrior(shape: [4, 0], noise: 1) }
    #expect(throws: TransportError.self) { try GridPrior(shape: [4], box: .unit(2), noise: 1) }
    #expect(throws: TransportError.self) {
      try GridPrior(shape: [4], noise: 1, drift: { _ in [1, 2] })
    }
    #expect(throws: TransportError.self) {
      try GridPrior(shape: [4], noise: 1, drift: { _ in [.nan] })
    }
    #expect(throws: TransportError.self) {
      try GridPrior(shape: [4], noise: 1, potential: [1, 2])
    }
    #expect(throws: TransportError.self) {
      try GridPrior(shape: [2], noise: 1, potential: [1, .infinity])
    }
    #expect(throws: TransportError.self) {
      try GridPrior(shape: [2], noise: 1e-100, potential: [-1e308, 1e308])
    }
    #expect(throws: TransportError.self) {
      try GridPrior(shape: [4], noise: 1e-140, drift: { _ in [1e308] })
    }
  }
}
