import Testing

@testable import OptimalTransport

@Suite struct FullSingularValueDecompositionTests {
  @Test func `Factors are orthogonal and multiply back, for any shape and rank`() throws {
    var generator = SeededGenerator(seed: 1)
    for (m, n, rank) in [(1, 1, 1), (3, 5, 2), (5, 3, 3), (4, 4, 0), (6, 6, 1), (1, 4, 1)] {
      let left = try Matrix(
        rows: m, columns: rank, elements: (0..<m * rank).map { _ in generator.normal() })
      let right = try Matrix(
        rows: rank, columns: n, elements: (0..<n * rank).map { _ in generator.normal() })
      let matrix = left * right
      let svd = try #require(FullSingularValueDecomposition(matrix))
      var middle = Matrix(repeating: 0, rows: m, columns: n)
      for k in svd.values.indices { middle[k, k] = svd.values[k] }
      // Norms below 20 and a hundred operations.
      #expect((svd.left * middle * svd.right.transposed - matrix).largestMagnitude < 1e-13)
      for factor in [svd.left, svd.right] {
        let gram = factor.transposed * factor - Matrix.identity(factor.rows)
        #expect(gram.largestMagnitude < 1e-14)
      }
      #expect(svd.values.count { $0 > 1e-13 } == rank)
      #expect(svd.values == svd.values.sorted(by: >))
    }
  }

  @Test func `Empty and infinite matrices have none`() throws {
    #expect(
      FullSingularValueDecomposition(Matrix(repeating: 0, rows: 2, columns: 0))?.values == nil)
    #expect(FullSingularValueDecomposition(try Matrix([[1, .infinity]]))?.values == nil)
  }
}
