import Foundation
import Testing

@testable import OptimalTransport

@Suite struct LinearTransitionTests {
  private static func transition(
    _ a: Matrix, _ offset: [Double], _ b: Matrix, _ time: Double
  ) -> LinearTransition {
    LinearTransition(drift: a, offset: offset, diffusion: b * b.transposed, time: time)
  }

  private static func random(_ n: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      uncheckedRows: n, columns: n, elements: (0..<n * n).map { _ in generator.normal() })
  }

  @Test(
    "the double integrator's Gramian keeps every entry's digits, from 1e-6 to 3 units of time",
    arguments: [1e-6, 0.1, 1, 3])
  func doubleIntegrator(t: Double) throws {
    let found = Self.transition(
      try Matrix([[0, 1], [0, 0]]), [0, 2], try Matrix([[0], [1]]), t)
    let gramian = [t * t * t / 3, t * t / 2, t * t / 2, t]
    // Doubling adds positive terms: a few ulp for each of at most three doublings.
    for (g, exact) in zip(found.gramian.elements, gramian) {
      #expect(abs(g - exact) <= 1e-14 * exact)
    }
    for (p, exact) in zip(found.propagator.elements, [1, t, 0, 1]) {
      #expect(abs(p - exact) <= 1e-15 * max(1, t))
    }
    for (c, exact) in zip(found.offset, [t * t, 2 * t]) { #expect(abs(c - exact) <= 1e-14 * exact) }
  }

  @Test(
    "one dimension: exp(-k t), (1 - exp(-k t)) / k and (1 - exp(-2 k t)) / 2k",
    arguments: [50, -3, 1000, 1e-9])
  func scalar(k: Double) throws {
    let a = Matrix(uncheckedRows: 1, columns: 1, elements: [-k])
    let found = Self.transition(a, [1], Matrix.identity(1), 0.7)
    // Squaring doubles the relative error of exp each time: |k t| ulp and a few.
    let tolerance = (10 + abs(k)) * .ulpOfOne
    #expect(abs(found.propagator[0, 0] / exp(-0.7 * k) - 1) <= 4 * tolerance)
    #expect(abs(found.offset[0] / (-expm1(-0.7 * k) / k) - 1) <= 4 * tolerance)
    #expect(abs(found.gramian[0, 0] / (-expm1(-1.4 * k) / (2 * k)) - 1) <= 4 * tolerance)
  }

  @Test(
    "A G + G A' + B B' = Phi B B' Phi', the Gramian's own equation, for drifts of five dimensions")
  func lyapunov() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let (a, b) = (Self.random(5, seed: seed), Self.random(5, seed: seed + 50))
      let found = Self.transition(a, [0, 0, 0, 0, 0], b, 1.3)
      let (spread, pushed) = (b * b.transposed, found.propagator * b)
      let left = a * found.gramian
      let residual = left + left.transposed + spread - pushed * pushed.transposed
      // Some ten roundings of terms of the size of |A| |G|.
      let scale = a.maximumRowSum * found.gramian.maximumRowSum
      #expect(residual.largestMagnitude <= 1e-14 * scale)
    }
  }

  @Test("a transition over s + t is that over s, then that over t")
  func semigroup() throws {
    let (a, b) = (Self.random(4, seed: 7), Self.random(4, seed: 8))
    let offset = [1.0, -2, 0, 0.5]
    let (s, t) = (0.4, 1.1)
    let (first, second) = (Self.transition(a, offset, b, s), Self.transition(a, offset, b, t))
    let whole = Self.transition(a, offset, b, s + t)
    let propagator = second.propagator * first.propagator
    let gramian =
      second.gramian
      + second.propagator * first.gramian * second.propagator.transposed
    // Rounding of d^2 products, amplified by the flow.
    #expect((whole.propagator - propagator).largestMagnitude <= 1e-13 * propagator.largestMagnitude)
    #expect((whole.gramian - gramian).largestMagnitude <= 1e-13 * gramian.largestMagnitude)
    let moved = zip(second.propagator * first.offset, second.offset).map { $0 + $1 }
    for (c, exact) in zip(whole.offset, moved) { #expect(abs(c - exact) <= 1e-12) }
  }

  @Test("a drift beyond all range gives infinities, not a loop")
  func overflow() {
    let huge = Matrix(uncheckedRows: 1, columns: 1, elements: [1e308])
    #expect(!Self.transition(huge, [0], Matrix.identity(1), 1e3).isFinite)
  }
}
