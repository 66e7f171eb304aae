import Foundation
import Testing

@testable import OptimalTransport

@Suite struct PoissonSolverTests {
  static let bases: [[AxisBasis]] = [
    [.cosine], [.sine], [.innerFaces], [.periodic], [.cosine, .periodic], [.sine, .cosine],
    [.periodic, .innerFaces, .cosine],
  ]

  @Test("the inverse undoes the forward transform", arguments: bases)
  func roundTrip(bases: [AxisBasis]) {
    for extents in [[1, 1, 1], [2, 3, 5], [8, 7, 6]] {
      let shape = Array(extents.prefix(bases.count))
      let plan = SpectralPlan(shape: shape, bases: bases)
      var generator = SeededGenerator(seed: 3)
      let values = (0..<plan.count).map { _ in Double.random(in: -1...1, using: &generator) }
      var result = values
      plan.forward(&result)
      plan.inverse(&result)
      #expect(zip(result, values).allSatisfy { abs($0 - $1) < 1e-14 })
    }
  }

  /// u_{i-1} and u_{i+1} beyond the ends, by the conditions of each basis.
  private func secondDifference(_ u: [Double], _ basis: AxisBasis, _ i: Int) -> Double {
    let n = u.count
    let (before, after): (Double, Double) =
      switch basis {
      case .cosine: (u[0], u[n - 1])
      case .sine: (-u[0], -u[n - 1])
      case .innerFaces: (0, 0)
      case .periodic: (u[n - 1], u[0])
      }
    return 2 * u[i] - (i > 0 ? u[i - 1] : before) - (i + 1 < n ? u[i + 1] : after)
  }

  @Test(
    "the solution satisfies the difference equation to rounding",
    arguments: [
      AxisBasis.cosine, .sine, .innerFaces, .periodic,
    ])
  func differenceEquation(basis: AxisBasis) {
    let n = 37
    var generator = SeededGenerator(seed: 5)
    var right = (0..<n).map { _ in Double.random(in: -1...1, using: &generator) }
    let mean = right.reduce(0, +) / Double(n)
    if basis == .cosine || basis == .periodic { right = right.map { $0 - mean } }
    let side = 3.0
    let step = side / Double(basis.cells(count: n))
    let u = PoissonSolver(shape: [n], sides: [side], bases: [basis]).solve(right)
    for i in 0..<n {
      #expect(abs(secondDifference(u, basis, i) / (step * step) - right[i]) < 1e-12)
    }
  }

  @Test("the spectral solution of a smooth problem is exact to rounding")
  func spectral() {
    let n = 24
    let x = (0..<n).map { (Double($0) + 0.5) / Double(n) * 2 }
    let solver = PoissonSolver(
      shape: [n, n], sides: [2, 2], bases: [.cosine, .periodic], laplacian: .spectral)
    let exact = x.flatMap { a in x.map { b in cos(.pi * a) * sin(2 * .pi * b) } }
    let u = solver.solve(exact.map { 5 * .pi * .pi * $0 })
    #expect(zip(u, exact).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  @Test("one thread and two agree")
  func threads() {
    let right = (0..<512 * 512).map { Double($0 * 7919 % 1009) }
    func solve() -> [Double] {
      PoissonSolver(shape: [512, 512], sides: [1, 1], bases: [.cosine, .cosine]).solve(right)
    }
    let one = ParallelLoop.$threadCount.withValue(1) { solve() }
    #expect(zip(one, solve()).allSatisfy { abs($0 - $1) <= 1e-12 * abs($0) + 1e-12 })
  }
}
