import Foundation
import Testing

@testable import OptimalTransport

/// The parts of white noise, tested against gradients written out by hand.
@Suite("Helmholtz parts of noise are orthogonal to every discrete gradient")
struct HelmholtzAdjointTests {
  static let shapes = [[7], [8], [6, 9], [8, 8], [1, 5], [2, 2], [5, 4, 6], [3, 1, 2]]
  static let box = [0.7, 2.0, 1.3]

  private func parts(
    _ shape: [Int], _ boundary: HelmholtzDecomposition.Boundary,
    _ derivative: HelmholtzDecomposition.Derivative
  ) throws -> (field: VectorField, parts: HelmholtzDecomposition) {
    let box = try Box(
      lower: shape.map { _ in 0 }, upper: Array(Self.box.prefix(shape.count)))
    let field = try noise(shape, box: box, seed: 11)
    return (
      field,
      try HelmholtzDecomposition(of: field, boundary: boundary, derivative: derivative)
    )
  }

  @Test("residuals are rounding, and the parts add up to the field", arguments: shapes)
  func residuals(shape: [Int]) throws {
    for boundary in HelmholtzDecomposition.Boundary.allCases {
      for derivative in HelmholtzDecomposition.Derivative.allCases {
        let (field, parts) = try parts(shape, boundary, derivative)
        #expect(parts.residuals.largest < 1e-14)
        let (s, g) = (parts.solenoidal.vectors.elements, parts.gradient.vectors.elements)
        for i in s.indices { #expect(abs(s[i] + g[i] - field.vectors.elements[i]) <= 0x1p-52) }
        #expect(abs(parts.potential.reduce(0, +)) < 1e-13)
      }
    }
  }

  @Test("no gradient of a function on the corners of the cells overlaps s", arguments: shapes)
  func cornerGradients(shape: [Int]) throws {
    for boundary in HelmholtzDecomposition.Boundary.allCases {
      let (field, parts) = try parts(shape, boundary, .difference)
      var generator = SeededGenerator(seed: 3)
      for _ in 0..<5 {
        let gradient = cornerGradient(field, boundary) {
          Double.random(in: -1...1, using: &generator)
        }
        // Differences are as large as 2/h, some 30, and there are fewer than 400 products.
        let scale = gradient.norm * field.norm
        #expect(abs(parts.solenoidal.inner(gradient)) < 1e-14 * scale)
      }
    }
  }

  /// Averages over the edges of a cell of the differences between corners with the values given.
  private func cornerGradient(
    _ field: VectorField, _ boundary: HelmholtzDecomposition.Boundary, _ value: () -> Double
  ) -> VectorField {
    let (shape, d) = (field.shape, field.dimension)
    let corners = shape.map { boundary == .periodic ? $0 : $0 + 1 }
    let values = (0..<corners.reduce(1, *)).map { _ in value() }
    var vectors = Matrix(repeating: 0, rows: field.count, columns: d)
    for cell in 0..<field.count {
      var (rest, place) = (cell, [Int](repeating: 0, count: d))
      for k in (0..<d).reversed() {
        place[k] = rest % shape[k]
        rest /= shape[k]
      }
      for corner in 0..<1 << d {
        let up = (0..<d).map { corner >> $0 & 1 }
        var index = 0
        for k in 0..<d { index = index * corners[k] + (place[k] + up[k]) % corners[k] }
        for k in 0..<d {
          let step = field.box.sides[k] / Double(shape[k])
          let sign = up[k] == 1 ? 1.0 : -1.0
          vectors[cell, k] += sign * values[index] / step / Double(1 << (d - 1))
        }
      }
    }
    return VectorField(uncheckedShape: shape, box: field.box, vectors: vectors)
  }

  @Test("no gradient of a cosine, up to one that vanishes at all centres, overlaps s")
  func cosineGradients() throws {
    let (field, parts) = try parts([6, 5], .noFlux, .spectral)
    for k in 0...6 {
      for l in 0...5 {
        let (a, b) = (Double(k) * .pi / 0.7, Double(l) * .pi / 2)
        let gradient = try VectorField(shape: [6, 5], box: field.box) { x in
          [-a * sin(a * x[0]) * cos(b * x[1]), -b * cos(a * x[0]) * sin(b * x[1])]
        }
        #expect(abs(parts.solenoidal.inner(gradient)) < 1e-14 * max(a, b, 1))
      }
    }
  }

  @Test("no gradient of a wave, in any phase, overlaps s")
  func waveGradients() throws {
    let (field, parts) = try parts([6, 5], .periodic, .spectral)
    for k in 0...3 {
      for l in -2...2 {
        for phase in [0, 0.3, 1.1] {
          // At the Nyquist frequency a wave of any phase is a sum of one seen and one hidden.
          let (a, b) = (Double(k) * 2 * .pi / 0.7, Double(l) * 2 * .pi / 2)
          let isNyquist = k == 3 && l != 0
          let gradient = try VectorField(shape: [6, 5], box: field.box) { x in
            let slope =
              isNyquist
              ? [-sin(a * x[0] + phase) * cos(b * x[1]), -cos(a * x[0] + phase) * sin(b * x[1])]
              : [-sin(a * x[0] + b * x[1] + phase), -sin(a * x[0] + b * x[1] + phase)]
            return [a * slope[0], b * slope[1]]
          }
          #expect(abs(parts.solenoidal.inner(gradient)) < 1e-14 * max(a, abs(b), 1))
        }
      }
    }
  }

  @Test("one thread and two agree")
  func threads() throws {
    let field = try noise([256, 256], seed: 6)
    func gradient() throws -> Matrix {
      try HelmholtzDecomposition(of: field, boundary: .noFlux).gradient.vectors
    }
    let one = try ParallelLoop.$threadCount.withValue(1) { try gradient() }
    #expect(try (one - gradient()).largestMagnitude < 1e-14)
  }
}
