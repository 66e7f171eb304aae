import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct CovarianceTests {
  @Test func `The rank does not depend on the units of the axes`() throws {
    #expect(try Covariance(Matrix([[1e-12, 0], [0, 1e12]])).rank == 2)
    #expect(try Covariance(Matrix([[1, 1], [1, 1]])).rank == 1)
    #expect(try Covariance(Matrix([[1e-20, 1e-4], [1e-4, 1e12]])).rank == 1)
    #expect(try Covariance(Matrix([[0, 0], [0, 3]])).rank == 1)
    #expect(try Covariance(Matrix([[0, 0], [0, 0]])).rank == 0)
  }

  @Test
  func `A factor of each rank multiplies back to the matrix, and its left inverse inverts it`()
    throws
  {
    for rank in 1...4 {
      let covariance = try Covariance(randomCovariance(dimension: 4, rank: rank, seed: 7))
      #expect(covariance.rank == rank)
      let product = covariance.factor * covariance.factor.transposed
      // Entries are below 10 and made of 4 products; eigenvalues of correlations above 1e-4.
      #expect((product - covariance.matrix).largestMagnitude < 1e-13)
      let identity = covariance.leftInverse * covariance.factor
      #expect((identity - Matrix.identity(rank)).largestMagnitude < 1e-10)
    }
  }

  @Test func `Commuting covariances are at the distance of their square roots`() throws {
    let source = try Covariance(Matrix([[4, 0, 0], [0, 0, 0], [0, 0, 9]]))
    let target = try Covariance(Matrix([[1, 0, 0], [0, 25, 0], [0, 0, 0]]))
    let distance = try source.squaredBuresDistance(to: target)
    // (2-1)^2 + (0-5)^2 + (3-0)^2.
    #expect(abs(distance.upperBound - 35) < 1e-13)
    #expect(abs(distance.lowerBound - 35) < 1e-13)
  }

  @Test func `Singular pairs of every rank lie in a bracket closed to rounding`() throws {
    for (m, n, seed) in [
      (1, 1, 1), (1, 3, 2), (2, 3, 3), (3, 2, 4), (4, 1, 5), (3, 3, 6), (4, 4, 7),
    ]
      as [(Int, Int, UInt64)]
    {
      let a = try Covariance(randomCovariance(dimension: 4, rank: m, seed: seed))
      let b = try Covariance(randomCovariance(dimension: 4, rank: n, seed: seed + 100))
      let distance = try a.squaredBuresDistance(to: b)
      let root = Oracles.squareRoot(a.matrix)
      let cross = Oracles.squareRoot(
        Oracles.product(Oracles.product(root, b.matrix), root))
      let exact = a.matrix.trace + b.matrix.trace - 2 * cross.trace
      // The oracle's roots of eigenvalues that should vanish are off by sqrt(ulp).
      #expect(abs(distance.upperBound - exact) < 1e-6)
      #expect(distance.gap <= distance.resolution)
      #expect(distance.lowerBound > 0)
      let back = try b.squaredBuresDistance(to: a)
      #expect(abs(back.upperBound - distance.upperBound) <= distance.resolution)
    }
  }

  @Test func `A point is at the distance of the trace`() throws {
    let zero = try Covariance(Matrix(repeating: 0, rows: 3, columns: 3))
    let other = try Covariance(randomCovariance(dimension: 3, rank: 2, seed: 3))
    for distance in [
      try zero.squaredBuresDistance(to: other), try other.squaredBuresDistance(to: zero),
    ] {
      #expect(abs(distance.upperBound - other.matrix.trace) <= distance.resolution)
      #expect(distance.gap <= distance.resolution)
    }
    #expect(try zero.squaredBuresDistance(to: zero).upperBound == 0)
  }

  @Test func `Nearly equal singular covariances keep their digits from above`() throws {
    let source = try Covariance(Matrix([[1, 1], [1, 1]]))
    let target = try Covariance(Matrix([[1 + 2e-8, 1 + 2e-8], [1 + 2e-8, 1 + 2e-8]]))
    // sqrt(2) (sqrt(1 + 2e-8) - 1) along one direction, squared.
    let exact = 2 * 1e-16
    #expect(abs(try source.squaredBuresDistance(to: target).upperBound - exact) < 1e-7 * exact)
  }

  @Test func `Huge and tiny covariances neither overflow nor vanish`() throws {
    let large = try Covariance(Matrix([[1e300, 0], [0, 0]]))
    let small = try Covariance(Matrix([[1e-300, 0], [0, 1e-300]]))
    #expect(abs(try large.squaredBuresDistance(to: small).upperBound / 1e300 - 1) < 1e-14)
    #expect(abs(try small.squaredBuresDistance(to: small).upperBound) < 1e-307)
  }

  @Test func `Indefinite, asymmetric, non-square and empty matrices are refused`() throws {
    let bad = [
      try Matrix([[1, 2], [2, 1]]), try Matrix([[1, 0.5], [0.4, 1]]), try Matrix([[-1]]),
      try Matrix([[0, 1], [1, 5]]),
    ]
    for matrix in bad {
      #expect {
        _ = try Covariance(matrix)
      } throws: {
        if case TransportError.notPositiveDefinite = $0 { true } else { false }
      }
    }
    #expect(throws: TransportError.emptyInput(argument: "covariance")) {
      try Covariance(Matrix(repeating: 0, rows: 0, columns: 0))
    }
    #expect(throws: TransportError.self) { try Covariance(Matrix([[1, 2, 3], [1, 2, 3]])) }
    #expect(throws: TransportError.self) { try Covariance(Matrix([[.nan]])) }
    let (one, two) = (
      try Covariance(Matrix.identity(1)), try Covariance(Matrix.identity(2))
    )
    #expect(throws: TransportError.self) { try one.squaredBuresDistance(to: two) }
  }
}

/// G G' with G of the given shape and standard normal entries.
func randomCovariance(dimension d: Int, rank: Int, seed: UInt64) throws -> Matrix {
  var generator = SeededGenerator(seed: seed)
  let factor = try Matrix(
    rows: d, columns: rank, elements: (0..<d * rank).map { _ in generator.normal() })
  return factor * factor.transposed
}
