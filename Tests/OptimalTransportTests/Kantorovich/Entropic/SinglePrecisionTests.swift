import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct SinglePrecisionTests {
  /// Costs and shifts of size C enter exponents with a few roundings of 2^-24 C / eps, which reach the result as
  /// 2^-24 C each; the sum adds some 2^-24 eps.
  @Test(arguments: [1, 2, 3, 5, 40])
  func softTransformsAreOffByTheRoundingOfCosts(dimension: Int) throws {
    var random = RandomInstances(seed: 21)
    for cost in [GroundCost.squaredEuclidean, .euclidean, .manhattan, .chebyshev, .cosine] {
      for (m, n) in [(1, 1), (67, 130), (200, 33)] {
        let x = try Matrix(
          rows: m, columns: dimension,
          elements: (0..<m * dimension).map { _ in 7 + random.uniform() })
        let y = try Matrix(
          rows: n, columns: dimension,
          elements: (0..<n * dimension).map { _ in 7 + random.uniform() })
        let geometry = try Geometry(source: x, target: y, cost: cost)
        let largest = geometry.matrix.elements.max()!
        for epsilon in [largest, 0.1 * largest, 1e-3 * largest] {
          let g = (0..<n).map { _ in 0.3 * largest * random.uniform() }
          let exact = GibbsKernel(geometry).sourceTransform(g, epsilon: epsilon, near: nil)
          for kernels in KernelTable.all {
            var pairs = PairCosts(geometry)
            pairs.kernels = kernels
            let found = pairs.softTransform(
              of: g, epsilon: epsilon, near: exact, precision: .single)
            let error = 0x1p-24 * (Double(dimension + 8) * largest + 8 * epsilon)
            for i in 0..<m { #expect(abs(found[i] - exact[i]) <= error) }
            if m * n > 1000, epsilon < largest { #expect(found != exact) }
          }
        }
      }
    }
  }

  @Test func rowsOutOfItsRangeAreSummedInDoublePrecision() throws {
    var random = RandomInstances(seed: 22)
    let geometry = try Geometry(
      source: random.points(80, 2), target: random.points(90, 2), cost: .squaredEuclidean)
    let kernel = GibbsKernel(geometry, precision: .single)
    let g = (0..<90).map { $0 == 4 ? -.infinity : random.uniform() }
    for epsilon in [1e-300, 1e-3, 1.0, 1e300] {
      let exact = GibbsKernel(geometry).sourceTransform(g, epsilon: epsilon, near: nil)
      for offset in [-1e5, -100, 100, 1e5, .infinity, -.infinity] {
        let guess = exact.map { $0 + offset * epsilon }
        let found = kernel.sourceTransform(g, epsilon: epsilon, near: guess)
        for i in found.indices {
          let size = abs(exact[i]) + epsilon * (1 + (abs(offset) < 1e6 ? abs(offset) : 0))
          #expect(abs(found[i] - exact[i]) <= 1e-14 * (10 + size))
        }
      }
    }
  }
}
