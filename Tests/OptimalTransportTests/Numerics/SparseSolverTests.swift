import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Sparse solvers") struct SparseSolverTests {
  /// The Laplacian of a graph plus diag(excess), applied.
  private func apply(
    _ edges: [(Int32, Int32, Double)], _ excess: [Double], _ x: [Double]
  ) -> [Double] {
    var result = zip(excess, x).map { $0 * $1 }
    for (i, j, w) in edges {
      result[Int(i)] += w * (x[Int(i)] - x[Int(j)])
      result[Int(j)] += w * (x[Int(j)] - x[Int(i)])
    }
    return result
  }

  @Test("On a forest the approximate factorisation is exact, over twelve decades of weights")
  func forest() {
    var random = RandomInstances(seed: 1)
    let n = 200
    let edges = (1..<n).map { v in
      (Int32(v), Int32(random.integer(0...v - 1)), pow(10, -12 * random.uniform()))
    }
    let excess = (0..<n).map { _ in random.uniform() }
    let x = (0..<n).map { _ in random.uniform() - 0.5 }
    let found = ApproximateCholesky(edges: edges, excess: excess).solve(apply(edges, excess, x))
    // Elimination of an M-matrix loses no digits but those of the products: n ulp with excess of
    // order one.
    for (a, b) in zip(found, x) { #expect(abs(a - b) < 1e-11) }
  }

  @Test(
    "On a grid graph of wild weights it makes conjugate gradients converge in a few dozen iterations"
  )
  func gridGraph() {
    var random = RandomInstances(seed: 2)
    let side = 40
    var edges: [(Int32, Int32, Double)] = []
    for i in 0..<side {
      for j in 0..<side {
        let v = Int32(i * side + j)
        if i + 1 < side { edges.append((v, v + Int32(side), pow(10, -6 * random.uniform()))) }
        if j + 1 < side { edges.append((v, v + 1, pow(10, -6 * random.uniform()))) }
      }
    }
    let excess = (0..<side * side).map { $0 == 0 ? 1.0 : 0 }
    let b = (0..<side * side).map { _ in random.uniform() - 0.5 }
    let factor = ApproximateCholesky(edges: edges, excess: excess)
    let result = ConjugateGradients.solve(
      b, tolerance: 1e-10, iterationLimit: 100, preconditioner: factor.solve
    ) { apply(edges, excess, $0) }
    #expect(result.isConverged)
    #expect(result.iterations < 60)
    let plain = ConjugateGradients.solve(
      b, tolerance: 1e-10, iterationLimit: 1000, preconditioner: { $0 }
    ) { apply(edges, excess, $0) }
    #expect(!plain.isConverged)
  }

  @Test("Products with a sparse matrix and its transpose are those of the dense one")
  func products() {
    var random = RandomInstances(seed: 3)
    var sparse = CompressedRows(columns: 7)
    var dense = Matrix(repeating: 0, rows: 5, columns: 7)
    for i in 0..<5 {
      for j in 0..<7 where random.integer(0...2) == 0 && i != 3 {
        dense[i, j] = random.uniform()
        sparse.append(column: j, value: dense[i, j])
      }
      sparse.endRow()
    }
    let x = (0..<7).map { _ in random.uniform() }
    let y = (0..<5).map { _ in random.uniform() }
    for (a, b) in zip(sparse.product(x), dense * x) { #expect(abs(a - b) < 1e-15) }
    for (a, b) in zip(sparse.transposed.product(y), dense.transposed * y) {
      #expect(abs(a - b) < 1e-15)
    }
  }

  @Test("The median is that of a sort", arguments: [1, 2, 3, 10, 101, 1000])
  func median(count: Int) {
    var random = RandomInstances(seed: UInt64(count))
    let values = (0..<count).map { _ in Double(random.integer(0...50)) }
    let sorted = values.sorted()
    let expected = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    #expect(Selection.median(values) == expected)
  }
}
