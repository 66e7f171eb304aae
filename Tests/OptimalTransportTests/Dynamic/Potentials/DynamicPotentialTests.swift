import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct DynamicPotentialTests {
  private static let shape = [12, 9]
  private static let box = try! Box(lower: [-1, 2], upper: [1, 3])
  private static func random(_ seed: Int) -> [Double] {
    Samples.uniform(108, seed: UInt64(seed))
  }

  /// Two densities on one grid and their exact plan between the cell centres.
  private static func solved() throws -> (GridDensity, GridDensity, TransportSolution) {
    func density(_ seed: Int) throws -> GridDensity {
      try GridDensity(shape: shape, box: box, values: random(seed).map { $0 * $0 + 0.1 })
        .normalized()
    }
    let (source, target) = (try density(1), try density(2))
    let problem = try TransportProblem(
      source: source.pointCloud, target: target.pointCloud, cost: .squaredEuclidean)
    return (source, target, try NetworkSimplex().solve(problem))
  }

  @Test("phi_0 = psi - |x|^2/2 = -alpha/2 and phi_1 = |y|^2/2 - psi* = beta/2, there and back")
  func conversions() throws {
    let alpha = Self.random(3)
    let psi = try BrenierPotential(shape: Self.shape, box: Self.box, alpha: alpha)
    let start = DynamicPotential(psi)
    let same = try DynamicPotential(shape: Self.shape, box: Self.box, alpha: alpha)
    let end = DynamicPotential(conjugate: psi)
    #expect(start.time == 0 && same.time == 0 && end.time == 1)
    for i in alpha.indices {
      // Rounding of |x|^2 <= 10.
      #expect(abs(start.values[i] + alpha[i] / 2) < 4e-15)
      #expect(same.values[i] == -alpha[i] / 2)
      #expect(abs(end.values[i] - alpha[i] / 2) < 4e-15)
    }
    for (a, b) in zip(try start.brenierPotential().values, psi.values) {
      #expect(abs(a - b) < 4e-15)
    }
    for (a, b) in zip(try end.conjugatePotential().values, psi.values) {
      #expect(abs(a - b) < 4e-15)
    }
    #expect(try same.kantorovichPotentials().alpha == alpha)
  }

  @Test("Kantorovich's beta is that of alpha a unit of time later")
  func ends() throws {
    let (source, target, solution) = try Self.solved()
    let start = try DynamicPotential(
      shape: Self.shape, box: Self.box, alpha: solution.potentials.alpha)
    for (a, b) in zip(try start.kantorovichPotentials().beta, solution.potentials.beta) {
      #expect(abs(a - b) < 4e-15)
    }
    let end = try DynamicPotential(
      shape: Self.shape, box: Self.box, beta: solution.potentials.beta)
    let pair = try end.kantorovichPotentials()
    let value =
      zip(pair.alpha, source.cellMasses).reduce(0) { $0 + $1.0 * $1.1 }
      + zip(pair.beta, target.cellMasses).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(value - solution.value) < 1e-14)
  }

  @Test("from any time in between, alpha and beta are feasible", arguments: [0.2, 0.5, 0.9])
  func feasible(time: Double) throws {
    let phi = try DynamicPotential(
      shape: Self.shape, box: Self.box, time: time, values: Self.random(7))
    let pair = try phi.kantorovichPotentials()
    let grid = try GridDensity(
      shape: Self.shape, box: Self.box, values: [Double](repeating: 1, count: 108))
    let points = grid.centers
    for i in 0..<108 {
      for j in 0..<108 {
        let cost = GroundCost.squaredEuclidean(points.row(i), points.row(j))
        // Without the detour by a cell centre the cost could be more by that of half a cell along
        // each axis, (h/2)^2 / (t (1 - t)).
        let slack = (pow(1.0 / 12, 2) + pow(0.5 / 9, 2)) / (time * (1 - time))
        #expect(pair.alpha[i] + pair.beta[j] <= cost + slack + 1e-14)
      }
    }
  }

  @Test("backwards from phi_1 is below forwards from phi_0, and equal where mass is on its way")
  func twoWays() throws {
    let (source, target, solution) = try Self.solved()
    let start = try DynamicPotential(
      shape: Self.shape, box: Self.box, alpha: solution.potentials.alpha)
    let end = try DynamicPotential(
      shape: Self.shape, box: Self.box, beta: solution.potentials.beta)
    for time in [0.25, 0.6] {
      let (early, late) = (try start.evolved(to: time), try end.evolved(to: time))
      for (a, b) in zip(early.values, late.values) { #expect(a >= b - 1e-14) }
      // At a point z between x_i and y_j of a pair with mass, both are phi_0(x_i) + |z - x_i|^2 /
      // 2t.
      let plan = solution.plan
      let (x, y) = (source.centers, target.centers)
      for k in plan.mass.indices where plan.mass[k] > 0 {
        let (from, onto) = (x.row(plan.rows[k]), y.row(plan.columns[k]))
        let z = zip(from, onto).map { between($0, $1, time) }
        let box = try Box(lower: z.map { $0 - 1 }, upper: z.map { $0 + 1 })
        // A grid of one cell, centred at z.
        let (a, b) = (
          try start.evolved(to: time, shape: [1, 1], box: box).values[0],
          try end.evolved(to: time, shape: [1, 1], box: box).values[0]
        )
        let exact =
          start.values[plan.rows[k]] + GroundCost.squaredEuclidean(z, from) / (2 * time)
        #expect(abs(a - exact) < 1e-14 && abs(b - exact) < 1e-14)
      }
    }
  }

  @Test("on another grid the evolution is that of Hopf and Lax", arguments: [0.3, 1.7])
  func otherGrid(time: Double) throws {
    let phi = try DynamicPotential(
      shape: Self.shape, box: Self.box, time: 1, values: Self.random(5))
    let here = try phi.evolved(to: time)
    let there = try phi.evolved(to: time, shape: Self.shape, box: Self.box)
    #expect(there.time == time)
    for (a, b) in zip(here.values, there.values) { #expect(abs(a - b) < 1e-14) }
  }

  @Test("the velocity of a quadratic is exact, at the walls too, in one to three dimensions")
  func velocity() throws {
    let shape = [4, 3, 5]
    let box = try Box(lower: [0, 1, -1], upper: [2, 2, 3])
    let quadratic = try QuadraticPotential(
      curvature: Matrix([[2, 1, 0], [1, -1, 0.5], [0, 0.5, 3]]), slope: [1, 2, 3])
    for d in 1...3 {
      let box = try Box(lower: Array(box.lower.prefix(d)), upper: Array(box.upper.prefix(d)))
      let field = try VectorField(shape: Array(shape.prefix(d)), box: box) {
        Array(try! quadratic.gradient($0 + [Double](repeating: 0, count: 3 - d)).prefix(d))
      }
      let values = (0..<field.count).map {
        try! quadratic(field.centers.row($0) + [Double](repeating: 0, count: 3 - d))
      }
      let phi = try DynamicPotential(
        shape: Array(shape.prefix(d)), box: box, time: 0, values: values)
      for (a, b) in zip(phi.velocity().vectors.elements, field.vectors.elements) {
        #expect(abs(a - b) < 1e-13)
      }
    }
  }

  @Test("lines of one and two cells have a velocity")
  func short() throws {
    let phi = try DynamicPotential(
      shape: [1, 2], box: .unit(2), time: 0, values: [1, 3])
    #expect(phi.velocity().vectors.elements == [0, 4, 0, 4])
  }

  @Test("characteristics x + t grad phi_0(x) are the way (1 - t) x + t T(x) of the map")
  func characteristics() throws {
    let n = 64
    let axes = GridAxis.all(
      shape: [n, n], box: try Box(lower: [-0.5, -0.5], upper: [0.5, 0.5]))
    let points = axes[0].centers.flatMap { x in axes[1].centers.map { (x, $0) } }
    let box = try Box(lower: [-0.5, -0.5], upper: [0.5, 0.5])
    let source = try GridDensity(
      shape: [n, n], box: box, values: points.map { Oracles.Square.density($0.0, $0.1) }
    ).normalized()
    let target = try GridDensity(
      shape: [n, n], box: box, values: [Double](repeating: 1, count: n * n))
    let solution = try BackAndForth().solve(source: source, target: target)
    let phi = DynamicPotential(solution.brenierPotential)
    for time in [0.0, 0.4, 1] {
      let way = try phi.characteristics(to: time)
      for i in 0..<n * n {
        let inside = [0, 1].allSatisfy { (1..<n - 1).contains($0 == 0 ? i / n : i % n) }
        for k in 0..<2 where inside {
          let x = k == 0 ? points[i].0 : points[i].1
          let expected = between(x, solution.map.images[i, k], time)
          // One difference quotient written in two ways; the map has none other inside as psi is
          // smooth. Rounding of psi over h.
          #expect(abs(way.images[i, k] - expected) < 1e-13)
        }
      }
    }
  }

  @Test("bad input is a named error")
  func badInput() throws {
    #expect(throws: TransportError.self) {
      try DynamicPotential(shape: [2], box: .unit(1), time: .nan, values: [1, 2])
    }
    #expect(throws: TransportError.self) {
      try DynamicPotential(shape: [3], box: .unit(1), time: 0, values: [1, 2])
    }
    let phi = try DynamicPotential(shape: [2], box: .unit(1), time: 0, values: [1, 2])
    #expect(throws: TransportError.self) { try phi.evolved(to: .infinity) }
    #expect(throws: TransportError.self) { try phi.characteristics(to: .nan) }
    #expect(throws: TransportError.self) { try phi.evolved(to: 0, shape: [2], box: .unit(1)) }
    #expect(throws: TransportError.self) { try phi.evolved(to: 1, shape: [2, 2], box: .unit(1)) }
  }
}
