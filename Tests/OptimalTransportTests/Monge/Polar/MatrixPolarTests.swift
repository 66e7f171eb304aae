import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Matrix polar decomposition")
struct MatrixPolarTests {
  private func random(_ m: Int, _ n: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    let elements = (0..<m * n).map { _ in Double.random(in: -1...1, using: &generator) }
    return Matrix(uncheckedRows: m, columns: n, elements: elements)
  }

  /// |P Q - M| / |M| and |Q'Q - I| of a few operations an entry.
  private func expectFactors(_ m: Matrix, location: SourceLocation = #_sourceLocation) throws {
    let polar = try MatrixPolar(m)
    let size = max(m.squaredFrobeniusNorm.squareRoot(), .leastNonzeroMagnitude)
    let bound = 1e-15 * Double(max(m.rows, m.columns) + 10)
    for error in [polar.left * polar.isometry - m, polar.isometry * polar.right - m] {
      #expect(error.squaredFrobeniusNorm.squareRoot() <= bound * size, sourceLocation: location)
    }
    #expect(polar.residual <= bound && polar.orthogonalityError <= bound, sourceLocation: location)
    // By rows or columns, whichever are fewer.
    let gram =
      m.rows < m.columns
      ? Oracles.product(polar.isometry, polar.isometry.transposed)
      : Oracles.product(polar.isometry.transposed, polar.isometry)
    #expect((gram - .identity(gram.rows)).largestMagnitude <= bound, sourceLocation: location)
    for factor in [polar.left, polar.right] {
      #expect(factor == factor.transposed, sourceLocation: location)
      let lowest = SymmetricEigendecomposition(factor)!.values[0]
      #expect(lowest >= -bound * size, sourceLocation: location)
    }
  }

  @Test("factors of matrices of every shape multiply back, and are what they say")
  func shapes() throws {
    for (k, (m, n)) in [(1, 1), (2, 2), (5, 5), (7, 3), (3, 7), (1, 4), (4, 1), (60, 40)]
      .enumerated()
    {
      try expectFactors(random(m, n, seed: UInt64(k)))
    }
  }

  @Test("P and R are the square roots of M M' and M' M")
  func squareRoots() throws {
    let m = random(4, 6, seed: 20)
    let polar = try MatrixPolar(m)
    let left = Oracles.squareRoot(Oracles.product(m, m.transposed))
    #expect((polar.left - left).largestMagnitude < 1e-13)
    // The root of M' M, which is singular, loses half of the digits in the oracle.
    let right = Oracles.squareRoot(Oracles.product(m.transposed, m))
    #expect((polar.right - right).largestMagnitude < 1e-7)
  }

  @Test("2 x 2 in closed form, for either sign of the determinant")
  func twoByTwo() throws {
    for seed in 0..<20 {
      let m = random(2, 2, seed: UInt64(100 + seed))
      let determinant = m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0]
      let cofactors = try Matrix([[m[1, 1], -m[1, 0]], [-m[0, 1], m[0, 0]]])
      // M +- cof M are the parts of M that commute with rotations, or turn with them.
      let part = determinant > 0 ? m - cofactors.scaled(by: -1) : m - cofactors
      let size = abs(part[0, 0] * part[1, 1] - part[0, 1] * part[1, 0]).squareRoot()
      let polar = try MatrixPolar(m)
      #expect((polar.isometry - part.scaled(by: 1 / size)).largestMagnitude < 1e-13)
      let q = polar.isometry
      let sign = q[0, 0] * q[1, 1] - q[0, 1] * q[1, 0]
      #expect(abs(sign - (determinant > 0 ? 1 : -1)) < 1e-14)
    }
  }

  @Test("no rotation or reflection is nearer than Q, at a distance sum (sigma - 1)^2")
  func nearest() throws {
    for m in [random(2, 2, seed: 31), try Matrix([[0.3, 2], [1, -0.1]])] {
      let polar = try MatrixPolar(m)
      let squared = polar.singularValues.reduce(0) { $0 + ($1 - 1) * ($1 - 1) }
      #expect(abs((m - polar.isometry).squaredFrobeniusNorm - squared) < 1e-14)
      #expect(abs(polar.distance * polar.distance - squared) < 1e-14)
      for k in 0..<720 {
        let angle = Double(k) * .pi / 360
        for sign in [1.0, -1] {
          let other = try Matrix([
            [cos(angle), -sign * sin(angle)], [sin(angle), sign * cos(angle)],
          ])
          #expect((m - other).squaredFrobeniusNorm >= squared - 1e-14)
        }
      }
    }
  }

  @Test("where rank is missing, Q is completed to an isometry at the same distance")
  func rankDeficient() throws {
    let thin = random(6, 2, seed: 40)
    let m = thin * random(2, 5, seed: 41)
    try expectFactors(m)
    let polar = try MatrixPolar(m)
    #expect(polar.rank == 2 && !polar.isUnique)
    #expect(
      abs((m - polar.isometry).squaredFrobeniusNorm - polar.distance * polar.distance) < 1e-13)
    let zero = Matrix(repeating: 0, rows: 3, columns: 3)
    try expectFactors(zero)
    let none = try MatrixPolar(zero)
    #expect(none.rank == 0 && none.distance == 3.squareRoot() && none.residual == 0)
  }

  @Test("ill-conditioned and extreme matrices keep their factors")
  func extremes() throws {
    let m = random(5, 5, seed: 50)
    let hilbert = try Matrix((0..<10).map { i in (0..<10).map { 1 / Double(i + $0 + 1) } })
    try expectFactors(hilbert)
    for unit in [0x1p-1020, 0x1p1020] {
      let polar = try MatrixPolar(m.scaled(by: unit))
      #expect(try polar.isometry == MatrixPolar(m).isometry)
      #expect(polar.residual < 2e-14 && polar.distance.isFinite)
    }
  }

  @Test("an orthogonal matrix is its own factor, a positive one leaves the identity")
  func fixedPoints() throws {
    let q = try MatrixPolar(random(4, 4, seed: 60)).isometry
    #expect(try (MatrixPolar(q).isometry - q).largestMagnitude < 1e-14)
    #expect(try MatrixPolar(q).distance < 1e-14)
    let a = random(3, 3, seed: 61)
    let p = a * a.transposed - Matrix.identity(3).scaled(by: -1)
    #expect(try (MatrixPolar(p).isometry - .identity(3)).largestMagnitude < 1e-14)
  }

  @Test("bad matrices are refused")
  func refusals() throws {
    #expect(throws: TransportError.emptyInput(argument: "matrix")) {
      try MatrixPolar(Matrix(repeating: 0, rows: 0, columns: 3))
    }
    #expect(throws: TransportError.self) { try MatrixPolar(Matrix([[1, .nan]])) }
    #expect(throws: TransportError.self) {
      try MatrixPolar(Matrix(repeating: 1e308, rows: 5, columns: 5))
    }
  }
}
