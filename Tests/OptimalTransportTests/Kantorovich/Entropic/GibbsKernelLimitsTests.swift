import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct GibbsKernelLimitsTests {
  /// The clouds, the same costs as a matrix, as a function and as a sparse cost.
  private func forms(_ x: Matrix, _ y: Matrix, _ cost: GroundCost) throws -> [Geometry] {
    let clouds = try Geometry(source: x, target: y, cost: cost)
    let matrix = clouds.matrix
    let sparse = try SparseCost(
      rows: x.rows, columns: y.rows, rowIndices: (0..<x.rows * y.rows).map { $0 / y.rows },
      columnIndices: (0..<x.rows * y.rows).map { $0 % y.rows }, values: matrix.elements)
    let custom = GroundCost.custom { cost($0, $1) }
    return [
      clouds, try Geometry(dense: matrix), Geometry(sparse: sparse),
      try Geometry(source: x, target: y, cost: custom),
    ]
  }

  @Test func hugeAndTinyEpsilonStayWithinEpsilonLogN() throws {
    var random = RandomInstances(seed: 8)
    for scale in [1e-150, 1.0, 1e150] {
      let x = try Matrix(
        rows: 9, columns: 2, elements: (0..<18).map { _ in scale * random.uniform() })
      let y = try Matrix(
        rows: 21, columns: 2, elements: (0..<42).map { _ in scale * random.uniform() })
      for form in try forms(x, y, .squaredEuclidean) {
        let kernel = GibbsKernel(form)
        let g = (0..<21).map { _ in scale * scale * random.uniform() }
        let limit = form.cTransform(ofTarget: g)
        for epsilon in [1e-300, 1e-20, 1e-3, 1, 1e10, 1e300] {
          for guess in [
            nil, limit, limit.map { $0 - 1e3 * epsilon }, [Double](repeating: -.infinity, count: 9),
          ] {
            let found = kernel.sourceTransform(g, epsilon: epsilon, near: guess)
            for i in 0..<9 {
              // 0 <= c-transform - soft transform <= eps log n, up to rounding of the costs and of the guess.
              let rounding = 4e-15 * (abs(limit[i]) + scale * scale + epsilon * 1e3)
              #expect(found[i] <= limit[i] + rounding)
              #expect(found[i] >= limit[i] - epsilon * log(21.0) - rounding)
            }
          }
        }
      }
    }
  }

  @Test func atomsWithoutMassAddNothing() throws {
    var random = RandomInstances(seed: 9)
    for form in try forms(random.points(70, 2), random.points(5, 2), .squaredEuclidean) {
      let kernel = GibbsKernel(form)
      let none = [Double](repeating: -.infinity, count: 5)
      let f = [Double](repeating: 0, count: 70)
      #expect(kernel.sourceTransform(none, epsilon: 1, near: nil) == f.map { _ in .infinity })
      #expect(kernel.sourceTransform(none, epsilon: 1, near: f) == f.map { _ in .infinity })
      #expect(
        kernel.targetTransform(f.map { _ in -.infinity }, epsilon: 1, near: nil) == none.map { -$0 }
      )
      #expect(
        kernel.targetTransform(f.map { _ in -.infinity }, epsilon: 1, near: [0, 0, 0, 0, 0])
          == none.map { -$0 })
      // Even where the row's own potential is infinite.
      let infinite = f.map { _ in Double.infinity }
      #expect(kernel.apply([1, 1, 1, 1, 1], f: infinite, g: none, epsilon: 1) == f)
      let sums = kernel.sums(f: infinite, g: none, epsilon: 1)
      #expect(sums.rows == f && sums.columns == [0, 0, 0, 0, 0] && sums.cost == 0)
    }
  }

  @Test func forbiddenPairsAddNothing() throws {
    let sparse = try SparseCost(
      rows: 3, columns: 2, rowIndices: [0, 0, 1], columnIndices: [0, 1, 0], values: [1, 2, 3])
    let kernel = GibbsKernel(Geometry(sparse: sparse))
    let found = kernel.sourceTransform([0, 0], epsilon: 1, near: nil)
    #expect(abs(found[0] + log(exp(-1) + exp(-2))) < 1e-15)
    #expect(found[1] == 3 && found[2] == .infinity)
    #expect(kernel.apply([1, 1], f: [0, 0, 0], g: [0, 0], epsilon: 1)[2] == 0)
  }

  @Test func nothingIsEverNaN() throws {
    let values = [0.0, 1, -1, 1e300, -1e300, -.infinity, .infinity, 1e-300]
    let x = try Matrix(rows: 2, columns: 1, elements: [0, 1e150])
    let y = try Matrix(rows: values.count, columns: 1, elements: (0..<8).map { Double($0) * 1e149 })
    for form in try forms(x, y, .squaredEuclidean) {
      let kernel = GibbsKernel(form)
      for epsilon in [1e-300, 1, 1e300] {
        for f in values {
          let row = [f, -f]
          let transform = kernel.sourceTransform(values, epsilon: epsilon, near: row)
          let product = kernel.apply(values.map { _ in 1 }, f: row, g: values, epsilon: epsilon)
          let sums = kernel.sums(f: row, g: values, epsilon: epsilon)
          let target = kernel.targetTransform(row, epsilon: epsilon, near: values)
          let all = transform + product + sums.rows + sums.columns + target
          #expect(all.allSatisfy { !$0.isNaN })
        }
      }
    }
  }
}
