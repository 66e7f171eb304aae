import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct SparseCostTransportTests {
  @Test func forbiddenPairsAreNeverUsedAndTheRestIsOptimal() throws {
    var random = RandomInstances(seed: 1)
    var solved = 0
    for trial in 0..<200 {
      let (m, n) = (random.integer(1...9), random.integer(1...9))
      let (a, b) = (random.weights(m), random.weights(n))
      var (rows, columns, values): ([Int], [Int], [Double]) = ([], [], [])
      var dense = Matrix(repeating: .infinity, rows: m, columns: n)
      for i in 0..<m {
        for j in 0..<n where random.integer(0...2) > 0 {
          dense[i, j] = trial % 3 == 0 ? Double(random.integer(-2...3)) : random.uniform()
          rows.append(i)
          columns.append(j)
          values.append(dense[i, j])
        }
      }
      let problem = try TransportProblem(
        sourceWeights: a, targetWeights: b,
        geometry: Geometry(
          sparse: SparseCost(
            rows: m, columns: n, rowIndices: rows, columnIndices: columns, values: values)))
      let outcome = Result { try NetworkSimplex().solve(problem) }
      switch outcome {
      case .success(let solution):
        let expected = ReferenceTransport.optimum(dense, a, b)
        #expect(abs(solution.value - expected) <= 1e-12, "trial \(trial)")
        #expect(solution.certificate.gap <= 1e-13, "trial \(trial)")
        let usesForbidden = solution.plan.mass.indices.contains {
          dense[solution.plan.rows[$0], solution.plan.columns[$0]] == .infinity
        }
        #expect(!usesForbidden)
        solved += 1
      case .failure(let error):
        #expect("\(error)".hasPrefix("no plan avoids the forbidden pairs"))
        #expect(!isFeasible(dense, a, b), "trial \(trial)")
      }
    }
    #expect(solved > 50)
  }

  @Test func separateBlocksAreSolvedTogether() throws {
    let cost = try SparseCost(
      rows: 4, columns: 4, rowIndices: [0, 0, 1, 1, 2, 2, 3, 3],
      columnIndices: [0, 1, 0, 1, 2, 3, 2, 3], values: [5, 1, 1, 5, 2, 7, 7, 2])
    let solution = try NetworkSimplex().solve(
      TransportProblem(
        sourceWeights: [1, 1, 1, 1], targetWeights: [1, 1, 1, 1], geometry: Geometry(sparse: cost)))
    #expect(solution.value == 6)
    #expect(solution.certificate.gap == 0)
  }

  @Test func massWithoutARouteIsReported() throws {
    let cost = try SparseCost(
      rows: 2, columns: 2, rowIndices: [0, 1], columnIndices: [0, 1], values: [1, 1])
    let problem = try TransportProblem(
      sourceWeights: [0.75, 0.25], targetWeights: [0.5, 0.5], geometry: Geometry(sparse: cost))
    #expect(throws: TransportError.infeasible(massWithoutRoute: 0.25)) {
      try NetworkSimplex().solve(problem)
    }
  }

  @Test func aLargeSparseProblemAgreesWithItsDenseForm() throws {
    var random = RandomInstances(seed: 3)
    let n = 400
    var (rows, columns, values): ([Int], [Int], [Double]) = ([], [], [])
    var dense = Matrix(repeating: 1e6, rows: n, columns: n)
    for i in 0..<n {
      for shift in [0, 1, 2, 5, 17, 100] {
        let j = (i + shift) % n
        dense[i, j] = random.uniform()
        rows.append(i)
        columns.append(j)
        values.append(dense[i, j])
      }
    }
    let weights = equalWeights(1, n)
    let sparse = try NetworkSimplex().solve(
      TransportProblem(
        sourceWeights: weights, targetWeights: weights,
        geometry: Geometry(
          sparse: SparseCost(
            rows: n, columns: n, rowIndices: rows, columnIndices: columns, values: values))))
    let full = try NetworkSimplex().solve(
      TransportProblem(
        sourceWeights: weights, targetWeights: weights, geometry: Geometry(dense: dense)))
    #expect(abs(sparse.value - full.value) <= 1e-13)
  }

  /// By the reference on costs 1 where forbidden and 0 elsewhere.
  private func isFeasible(_ dense: Matrix, _ a: [Double], _ b: [Double]) -> Bool {
    var indicator = dense
    indicator.elements = dense.elements.map { $0 == .infinity ? 1 : 0 }
    return ReferenceTransport.optimum(indicator, a, b) <= 1e-15
  }
}
