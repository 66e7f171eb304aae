import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

/// Weak duality and feasibility on random data.
@Suite struct ConstrainedDualityTests {
  static func problem(
    growth: Double?, cap: Double, isPeriodic: Bool, steps: Int = 4, seed: UInt64
  ) -> ConstrainedProblem {
    let blocked = (0..<20).map { $0 == 7 || $0 == 12 }
    let space = FreeSpace(
      shape: [4, 5], steps: [0.3, 0.2], isPeriodic: isPeriodic, isBlocked: blocked)
    func density(_ seed: UInt64) -> [Double] {
      let values = zip(Samples.uniform(20, seed: seed), blocked).map {
        $1 ? 0 : $0 < -0.5 ? 0 : $0 < -0.4 ? 5e-324 : $0 + 0.6
      }
      let sum = values.reduce(0, +)
      return values.map { growth == nil ? $0 / sum * 10 : $0 }
    }
    return ConstrainedProblem(
      space: space, steps: steps, initial: density(seed), final: density(seed + 100), cap: cap,
      growth: growth)
  }

  static func randomDensity(_ problem: ConstrainedProblem, seed: UInt64) -> [Double] {
    Samples.uniform((problem.steps + 1) * problem.count, seed: seed)
  }

  @Test(
    "any path costs at least what any potential proves",
    arguments: [(nil, 1e9, false), (nil, 2, true), (0.4, .infinity, true), (0.4, 2, false)]
      as [(Double?, Double, Bool)])
  func weakDuality(growth: Double?, cap: Double, isPeriodic: Bool) {
    for seed in 1...20 as ClosedRange<UInt64> {
      let problem = Self.problem(growth: growth, cap: cap, isPeriodic: isPeriodic, seed: seed)
      let path = FeasiblePath(
        problem,
        density: problem.feasible(Self.randomDensity(problem, seed: seed + 7), share: 0.1))
      let size = [0.01, 0.1, 1][Int(seed) % 3]
      let phi = (0..<problem.steps).map { step in
        Samples.uniform(20, seed: seed + 1000 + UInt64(step)).map { size * $0 }
      }
      let dual = DualBound(problem, potential: phi)
      #expect(path.action.isFinite)
      #expect(dual.value <= path.action)
    }
  }

  @Test(
    "a feasible path keeps every constraint, and continuity to rounding",
    arguments: [(nil, 1.8), (0.4, 1.8)] as [(Double?, Double)])
  func feasibility(growth: Double?, cap: Double) {
    for seed in 1...10 as ClosedRange<UInt64> {
      let problem = Self.problem(growth: growth, cap: cap, isPeriodic: false, seed: seed)
      let path = FeasiblePath(
        problem,
        density: problem.feasible(Self.randomDensity(problem, seed: seed), share: 1e-3))
      for slab in path.density.dropFirst().dropLast() {
        for (value, isFree) in zip(slab, problem.space.isFree) {
          // The cap by a bisection to some ulp.
          #expect(value >= 0 && value <= (isFree ? cap * (1 + 1e-14) : 0))
        }
      }
      for step in path.momentum {
        for k in 0..<2 {
          for c in 0..<20 where !problem.space.isOpen[k][c] { #expect(step[k][c] == 0) }
        }
      }
      let dual = DualBound(
        problem, potential: [[Double]](repeating: [Double](repeating: 0, count: 20), count: 4))
      // Sums of five terms.
      #expect(DynamicResiduals(problem, path, dual).continuity < 1e-14)
    }
  }

  /// A loop of flow around four cells changes no divergence.
  @Test("the momentum of a path is the one of least action")
  func leastMomentum() {
    let space = FreeSpace(shape: [3, 3], steps: [0.5, 0.5], isPeriodic: false)
    let ends = (0..<2).map { Samples.uniform(9, seed: UInt64($0 + 1)).map { $0 + 2 } }
    let sums = ends.map { $0.reduce(0, +) }
    let final = ends[1].map { $0 * sums[0] / sums[1] }
    let problem = ConstrainedProblem(space: space, steps: 1, initial: ends[0], final: final)
    let flow = StepFlow(problem, from: ends[0], to: final, pieces: space.pieces)
    let mean = zip(ends[0], final).map { ($0 + $1) / 2 }
    func power(_ loop: Double) -> Double {
      var momentum = flow.momentum
      momentum[0][0] += loop
      momentum[1][3] += loop
      momentum[0][1] -= loop
      momentum[1][0] -= loop
      var sum = 0.0
      for k in 0..<2 {
        for c in 0..<9 where space.isOpen[k][c] {
          sum += momentum[k][c] * momentum[k][c] / (mean[c] + mean[Int(space.above[k][c])])
        }
      }
      return sum
    }
    #expect(abs(power(0) - flow.power) < 1e-12)
    #expect(power(1e-3) > power(0) && power(-1e-3) > power(0))
    // The derivative vanishes: to the tolerance of the conjugate gradients.
    #expect(abs(power(1e-3) - power(-1e-3)) < 1e-6 * power(0))
  }
}
