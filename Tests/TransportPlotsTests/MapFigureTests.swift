import OptimalTransport
import Testing

@testable import TransportPlots

@Suite struct MapFigureTests {
  private static func grid(_ shape: [Int]) throws -> GridDensity {
    try GridDensity(shape: shape, values: (0..<shape.reduce(1, *)).map { Double($0 % 5) })
  }

  @Test(
    "a map between grids is drawn, with and without its potential", arguments: [[1, 1], [6, 9]])
  func drawn(shape: [Int]) throws {
    let grid =
      shape == [1, 1] ? try GridDensity(shape: [1, 1], values: [1]) : try Self.grid(shape)
    let map = try GridMap(shape: shape, box: grid.box, images: grid.centers)
    let psi = try BrenierPotential(shape: shape, box: grid.box, alpha: grid.values)
    for potential in [nil, psi] {
      let figure = try Figure.map(map, potential: potential, source: grid, target: grid)
      #expect(try !figure.render(as: .svg).isEmpty)
    }
  }

  @Test("the contours are those of psi - |x|^2 / 2: a constant draws none")
  func contours() throws {
    let grid = try Self.grid([6, 9])
    let map = try GridMap(shape: [6, 9], box: grid.box, images: grid.centers)
    let flat = try BrenierPotential(
      shape: [6, 9], box: grid.box, alpha: [Double](repeating: 2, count: 54))
    let tilted = try BrenierPotential(
      shape: [6, 9], box: grid.box,
      alpha: grid.centers.elements.indices.filter { $0 % 2 == 0 }
        .map { grid.centers.elements[$0] })
    let (none, some) = (
      try Figure.map(map, potential: flat, source: grid, target: grid),
      try Figure.map(map, potential: tilted, source: grid, target: grid)
    )
    #expect(!none.script.contains("set contour") && some.script.contains("set contour"))
  }

  @Test("what does not fit is refused")
  func refusals() throws {
    let (grid, other) = (try Self.grid([6, 9]), try Self.grid([9, 6]))
    let line = try GridDensity(shape: [4], values: [1, 1, 1, 1])
    let map = try GridMap(shape: [6, 9], box: grid.box, images: grid.centers)
    let psi = try BrenierPotential(shape: [9, 6], box: grid.box, alpha: other.values)
    #expect(throws: TransportError.self) { try Figure.map(map, source: other, target: grid) }
    #expect(throws: TransportError.self) { try Figure.map(map, source: grid, target: line) }
    #expect(throws: TransportError.self) {
      try Figure.map(map, potential: psi, source: grid, target: grid)
    }
  }
}
