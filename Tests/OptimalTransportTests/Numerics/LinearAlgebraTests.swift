import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct LinearAlgebraTests {
  @Test func `The product agrees with its definition for rectangular factors`() {
    var generator = SeededGenerator(seed: 1)
    let a = Matrix(uncheckedRows: 3, columns: 5, elements: (0..<15).map { _ in generator.normal() })
    let b = Matrix(uncheckedRows: 5, columns: 2, elements: (0..<10).map { _ in generator.normal() })
    // Five products of size about one.
    #expect((a * b - Oracles.product(a, b)).largestMagnitude < 1e-14)
    #expect(a * [1, 0, 0, 0, 0] == (0..<3).map { a[$0, 0] })
  }

  @Test(arguments: [1, 2, 7, 40]) func `The eigendecomposition rebuilds its matrix`(n: Int) throws {
    let spectrum = (0..<n).map { Double($0 + 1) }
    let matrix = Samples.positiveDefinite(spectrum: spectrum, seed: 3)
    let eigen = try #require(SymmetricEigendecomposition(matrix))
    let tolerance = 1e-14 * Double(n * n)
    for (found, exact) in zip(eigen.values, spectrum) { #expect(abs(found - exact) < tolerance) }
    #expect((eigen.applying { $0 } - matrix).largestMagnitude < tolerance)
    let root = try #require(matrix.symmetricSquareRoot())
    #expect((root * root - matrix).largestMagnitude < tolerance)
  }

  @Test func `Cholesky solves, and refuses what is singular to rounding`() throws {
    let matrix = Samples.positiveDefinite(spectrum: [0.5, 1, 2, 4], seed: 5)
    let factor = try #require(Cholesky(matrix))
    #expect((factor.solve(matrix) - Matrix.identity(4)).largestMagnitude < 1e-14)
    #expect(abs(factor.logDeterminant - log(4)) < 1e-14)
    #expect(Cholesky(try Matrix([[1, 1], [1, 1]])) == nil)
    #expect(Cholesky(try Matrix([[1, 2], [2, 1]])) == nil)
    #expect(Cholesky(try Matrix([[.nan]])) == nil)
    #expect(Cholesky(try Matrix([[1e-12, 0], [0, 1e12]])) != nil)
  }

  @Test(arguments: [1, 3, 30]) func `Singular values and vectors rebuild the matrix`(n: Int) throws
  {
    var generator = SeededGenerator(seed: 7)
    let matrix = Matrix(
      uncheckedRows: n, columns: n, elements: (0..<n * n).map { _ in generator.normal() })
    let svd = try #require(SingularValueDecomposition(matrix))
    let rebuilt = svd.left * svd.right.transposed.scalingRows(by: svd.values)
    #expect((rebuilt - matrix).largestMagnitude < 1e-14 * Double(n * n))
    let gram = svd.left.transposed * svd.left
    #expect((gram - Matrix.identity(n)).largestMagnitude < 1e-14 * Double(n))
  }

  @Test func `Normal quantiles invert the distribution function`() {
    for u in [1e-300, 1e-20, 1e-5, 0.02, 0.3, 0.5, 0.7, 0.99] {
      let back = NormalDistribution.cumulative(NormalDistribution.quantile(u))
      // One ulp of x moves Phi by x^2 ulp, relative: some 1400 ulp at x = -37.
      #expect(abs(back / u - 1) < 1e-12)
    }
    #expect(abs(NormalDistribution.quantile(0.975) - 1.959963984540054) < 1e-14)
    #expect(NormalDistribution.quantile(0) == -.infinity)
  }
}
