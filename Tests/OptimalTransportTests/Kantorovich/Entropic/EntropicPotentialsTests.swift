import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Entropic potentials")
struct EntropicPotentialsTests {
  private func problem(_ seed: UInt64) throws -> TransportProblem {
    var random = RandomInstances(seed: seed)
    let (m, n) = (random.integer(2...20), random.integer(2...20))
    func cloud(_ count: Int) throws -> PointCloud {
      let weights = (0..<count).map { _ in 0.1 + random.uniform() }
      let sum = weights.compensatedSum()
      return try PointCloud(points: random.points(count, 2), weights: weights.map { $0 / sum })
    }
    return try TransportProblem(source: cloud(m), target: cloud(n))
  }

  @Test("scalings reproduce the plan as diag(u) K diag(v)")
  func scalings() throws {
    for seed in 60..<70 as Range<UInt64> {
      let problem = try problem(seed)
      let solution = try Sinkhorn(.shareOfMedian(0.2)).solve(problem)
      let (u, v) = (solution.potentials.u, solution.potentials.v)
      let largest = problem.geometry.matrix.elements.max()! / solution.epsilon
      for j in v.indices {
        var unit = [Double](repeating: 0, count: v.count)
        unit[j] = 1
        let column = try solution.plan.apply(to: unit)
        for i in u.indices {
          let entry = u[i] * exp(-problem.geometry.cost(i, j) / solution.epsilon) * v[j]
          // Exponents up to max c / eps, each rounded: f, g, c, their sum and quotient, and three exponentials.
          #expect(abs(column[i] - entry) <= (8 * largest + 8) * 0x1p-52 * entry)
        }
      }
    }
  }

  @Test("survive the way to scalings and back")
  func scalingsAndBack() throws {
    let potentials = try SchrodingerPotentials(
      f: [0.3, -2, -.infinity, 0], g: [1.5, -0.25], epsilon: 0.125)
    let back = try SchrodingerPotentials(
      u: potentials.u, v: potentials.v, epsilon: potentials.epsilon)
    for (p, q) in zip(potentials.f + potentials.g, back.f + back.g) where p.isFinite {
      // An ulp of u moves log u by 2^-52, and the exponent |f| / eps <= 16 by 16 of them.
      #expect(abs(p - q) <= 0.125 * 32 * 0x1p-52)
    }
    #expect(back.f[2] == -.infinity)
  }

  @Test("survive the way from Kantorovich's and back, when these are c-conjugate")
  func kantorovichAndBack() throws {
    for seed in 70..<80 as Range<UInt64> {
      let problem = try problem(seed)
      let exact = try NetworkSimplex().solve(problem).potentials.cConjugate(in: problem.geometry)
      for epsilon in [1e-6, 1, 50] {
        let potentials = try SchrodingerPotentials(exact, epsilon: epsilon, problem: problem)
        let back = potentials.kantorovichPotentials(for: problem)
        // f = alpha + eps log a is rounded to |f| 2^-53, as is alpha; transforms add one rounding each.
        let scale = 60 + 6 * epsilon
        for (p, q) in zip(exact.alpha + exact.beta, back.alpha + back.beta) {
          #expect(abs(p - q) <= scale * 0x1p-50)
        }
      }
    }
  }

  @Test("tend to Kantorovich potentials: the lower bound closes as eps falls")
  func sharp() throws {
    let problem = try problem(81)
    let exact = try NetworkSimplex().solve(problem).value
    for share in [1e-1, 1e-3, 1e-5] {
      let solution = try Sinkhorn(.shareOfMedian(share)).solve(problem)
      // Dual value of F's potentials relative to a x b is above OT; their soft transforms exceed the c-transforms by less than
      // eps log(1 / min b) per side.
      let slack = 2 * solution.epsilon * log(20 * 11) + 1e-9 * 40
      #expect(solution.certificate.lowerBound >= exact - slack, "share \(share)")
    }
  }

  @Test("are refused when they are no numbers, or of the wrong length")
  func refusals() throws {
    #expect(throws: TransportError.self) {
      try SchrodingerPotentials(f: [.nan], g: [0], epsilon: 1)
    }
    #expect(throws: TransportError.self) {
      try SchrodingerPotentials(f: [.infinity], g: [0], epsilon: 1)
    }
    #expect(throws: TransportError.self) { try SchrodingerPotentials(f: [], g: [0], epsilon: 1) }
    #expect(throws: TransportError.self) { try SchrodingerPotentials(f: [0], g: [0], epsilon: 0) }
    #expect(throws: TransportError.self) {
      try SchrodingerPotentials(u: [-1], v: [1], epsilon: 1)
    }
    let problem = try problem(82)
    let short = try SchrodingerPotentials(f: [0], g: [0], epsilon: 1)
    #expect(throws: TransportError.self) { try EntropicPlan(short, in: problem.geometry) }
    var solver = Sinkhorn()
    solver.start = .potentials(short)
    #expect(throws: TransportError.self) { try solver.solve(problem) }
  }
}
