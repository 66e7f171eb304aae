import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Helmholtz decomposition")
struct HelmholtzTests {
  typealias Pair = Oracles.HelmholtzPair

  /// max |a - b| over the cells.
  private func distance(_ a: VectorField, _ b: ([Double]) -> [Double]) throws -> Double {
    (a.vectors - a.centers.mapRows(b)).largestMagnitude
  }

  private func sum(_ x: [Double]) -> [Double] {
    zip(Pair.gradient(x), Pair.solenoidal(x)).map { $0 + $1 }
  }

  @Test("the closed form without flux comes out to rounding, spectrally", arguments: [8, 9, 64])
  func closedForm(n: Int) throws {
    let field = try VectorField(shape: [n, n + 1], sampling: sum)
    let parts = try HelmholtzDecomposition(of: field, boundary: .noFlux, derivative: .spectral)
    // Some ulp of max|v| = 1/pi for each of the log n butterflies of a transform.
    #expect(try distance(parts.gradient, Pair.gradient) < 2e-15)
    #expect(try distance(parts.solenoidal, Pair.solenoidal) < 2e-15)
    for (i, p) in parts.potential.enumerated() {
      #expect(abs(p - Pair.potential(field.centers.row(i))) < 1e-15)
    }
    #expect(parts.residuals.largest < 1e-14)
    // The midpoint rule is exact for these trigonometric polynomials.
    #expect(abs(parts.gradient.norm * parts.gradient.norm - Pair.energy) < 1e-15)
    #expect(abs(parts.solenoidal.norm * parts.solenoidal.norm - Pair.energy) < 1e-15)
  }

  @Test("differences come to the closed form as h^2")
  func closedFormByDifferences() throws {
    let errors = try [32, 64, 128].map { n in
      // On square cells the scheme's gradient of this p is parallel to the exact one.
      let field = try VectorField(shape: [n, 2 * n], sampling: sum)
      let parts = try HelmholtzDecomposition(of: field, boundary: .noFlux)
      #expect(parts.derivative == .difference)
      #expect(parts.residuals.largest < 1e-14)
      return try distance(parts.gradient, Pair.gradient)
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      // A symmetric scheme has an error h^2 + O(h^4).
      #expect(abs(coarse / fine - 4) < 0.1)
    }
  }

  /// p = x^2 y + y^2 e^x and the stream function x^2 (1 - x) y (1 - y)^2: flux through all walls,
  /// and no symmetry.
  private static func gradient(_ x: [Double]) -> [Double] {
    [2 * x[0] * x[1] + x[1] * x[1] * exp(x[0]), x[0] * x[0] + 2 * x[1] * exp(x[0])]
  }

  private static func solenoidal(_ x: [Double]) -> [Double] {
    let (a, b) = (x[0], x[1])
    return [
      a * a * (1 - a) * (1 - b) * (1 - 3 * b), -(2 * a - 3 * a * a) * b * (1 - b) * (1 - b),
    ]
  }

  @Test("with flux through the walls differences stay of second order, the spectral error is O(h)")
  func fluxThroughWalls() throws {
    var (differences, spectral, walls): ([Double], [Double], [Double]) = ([], [], [])
    for n in [32, 64, 128] {
      let field = try VectorField(
        shape: [n, n], sampling: { zip(Self.gradient($0), Self.solenoidal($0)).map { $0 + $1 } })
      let parts = try HelmholtzDecomposition(of: field, boundary: .noFlux)
      differences.append(try distance(parts.gradient, Self.gradient))
      walls.append(parts.residuals.boundaryFlux)
      spectral.append(
        try distance(
          HelmholtzDecomposition(of: field, boundary: .noFlux, derivative: .spectral).gradient,
          Self.gradient))
    }
    for k in 0...1 {
      // Second order with a logarithm at the corners; first order.
      #expect(differences[k] / differences[k + 1] > 3.3)
      #expect(walls[k] / walls[k + 1] > 3.3)
      #expect(spectral[k] / spectral[k + 1] > 1.6 && spectral[k] / spectral[k + 1] < 2.4)
    }
    #expect(differences[2] < 1e-4)
  }

  @Test("a smooth periodic field on any box is split to rounding, with its mean as harmonic part")
  func periodic() throws {
    let box = try Box(lower: [-1, 2, 0], upper: [2, 4, 0.5])
    let (a, b, c) = (2 * Double.pi / 3, Double.pi, 4 * Double.pi)
    // p = sin(ax) cos(by) sin(cz), and s = (cos by, sin cz, sin ax) + (1, 2, 3).
    func gradient(_ x: [Double]) -> [Double] {
      let (u, v, w) = (a * x[0], b * x[1], c * x[2])
      return [
        a * cos(u) * cos(v) * sin(w), -b * sin(u) * sin(v) * sin(w), c * sin(u) * cos(v) * cos(w),
      ]
    }
    func solenoidal(_ x: [Double]) -> [Double] {
      [cos(b * x[1]) + 1, sin(c * x[2]) + 2, sin(a * x[0]) + 3]
    }
    for shape in [[8, 6, 10], [9, 7, 5]] {
      let field = try VectorField(
        shape: shape, box: box, sampling: { zip(gradient($0), solenoidal($0)).map { $0 + $1 } })
      let parts = try HelmholtzDecomposition(of: field, boundary: .periodic)
      #expect(parts.derivative == .spectral)
      // max|v| is 13.
      #expect(try distance(parts.gradient, gradient) < 5e-14)
      #expect(try distance(parts.solenoidal, solenoidal) < 5e-14)
      #expect(zip(parts.harmonic, [1, 2, 3]).allSatisfy { abs($0 - $1) < 1e-14 })
      #expect(parts.residuals.boundaryFlux == 0)
    }
  }

