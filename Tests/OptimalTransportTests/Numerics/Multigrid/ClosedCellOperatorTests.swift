import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Cell operators on axes that close` {
  private func operatorOn(_ shape: [Int], _ isClosed: [Bool]) -> CellOperator {
    let count = shape.reduce(1, *)
    let faces = shape.indices.map { k -> [Double] in
      let stride = shape[(k + 1)...].reduce(1, *)
      return (0..<count).map { j in
        let isLast = j / stride % shape[k] + 1 == shape[k]
        return isLast && !isClosed[k] ? 0 : 1.1 + sin(Double(7 * j + k))
      }
    }
    return CellOperator(
      shape: shape, masses: (0..<count).map { 1e-3 * Double(1 + $0 % 3) }, faces: faces,
      isClosed: isClosed)
  }

  @Test func `The product is that of the matrix, which is symmetric`() {
    for (shape, isClosed) in [
      ([6, 5], [true, true]), ([4, 3, 2], [true, false, true]), ([1, 7], [true, true]),
      ([2], [true]), ([1], [true]),
    ] {
      let cells = operatorOn(shape, isClosed)
      let u = (0..<cells.masses.count).map { cos(Double(3 * $0)) }
      let matrix = cells.matrix
      let found = cells(u)
      for j in u.indices {
        let expected = u.indices.reduce(0) { $0 + matrix[j, $1] * u[$1] }
        // A few roundings of rows whose numbers add up to at most 26.
        #expect(abs(found[j] - expected) < 1e-14 * 26)
        #expect(u.indices.allSatisfy { matrix[j, $0] == matrix[$0, j] })
      }
      // Constants see the masses alone.
      let rows = cells(u.map { _ in 1 })
      #expect(zip(rows, cells.masses).allSatisfy { abs($0 - $1) < 1e-14 * 26 })
    }
  }

  @Test func `Multigrid keeps iterations few, around odd axes too`() {
    for shape in [[64, 64], [50, 33]] {
      let cells = operatorOn(shape, [true, true])
      let count = shape.reduce(1, *)
      let right = (0..<count).map { sin(2 * .pi * Double($0) / Double(count)) }
      let cycle = Multigrid(cells)
      let solution = ConjugateGradients.solve(
        right, tolerance: 1e-8, iterationLimit: 100, preconditioner: { cycle($0) },
        product: { cells($0) })
      #expect(solution.isConverged && solution.iterations < 40)
      let rest = zip(cells(solution.solution), right).map { $0 - $1 }
      #expect(rest.allSatisfy { abs($0) < 1e-5 })
    }
  }
}
