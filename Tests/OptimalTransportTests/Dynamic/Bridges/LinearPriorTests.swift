import Foundation
import Testing

@testable import OptimalTransport

@Suite struct LinearPriorTests {
  static func doubleIntegrator(noise: Double) throws -> LinearPrior {
    try LinearPrior(
      drift: Matrix([[0, 1], [0, 0]]), input: Matrix([[0], [1]]), noise: noise)
  }

  @Test(
    "a pinned double integrator moves along the cubic Hermite polynomial of its ends",
    arguments: [0, 0.2, 0.5, 0.9, 1])
  func cubic(t: Double) throws {
    let prior = try Self.doubleIntegrator(noise: 0.3)
    let (q0, p0, q1, p1) = (0.3, -1.0, 2.0, 0.7)
    let mean = try prior.pinnedMean(from: [q0, p0], to: [q1, p1], at: t)
    let (t2, t3) = (t * t, t * t * t)
    let position =
      (2 * t3 - 3 * t2 + 1) * q0 + (t3 - 2 * t2 + t) * p0 + (3 * t2 - 2 * t3) * q1
      + (t3 - t2) * p1
    let velocity =
      (6 * t2 - 6 * t) * q0 + (3 * t2 - 4 * t + 1) * p0 + (6 * t - 6 * t2) * q1
      + (3 * t2 - 2 * t) * p1
    // The Gramian's condition number, 19, times some ulp of the ends.
    #expect(abs(mean[0] - position) <= 1e-14 * 19)
    #expect(abs(mean[1] - velocity) <= 1e-14 * 19)
  }

  @Test("the energy between two states is that of the free-particle kernel")
  func freeParticle() throws {
    let frame = TransitionFrame(try Self.doubleIntegrator(noise: 1), time: 0.6)
    let (q, p, q1, p1, h) = (0.2, 1.0, -0.5, 0.4, 0.6)
    let start = frame.departures(try Matrix([[q, p]])).row(0)
    let end = frame.arrivals(try Matrix([[q1, p1]])).row(0)
    let energy = zip(start, end).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let drift = (q1 - q) / h - (p + p1) / 2
    let exact = ((p1 - p) * (p1 - p) + 12 * drift * drift) / h
    #expect(abs(energy - exact) <= 1e-13 * exact)
  }

  @Test(
    "a pinned Ornstein-Uhlenbeck process has the hyperbolic mean and variance",
    arguments: [0.1, 0.5, 0.99])
  func ornsteinUhlenbeck(t: Double) throws {
    let (k, s) = (2.0, 0.7)
    let prior = try LinearPrior(drift: Matrix([[-k]]), noise: s)
    let mean = try prior.pinnedMean(from: [1.5], to: [-0.5], at: t)
    let variance = try prior.pinnedCovariance(at: t)
    let exact = (1.5 * sinh(k * (1 - t)) - 0.5 * sinh(k * t)) / sinh(k)
    #expect(abs(mean[0] - exact) <= 1e-14)
    let spread = s * s * sinh(k * t) * sinh(k * (1 - t)) / (k * sinh(k))
    #expect(abs(variance[0, 0] - spread) <= 1e-13 * spread)
  }

  @Test("Brownian motion is what the general formulas give without drift")
  func brownian() throws {
    let plain = try LinearPrior.brownian(dimension: 2, noise: 0.4)
    // A drift too small to matter takes the general way.
    let general = try LinearPrior(drift: Matrix([[1e-300, 0], [0, 0]]), noise: 0.4)
    for (h, r) in [(0.3, 0.7), (1e-6, 0.5), (0.2, 0.1)] {
      let (a, b) = (plain.pinned(after: h, before: r), general.pinned(after: h, before: r))
      #expect((a.start - b.start).largestMagnitude <= 1e-15)
      #expect((a.end - b.end).largestMagnitude <= 1e-15)
      #expect((a.covariance - b.covariance).largestMagnitude <= 1e-15 * h)
    }
  }

  @Test(
    "pinned laws of a chain of five integrators stay consistent: the ends are met, and a path's rest is the path of the rest"
  )
  func chain() throws {
    var a = Matrix(repeating: 0, rows: 5, columns: 5)
    for i in 0..<4 { a[i, i + 1] = 1 }
    var b = Matrix(repeating: 0, rows: 5, columns: 1)
    b[4, 0] = 1
    let prior = try LinearPrior(drift: a, input: b, noise: 1)
    let (x, y) = ([1.0, 0, 0, 2, 0], [0.0, 1, -1, 0, 3])
    #expect(try prior.pinnedMean(from: x, to: y, at: 0) == x)
    #expect(try prior.pinnedMean(from: x, to: y, at: 1) == y)
    // The path of least energy from any of its own points is its rest; the Gramian's condition
    // number in correlations, 2e6, takes its digits.
    let middle = try prior.pinnedMean(from: x, to: y, at: 0.5)
    let rest = prior.pinned(after: 0.3, before: 0.2).mean(middle, y)
    let scale = middle.map(abs).max()!
    for (r, exact) in zip(rest, try prior.pinnedMean(from: x, to: y, at: 0.8)) {
      #expect(abs(r - exact) <= 2e6 * .ulpOfOne * scale)
    }
  }

  @Test("a noise that does not reach every direction is refused, with the number it reaches")
  func uncontrollable() throws {
    let a = try Matrix([[-1, 0], [0, -2]])
    #expect(throws: TransportError.self) {
      try LinearPrior(drift: a, input: Matrix([[1], [0]]), noise: 1)
    }
    // Two equal modes driven by one noise.
    let error = #expect(throws: TransportError.self) {
      try LinearPrior(drift: Matrix([[-1, 0], [0, -1]]), input: Matrix([[1], [1]]), noise: 1)
    }
    #expect(error?.description.contains("1 of 2") == true)
    // Different modes are.
    _ = try LinearPrior(drift: a, input: Matrix([[1], [1]]), noise: 1)
  }

  @Test("bad input is refused at the door")
  func badInput() throws {
    let square = Matrix.identity(2)
    #expect(throws: TransportError.self) { try LinearPrior(drift: square, noise: 0) }
    #expect(throws: TransportError.self) { try LinearPrior(drift: square, noise: .nan) }
    #expect(throws: TransportError.self) { try LinearPrior(drift: square, noise: 1e-200) }
    #expect(throws: TransportError.self) { try LinearPrior(drift: square, offset: [1], noise: 1) }
    #expect(throws: TransportError.self) {
      try LinearPrior(drift: square, input: Matrix.identity(3), noise: 1)
    }
    #expect(throws: TransportError.self) {
      try LinearPrior(drift: Matrix(repeating: 1, rows: 1, columns: 2), noise: 1)
    }
    #expect(throws: TransportError.self) {
      try LinearPrior(drift: square.scaled(by: 1e4), noise: 1)
    }
    #expect(throws: TransportError.self) {
      try LinearPrior(drift: square.scaled(by: .nan), noise: 1)
    }
    #expect(throws: TransportError.self) { try LinearPrior.brownian(dimension: 0, noise: 1) }
    let prior = try LinearPrior.brownian(dimension: 1, noise: 1)
    #expect(throws: TransportError.self) { try prior.pinnedMean(from: [0], to: [1], at: 1.5) }
    #expect(throws: TransportError.self) { try prior.pinnedMean(from: [0], to: [1, 2], at: 0.5) }
    #expect(throws: TransportError.self) { try prior.pinnedCovariance(at: .nan) }
  }
}
