import OptimalTransport
import Testing

@testable import TransportPlots

/// Valid input of every odd kind gives a picture; nothing crashes.
@Suite struct DegenerateInputTests {
  private func expectPicture(_ figure: Figure) throws {
    #expect(try figure.render(as: .svg).count > 1000)
  }

  @Test func onePointOntoItself() throws {
    let a = try PointCloud(points: Matrix([[0, 0]]))
    let plan = try Fake.plan([1], [1])
    let potentials = try KantorovichPotentials(alpha: [0], beta: [0])
    try expectPicture(.points(source: a, target: a, plan: plan))
    try expectPicture(.potentials(potentials, source: a, target: a))
    let b = try PointCloud(line: [1e9])
    try expectPicture(.points(source: b, target: b, plan: plan))
    try expectPicture(.joint(source: b, target: b, plan: plan))
  }

  @Test func oneCellAndOneRowOfCells() throws {
    for shape in [[1, 1], [1, 5], [5, 1]] {
      let count = shape[0] * shape[1]
      let grid = try GridDensity(shape: shape, values: [Double](repeating: 1, count: count))
      let plan = try Fake.plan(grid.cellMasses, grid.cellMasses)
      let potentials = try KantorovichPotentials(
        alpha: [Double](repeating: 2, count: count), beta: [Double](repeating: 2, count: count))
      try expectPicture(.images(source: grid, target: grid, plan: plan))
      try expectPicture(.potentials(potentials, source: grid, target: grid))
    }
    let line = try GridDensity(shape: [1], values: [3])
    try expectPicture(.joint(source: line, target: line, plan: Fake.plan([3], [3])))
    try expectPicture(.densities([line], names: ["one cell"]))
  }

  @Test func zeroAndDenormalMassesAndAPlanWithoutMass() throws {
    let a = try PointCloud(
      points: Matrix([[0, 0], [1, 0], [1, 1]]), weights: [1e-300, 0, .leastNonzeroMagnitude])
    let empty = try TransportPlan(rowCount: 3, columnCount: 3, rows: [0], columns: [0], mass: [0])
    try expectPicture(.points(source: a, target: a, plan: empty))
    let grid = try GridDensity(shape: [2, 2], values: [1e-300, 0, 0, .leastNonzeroMagnitude])
    let none = try TransportPlan(rowCount: 4, columnCount: 4, rows: [], columns: [], mass: [])
    try expectPicture(.images(source: grid, target: grid, plan: none))
    let line = try PointCloud(line: [0, 1, 2], weights: [1e-300, 0, .leastNonzeroMagnitude])
    try expectPicture(.joint(source: line, target: line, plan: empty))
  }

  @Test func moreThanTwoCoordinatesSayWhichAreDrawn() throws {
    let a = try PointCloud(points: Matrix([[0, 0, 1], [1, 2, 3]]))
    let figure = try Figure.points(source: a, target: a, plan: Fake.plan(a.weights, a.weights))
    #expect(figure.caption.contains("coordinates 1 and 2 of 3"))
    try expectPicture(figure)
    let cube = try GridDensity(shape: [2, 2, 2], values: [Double](repeating: 1, count: 8))
    try expectPicture(.transport(from: cube, to: cube))
    #expect(throws: TransportError.self) { try Figure.densities([cube], names: ["cube"]) }
  }

  @Test func hugeCoordinatesAreRefusedAndLargeOnesDrawn() throws {
    let huge = try PointCloud(points: Matrix([[1e300, 0], [-1e300, 0]]))
    #expect(throws: TransportError.self) { try Figure.points(source: huge, target: huge) }
    let large = try PointCloud(points: Matrix([[1e100, 0], [-1e100, 1e-100]]))
    try expectPicture(.points(source: large, target: large))
    let thin = try GridDensity(
      shape: [2, 2], box: Box(lower: [0, 0], upper: [1e-3, 1e3]), values: [1, 2, 3, 4])
    try expectPicture(
      .images(source: thin, target: thin, plan: Fake.plan(thin.cellMasses, thin.cellMasses)))
  }
}
