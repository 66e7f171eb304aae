import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct LineLawTests {
  @Test func `A density is normalised and inverted`() throws {
    let law = try LineLaw(density: { 5 * exp(-$0) }, from: 0, to: 2, mass: 3)
    let norm = 1 - exp(-2.0)
    for x in [0.0, 0.1, 0.5, 1.9, 2] {
      let exact = (1 - exp(-x)) / norm
      // Panels of relative error 1e-13 add up to 1.
      #expect(abs(law.cumulative(x) - exact) < 1e-13)
      #expect(abs(law.quantile(exact) - x) < 1e-12)
      #expect(abs(law.density(at: x) - 3 * exp(-x) / norm) < 1e-12)
    }
    let mean = (1 - 3 * exp(-2.0)) / norm
    #expect(abs(law.mean[0] - mean) < 1e-13)
    #expect(abs(law.covariance[0, 0] - ((2 - 10 * exp(-2.0)) / norm - mean * mean)) < 1e-12)
    #expect(law.mass == 3)
    #expect(law.density(at: 2.5) == 0 && law.cumulative(-1) == 0 && law.cumulative(7) == 1)
  }

  @Test func `Jumps, kinks and gaps in a density are handled`() throws {
    let law = try LineLaw(density: { abs($0) > 1 ? 1 : 0 }, from: -2, to: 2)
    #expect(abs(law.cumulative(0) - 0.5) < 1e-13)
    // Q(1/2) = min {x : F(x) >= 1/2} = -1, on the flat stretch to rounding of F, slope 1/2.
    #expect(abs(law.quantile(0.25) + 1.5) < 1e-12)
    #expect(abs(law.quantile(0.75) - 1.5) < 1e-12)
    let triangle = try LineLaw(
      density: Oracles.triangle(center: 1, halfWidth: 0.5), from: 0.5, to: 1.5)
    // Variance w^2/6.
    #expect(abs(triangle.covariance[0, 0] - 0.25 / 6) < 1e-14)
  }

  @Test func `A distribution function on the whole line gives quantiles, moments and density`()
    throws
  {
    let law = try LineLaw(cumulative: { 1 / (1 + exp(-$0)) })
    for u in [1e-12, 0.01, 0.5, 0.9] {
      #expect(abs(law.quantile(u) - log(u / (1 - u))) < 1e-13 * 30 / min(u, 1 - u).squareRoot())
    }
    // Tails beyond 2^-52 hold s (log s)^2 = 3e-13 of the second moment.
    #expect(abs(law.mean[0]) < 1e-11)
    #expect(abs(law.covariance[0, 0] - .pi * .pi / 3) < 1e-11)
    // Differences of step h = 1.8e-3 have error h^4/30 F^(5) = 1e-13 and rounding 1e-13.
    #expect(abs(law.density(at: 1) - exp(-1) / pow(1 + exp(-1), 2)) < 1e-12)
    #expect(law.momentError < 1e-9)
  }

  @Test func `Atoms are jumps of the distribution function`() throws {
    let law = try LineLaw(cumulative: { $0 < 0.3 ? 0.25 : 1 }, from: 0, to: 1)
    #expect(law.quantile(0.2) == 0)
    #expect(abs(law.quantile(0.5) - 0.3) < 1e-15)
    #expect(abs(law.mean[0] - 0.225) < 1e-12)
  }

  @Test func `A quantile function gives the distribution function`() throws {
    let law = try LineLaw(quantile: { -log(1 - $0) })
    #expect(abs(law.cumulative(1) - (1 - exp(-1))) < 1e-15)
    #expect(law.cumulative(-1) == 0)
    #expect(abs(law.mean[0] - 1) < 1e-12)
    #expect(abs(law.covariance[0, 0] - 1) < 1e-11)
    #expect(abs(law.density(at: 1) - exp(-1)) < 1e-11)
    let mean = try law.sample(count: 40000, seed: 3).mean[0]
    // Standard error 1/200.
    #expect(abs(mean - 1) < 0.025)
  }

  @Test func `A Gaussian on the line keeps its closed forms`() throws {
    let law = try LineLaw(Gaussian(mean: 2, variance: 9, mass: 5))
    #expect(law.quantile(0.5) == 2)
    #expect(abs(law.cumulative(5) - 0.8413447460685429) < 1e-15)
    #expect(abs(law.density(at: 2) - 5 / (3 * (2 * .pi).squareRoot())) < 1e-15)
    #expect(law.quantile(.nan).isFinite && law.quantile(2).isFinite)
  }

  @Test func `Bad laws are refused at the door`() {
    let attempts: [() throws -> LineLaw] = [
      { try LineLaw(density: { _ in 1 }, from: 1, to: 0) },
      { try LineLaw(density: { _ in 1 }, from: .nan, to: 0) },
      { try LineLaw(density: { _ in 1 }, from: 0, to: .infinity) },
      { try LineLaw(density: { $0 - 0.5 }, from: 0, to: 1) },
      { try LineLaw(density: { _ in 0 }, from: 0, to: 1) },
      { try LineLaw(density: { _ in .nan }, from: 0, to: 1) },
      { try LineLaw(cumulative: { -$0 }, from: 0, to: 1) },
      { try LineLaw(cumulative: { $0 / 2 }, from: 0, to: 1) },
      { try LineLaw(cumulative: { $0 }, from: 0, to: 1, mass: -1) },
      { try LineLaw(cumulative: { _ in .nan }) },
      { try LineLaw(cumulative: { _ in 0.5 }) },
      // Cauchy: no variance.
      { try LineLaw(cumulative: { 0.5 + atan($0) / .pi }) },
      { try LineLaw(quantile: { -$0 }) },
      { try LineLaw(quantile: { _ in .infinity }) },
    ]
    for attempt in attempts { #expect(throws: TransportError.self) { try attempt() } }
  }
}