  @Test("on the line s is the mean of a periodic field, and nothing without flux")
  func line() throws {
    for n in [1, 2, 7, 10] {
      let field = try noise([n], seed: 1)
      for derivative in HelmholtzDecomposition.Derivative.allCases {
        let closed = try HelmholtzDecomposition(
          of: field, boundary: .noFlux, derivative: derivative)
        #expect(closed.solenoidal.vectors.largestMagnitude < 1e-15)
        let periodic = try HelmholtzDecomposition(
          of: field, boundary: .periodic, derivative: derivative)
        let mean = field.vectors.elements.reduce(0, +) / Double(n)
        #expect(periodic.solenoidal.vectors.elements.allSatisfy { abs($0 - mean) < 1e-15 })
        #expect(abs(periodic.harmonic[0] - mean) < 1e-15)
      }
    }
  }

  @Test("splitting a part again changes nothing")
  func projection() throws {
    for boundary in HelmholtzDecomposition.Boundary.allCases {
      let parts = try HelmholtzDecomposition(of: noise([12, 9, 10], seed: 4), boundary: boundary)
      let again = try HelmholtzDecomposition(of: parts.gradient, boundary: boundary)
      #expect((again.gradient.vectors - parts.gradient.vectors).largestMagnitude < 1e-14)
      let rest = try HelmholtzDecomposition(of: parts.solenoidal, boundary: boundary)
      #expect(rest.gradient.vectors.largestMagnitude < 1e-14)
    }
  }

  @Test("fields of any size are split alike, zero too")
  func units() throws {
    let field = try noise([8, 8], seed: 5)
    let parts = try HelmholtzDecomposition(of: field, boundary: .noFlux)
    for unit in [0x1p-1000, 0x1p1000] {
      let scaled = try VectorField(shape: [8, 8], vectors: field.vectors.scaled(by: unit))
      let result = try HelmholtzDecomposition(of: scaled, boundary: .noFlux)
      #expect(result.gradient.vectors == parts.gradient.vectors.scaled(by: unit))
      #expect(result.potential == parts.potential.map { $0 * unit })
    }
    let zero = try VectorField(
      shape: [3, 4], vectors: Matrix(repeating: 0, rows: 12, columns: 2))
    let none = try HelmholtzDecomposition(of: zero, boundary: .periodic)
    #expect(none.gradient == zero && none.solenoidal == zero && none.residuals.largest == 0)
    let denormal = try VectorField(
      shape: [2, 2], vectors: Matrix(repeating: .leastNonzeroMagnitude, rows: 4, columns: 2))
    #expect(try HelmholtzDecomposition(of: denormal, boundary: .periodic).solenoidal == denormal)
  }

  @Test("bad fields and boxes are refused")
  func refusals() throws {
    let vectors = Matrix(repeating: 1, rows: 6, columns: 2)
    #expect(throws: TransportError.self) { try VectorField(shape: [2, 2], vectors: vectors) }
    #expect(throws: TransportError.self) { try VectorField(shape: [6], vectors: vectors) }
    #expect(throws: TransportError.self) { try VectorField(shape: [0, 6], vectors: vectors) }
    #expect(throws: TransportError.self) {
      try VectorField(shape: [2, 3], box: .unit(3), vectors: vectors)
    }
    #expect(throws: TransportError.self) {
      try VectorField(shape: [.max, .max, 2], vectors: vectors)
    }
    #expect(throws: TransportError.nonFinite(argument: "vectors", index: 1, value: .infinity)) {
      try VectorField(shape: [2], vectors: Matrix([[1], [.infinity]]))
    }
    let needle = try VectorField(
      shape: [2, 3], box: Box(lower: [0, 0], upper: [1, 1e-120]), vectors: vectors)
    #expect(throws: TransportError.self) {
      try HelmholtzDecomposition(of: needle, boundary: .periodic)
    }
  }
}

/// Independent numbers in [-1, 1] in every cell.
func noise(_ shape: [Int], box: Box? = nil, seed: UInt64) throws -> VectorField {
  var generator = SeededGenerator(seed: seed)
  return try VectorField(shape: shape, box: box) { _ in
    shape.map { _ in Double.random(in: -1...1, using: &generator) }
  }
}
