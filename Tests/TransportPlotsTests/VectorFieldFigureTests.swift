import Foundation
import OptimalTransport
import Testing

@testable import TransportPlots

@Suite struct VectorFieldFigureTests {
  @Test(arguments: [[30], [1], [40, 30], [1, 5], [6, 7, 5]])
  func aDecompositionIsDrawnInEveryDimension(shape: [Int]) throws {
    let field = try VectorField(shape: shape) { x in x.map { sin(6 * $0) + x[0] } }
    let parts = try HelmholtzDecomposition(of: field, boundary: .noFlux)
    let data = try Figure.helmholtz(parts, of: field).render(as: .svg)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("divergence-free"))
    #expect(text.contains("middle layer") == (shape.count == 3))
  }

  @Test func blocksHoldTheMeanOfTheirCells() throws {
    let field = try VectorField(shape: [45, 2]) { [$0[0], 1] }
    let blocks = BlockAverage(field, limit: 20)
    // Fifteen blocks of three cells along x, two of one cell along y.
    #expect(blocks.vectors.count == 30)
    #expect(abs(blocks.width - 1 / 15) < 1e-15 && blocks.height == 0.5)
    for (vector, center) in zip(blocks.vectors, blocks.centers) {
      #expect(abs(vector.x - center.x) < 1e-14 && abs(vector.y - 1) < 1e-15)
    }
  }

  @Test func pointsAreThinnedToOneACell() throws {
    let grid = try VectorField(shape: [60, 40]) { $0 }
    let kept = ThinnedPoints.indices(of: grid.centers, side: 20)
    #expect(kept.count == 400 && Set(kept).count == 400)
    let few = try VectorField(shape: [3, 2]) { $0 }
    #expect(ThinnedPoints.indices(of: few.centers) == [0, 1, 2, 3, 4, 5])
  }

  @Test func aZeroFieldIsDrawnAsDots() throws {
    let field = try VectorField(shape: [4, 4]) { _ in [0, 0] }
    let parts = try HelmholtzDecomposition(of: field, boundary: .periodic)
    let figure = try Figure.helmholtz(parts, of: field)
    #expect(figure.script.contains("with points") && !figure.script.contains("with vectors"))
    #expect(try !figure.render(as: .svg).isEmpty)
  }

  @Test(arguments: [1, 2, 3]) func factorsAreDrawnInEveryDimension(d: Int) throws {
    var generator = SeededGenerator(seed: 1)
    func matrix() throws -> Matrix {
      try Matrix(
        rows: 1200, columns: d,
        elements: (0..<1200 * d).map { _ in Double.random(in: 0...1, using: &generator) })
    }
    let field = try SampledField(base: PointCloud(points: matrix()), values: matrix())
    let figure = try Figure.polar(PolarFactorizer().factor(field))
    let text = String(decoding: try figure.render(as: .svg), as: UTF8.self)
    #expect(text.contains("measure-preserving"))
    #expect(text.contains("of 1200 samples drawn") == (d > 1))
    #expect(text.contains("coordinates 1 and 2 of 3") == (d == 3))
  }

  @Test func coordinatesBeyondTheScaleOfAFigureAreRefused() throws {
    let field = try VectorField(shape: [2, 2]) { _ in [1e200, 0] }
    let parts = try HelmholtzDecomposition(of: field, boundary: .periodic)
    #expect(throws: TransportError.self) { try Figure.helmholtz(parts, of: field) }
  }
}
