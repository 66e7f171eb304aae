import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct MongeAmpereRoughTests {
  private func noise(_ n: Int, contrast: Double, seed: UInt64) throws -> GridDensity {
    var generator = SeededGenerator(seed: seed)
    return try sampled([n, n], .unit(2)) { _ in
      Double.random(in: 1...contrast, using: &generator)
    }
  }

  private func uniform(_ n: Int) throws -> GridDensity { try sampled([n, n], .unit(2)) { _ in 1 } }

  @Test(
    "noise over two decades converges to a convex potential",
    arguments: [
      MongeAmpere.Scheme.automatic, .monotone,
    ])
  func noise(scheme: MongeAmpere.Scheme) throws {
    let solution = try MongeAmpere(scheme: scheme).solve(
      source: noise(64, contrast: 100, seed: 7), target: uniform(64))
    #expect(solution.termination == .converged)
    #expect(solution.smallestEigenvalue > 0)
    // R - k m vanishes for R = det^1/2, so det does against k^2 xi.
    #expect(solution.determinant.allSatisfy { $0 > 0 })
  }

  @Test("a product of densities that jump is moved axis by axis, to first order")
  func jumps() throws {
    // The quantile map of the density 4/3 on x < 1/2, 2/3 beyond; mass 2/3 lies left.
    func exact(_ x: Double) -> Double { x < 0.5 ? 4 / 3 * x : 2 / 3 + (x - 0.5) * 2 / 3 }
    func density(_ x: Double) -> Double { x < 0.5 ? 4 / 3 : 2 / 3 }
    var errors: [Double] = []
    for n in [32, 64] {
      let source = try sampled([n, n], .unit(2)) { density($0[0]) * density($0[1]) }
      let solution = try MongeAmpere().solve(source: source, target: uniform(n))
      #expect(solution.termination == .converged)
      errors.append(displacementError(solution.map, source) { $0.map(exact) })
    }
    #expect(errors[1] < 0.6 * errors[0])
    #expect(errors[1] < 1.0 / 64)
  }

  @Test("both schemes agree where the density jumps along a slanted edge")
  func schemes() throws {
    let n = 64
    let source = try sampled([n, n], .unit(2)) {
      (Int($0[0] * 4 + 0.3 * $0[1]) + Int($0[1] * 4)) % 2 == 0 ? 10 : 1
    }
    let centered = try MongeAmpere(scheme: .centered).solve(source: source, target: uniform(n))
    let monotone = try MongeAmpere(scheme: .monotone).solve(source: source, target: uniform(n))
    #expect(centered.termination == .converged && monotone.termination == .converged)
    #expect(
      abs(centered.value - monotone.value)
        <= centered.discretizationError + monotone.discretizationError)
  }

  @Test("a target that jumps too much for its interpolant ends as a reported failure")
  func roughTarget() throws {
    let n = 16
    let target = try sampled([n, n], .unit(2)) {
      (Int($0[0] * 4) + Int($0[1] * 4)) % 2 == 0 ? 1000 : 1
    }
    let solution = try MongeAmpere(iterationLimit: 10).solve(source: uniform(n), target: target)
    #expect(solution.termination != .converged)
    #expect(solution.trace.last! > 1e-10)
    #expect(solution.trace.last!.isFinite && solution.value.isFinite)
  }

  @Test("the determinant of a superbase does not fall in any difference")
  func monotonicity() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<1000 {
      let d = SIMD3<Double>.random(in: 0...1, using: &generator)
      let (value, weights) = MonotoneScheme.determinant(d)
      #expect(weights.min() >= 0)
      #expect(abs((weights * d).sum() - 2 * value) < 1e-14)
      for k in 0..<3 {
        var more = d
        more[k] += 0.1
        #expect(MonotoneScheme.determinant(more).value >= value - 1e-14)
      }
    }
  }

  @Test("superbases are bases of the lattice that add up to zero")
  func superbases() {
    let family = LatticeSuperbases(depth: 2)
    #expect(family.directions.count == 16 && family.triples.count == 14)
    for (i, j, k) in family.triples {
      let (a, b, c) = (family.directions[i], family.directions[j], family.directions[k])
      #expect(abs(a.x * b.y - a.y * b.x) == 1)
      let sums = [a &+ b &+ c, a &+ b &- c, a &- b &+ c, a &- b &- c]
      #expect(sums.contains(.zero))
    }
  }

  @Test("the monotone determinant is exact for quadratics of moderate anisotropy")
  func quadratics() throws {
    let differences = { (e: SIMD2<Int>, b: (Double, Double, Double)) in
      let (x, y) = (Double(e.x), Double(e.y))
      return b.0 * x * x + 2 * b.1 * x * y + b.2 * y * y
    }
    let family = LatticeSuperbases(depth: 2)
    for b in [(1.0, 0.0, 1.0), (2, 1.2, 1), (1, -0.8, 1.5), (5, 1.9, 1)] {
      let least = family.triples.map { t in
        let d = [t.0, t.1, t.2].map { differences(family.directions[$0], b) }
        return MonotoneScheme.determinant(SIMD3(d[0], d[1], d[2])).value
      }.min()!
      #expect(abs(least - (b.0 * b.2 - b.1 * b.1)) < 1e-14)
    }
  }
}
