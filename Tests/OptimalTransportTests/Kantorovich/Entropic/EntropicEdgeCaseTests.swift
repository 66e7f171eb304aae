import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Entropic edge cases")
struct EntropicEdgeCaseTests {
  private func check(
    _ problem: TransportProblem, _ solver: Sinkhorn, _ comment: String
  ) throws {
    let solution = try solver.solve(problem)
    let exact = ReferenceTransport.optimum(
      problem.geometry.matrix, problem.sourceWeights, problem.targetWeights)
    expectSound(solution, problem, exact: exact...exact, comment: comment)
  }

  private static let solvers: [(String, Sinkhorn)] = [
    ("sharp", Sinkhorn(.shareOfMedian(1e-6))),
    ("default", Sinkhorn()),
    ("blurred", Sinkhorn(.shareOfMedian(10))),
    ("plain", Sinkhorn(.shareOfMedian(0.1), iterationLimit: 500, acceleration: .none)),
    ("relaxed", Sinkhorn(.shareOfMedian(0.01), acceleration: .overrelaxation)),
    ("single", Sinkhorn(.shareOfMedian(0.05), tolerance: 1e-5, precision: .single)),
    ("no memory", Sinkhorn(.shareOfMedian(0.01), planMemory: 0)),
  ]

  @Test("one atom, on one side or both")
  func oneAtom() throws {
    for (name, solver) in Self.solvers {
      for (m, n) in [(1, 1), (1, 7), (7, 1)] {
        var random = RandomInstances(seed: 51)
        let problem = try TransportProblem(source: random.cloud(m, 2), target: random.cloud(n, 2))
        try check(problem, solver, "\(name) \(m) x \(n)")
        // One plan only: the product of the marginals.
        let solution = try solver.solve(problem)
        #expect(solution.termination == .converged, "\(name) \(m) x \(n)")
      }
    }
  }

  @Test("more atoms on one side than on the other")
  func oblong() throws {
    for (name, solver) in Self.solvers {
      for (m, n) in [(2, 19), (17, 3), (12, 11)] {
        var random = RandomInstances(seed: 52)
        let problem = try TransportProblem(source: random.cloud(m, 2), target: random.cloud(n, 2))
        try check(problem, solver, "\(name) \(m) x \(n)")
      }
    }
  }

  @Test("masses that are zero, denormal, or both")
  func emptyAndDenormal() throws {
    let lists: [([Double], [Double])] = [
      ([0, 1, 0], [0.5, 0, 0.5]), ([1e-300, 1, 1e-300], [0.5, 0.5, 1e-300]),
      ([1e-300, 0, 1], [1, 0x1p-1030, 0]), ([0x1p-1070, 1e-17, 1], [1e-200, 0.25, 0.75]),
      ([0x1p-1074, 1, 1], [2, 0, 0x1p-1074]),
    ]
    for (name, solver) in Self.solvers {
      for (a, b) in lists {
        var random = RandomInstances(seed: 53)
        let problem = try TransportProblem(
          source: PointCloud(points: random.points(3, 2), weights: a),
          target: PointCloud(points: random.points(3, 2), weights: b))
        try check(problem, solver, "\(name) \(a) \(b)")
      }
    }
  }

  @Test("all points alike, and points twice")
  func duplicates() throws {
    let alike = try PointCloud(line: [2, 2, 2, 2], weights: [0.1, 0.2, 0.3, 0.4])
    let twice = try PointCloud(line: [1, 1, 3, 3, 3])
    for (name, solver) in Self.solvers {
      try check(TransportProblem(source: alike, target: alike), solver, "\(name), alike")
      try check(TransportProblem(source: twice, target: twice), solver, "\(name), twice")
      try check(TransportProblem(source: alike, target: twice), solver, "\(name), both")
    }
  }

  @Test("masses other than one", arguments: [1e-300, 1e-150, 1e-3, 40, 1e150])
  func mass(mass: Double) throws {
    for (name, solver) in Self.solvers {
      var random = RandomInstances(seed: 54)
      let (x, y) = (random.points(9, 2), random.points(8, 2))
      let a = (0..<9).map { _ in mass * (0.1 + random.uniform()) }
      let b = (0..<8).map { _ in mass * (0.1 + random.uniform()) }
      let ratio = (a.reduce(0) { $0 + $1 / mass }) / (b.reduce(0) { $0 + $1 / mass })
      let problem = try TransportProblem(
        source: PointCloud(points: x, weights: a),
        target: PointCloud(points: y, weights: b.map { $0 * ratio }))
      let solution = try solver.solve(problem)
      let exact = try NetworkSimplex().solve(problem).certificate
      expectSound(
        solution, problem, exact: exact.lowerBound...exact.upperBound, comment: "\(name)")
    }
  }

  @Test("costs of every scale", arguments: [1e-290, 1e-150, 1, 1e150, 1e290])
  func costScale(scale: Double) throws {
    var random = RandomInstances(seed: 55)
    let costs = Matrix(
      uncheckedRows: 12, columns: 10, elements: (0..<120).map { _ in scale * random.uniform() })
    let problem = try TransportProblem(
      sourceWeights: random.weights(12), targetWeights: random.weights(10),
      geometry: Geometry(dense: costs))
    let exact = try NetworkSimplex().solve(problem).certificate
    for (name, solver) in Self.solvers where name != "single" {
      let solution = try solver.solve(problem)
      expectSound(
        solution, problem, exact: exact.lowerBound...exact.upperBound, comment: "\(name)")
    }
  }

  @Test("forbidden pairs: the bounds hold, and masses without a route are refused")
  func forbidden() throws {
    let cost = try SparseCost(
      rows: 3, columns: 3, rowIndices: [0, 0, 1, 1, 2], columnIndices: [0, 1, 1, 2, 2],
      values: [1, 2, 0.5, 3, 1])
    let problem = try TransportProblem(
      sourceWeights: [0.4, 0.4, 0.2], targetWeights: [0.3, 0.3, 0.4],
      geometry: Geometry(sparse: cost))
    let exact = try NetworkSimplex().solve(problem).certificate
    for (name, solver) in Self.solvers where name != "single" {
      let solution = try solver.solve(problem)
      expectSound(
        solution, problem, exact: exact.lowerBound...exact.upperBound, comment: "\(name)")
    }
    let stranded = try SparseCost(
      rows: 2, columns: 2, rowIndices: [0, 0], columnIndices: [0, 1], values: [1, 1])
    let refused = try TransportProblem(
      sourceWeights: [0.5, 0.5], targetWeights: [0.5, 0.5], geometry: Geometry(sparse: stranded))
    #expect(throws: TransportError.self) { try Sinkhorn().solve(refused) }
  }
}
