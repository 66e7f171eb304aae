import Foundation
import OptimalTransport
import Testing

@testable import TransportPlots

@Suite struct FilmTests {
  /// Frames of uniform density in which cell k is empty at time k.
  static func path(_ shape: [Int], frames: Int) throws -> DensityPath {
    let count = shape.reduce(1, *)
    return try DensityPath(
      times: (0..<frames).map { Double($0) / Double(max(frames - 1, 1)) },
      frames: (0..<frames).map { k in
        try GridDensity(shape: shape, values: (0..<count).map { $0 == k && count > 1 ? 0 : 1 })
      })
  }

  private static func svg(_ figure: Figure) throws -> String {
    String(decoding: try figure.render(as: .svg), as: UTF8.self)
  }

  @Test(arguments: [[1], [7], [1, 1], [6, 5], [3, 40], [4, 3, 2], [1, 1, 1]])
  func aFilmIsDrawnInEveryDimension(shape: [Int]) throws {
    for frames in [1, 2, 9] {
      let path = try Self.path(shape, frames: frames)
      let film = try Film(
        path, velocities: path.times.map { _ in try VectorField(shape: shape) { $0 } },
        potentials: path.times.map { t in (0..<path.frames[0].count).map { t + Double($0) } })
      let text = try Self.svg(.filmStrip(film))
      #expect(text.contains("t = 0"))
    }
  }

  @Test func timesStandAboveTheFrames() throws {
    let text = try Self.svg(.filmStrip(Film(Self.path([4, 4], frames: 9))))
    for time in ["t = 0, source", "t = 0.25", "t = 0.5", "t = 0.75", "t = 1, target"] {
      #expect(text.contains(time))
    }
    #expect(!text.contains("t = 0.125"))
  }

  @Test func placesAreEvenWhereTheyCanBe() {
    let times = { (count: Int) in (0..<count).map { Double($0) } }
    #expect(evenPlaces(times(33), count: 5) == [0, 8, 16, 24, 32])
    // Ten steps divide by five, not by four.
    #expect(evenPlaces(times(11), count: 5) == [0, 2, 4, 6, 8, 10])
    #expect(evenPlaces(times(4), count: 6) == [0, 1, 2, 3])
    // Seventeen steps are prime: the nearest to 0, 4.25, 8.5, 12.75 and 17.
    let uneven = evenPlaces(times(18), count: 5)
    #expect(uneven == [0, 4, 8, 13, 17])
  }

  @Test func wallsAreCellsWithoutANumber() throws {
    let path = try Self.path([3, 2], frames: 2)
    let open = try Figure.filmStrip(Film(path)).script
    let walled = try Figure.filmStrip(
      Film(path, walls: [false, true, false, false, false, false])
    ).script
    #expect(!open.contains("nan") && walled.contains("nan"))
  }

  @Test func allFramesShareOneScale() throws {
    let frames = try [1.0, 4.0].map { try GridDensity(shape: [2, 2], values: [0, 0, 0, $0]) }
    let script = try Figure.filmStrip(Film(DensityPath(times: [0, 1], frames: frames))).script
    #expect(script.components(separatedBy: "set cbrange [0.0:4.0]").count == 3)
  }

  @Test func arrowsAreTheMeanVelocityOfMass() throws {
    // Two cells of a block: mass 1 at speed 3 and mass 3 at speed 1 move at (3 + 3) / 4.
    let density = try GridDensity(shape: [2, 1], values: [1, 3])
    let velocity = try VectorField(
      shape: [2, 1], vectors: Matrix([[3, 0], [1, 0]]))
    let flow = FlowArrows(velocity, of: density, limit: 1)
    #expect(flow.arrows.count == 1 && flow.arrows[0].velocity.x == 1.5 && flow.speed == 1.5)
  }

  @Test func aVacuumHasNoArrows() throws {
    let density = try GridDensity(shape: [2, 1], values: [0, 3])
    let velocity = try VectorField(shape: [2, 1], vectors: Matrix([[9, 9], [1, 0]]))
    let flow = FlowArrows(velocity, of: density, limit: 2)
    #expect(flow.arrows.map(\.velocity.x) == [1])
  }

  @Test func aFilmInSpaceIsSeenAlongItsThirdAxis() throws {
    let density = try GridDensity(shape: [1, 2, 2], values: [1, 3, 0, 2])
    let velocity = try VectorField(
      shape: [1, 2, 2], vectors: Matrix([[4, 0, 1], [0, 0, 1], [5, 5, 5], [1, 2, 1]]))
    let film = try Film(
      DensityPath(times: [0], frames: [density]), velocities: [velocity],
      walls: [true, true, true, false]
    ).planar
    // Masses 1 and 3 of depth 1/2 each, with momentum 4; then 0 and 2.
    #expect(film.path.frames[0].values == [2, 1])
    #expect(film.velocities[0].vectors.elements == [1, 0, 1, 2])
    #expect(film.walls == [true, false])
  }

  @Test func quantilesDivideTheMass() throws {
    let density = try GridDensity(shape: [4], values: [2, 0, 0, 2])
    #expect(QuantileLines.places(of: [0.25, 0.5, 0.75], in: density) == [0.125, 0.25, 0.875])
    // A particle of a translation keeps its quantile: lines are straight.
    let path = try DensityPath(
      times: [0, 1],
      frames: [[2, 2, 0, 0], [0, 0, 2, 2]].map { try GridDensity(shape: [4], values: $0) })
    for line in QuantileLines(path, count: 4).lines {
      #expect(abs(line[1] - line[0] - 0.5) < 1e-15)
    }
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let path = try Self.path([3, 2], frames: 2)
    let field = try VectorField(shape: [3, 2]) { $0 }
    let other = try VectorField(shape: [2, 3]) { $0 }
    #expect(throws: TransportError.self) { try Film(path, velocities: [field]) }
    #expect(throws: TransportError.self) { try Film(path, velocities: [field, other]) }
    #expect(throws: TransportError.self) { try Film(path, potentials: [[1], [2]]) }
    #expect(throws: TransportError.self) { try Film(path, walls: [true]) }
    #expect(throws: TransportError.self) { try Figure.filmStrip(Film(path), count: 0) }
    let vast = try GridDensity(
      shape: [1, 1], box: Box(lower: [0, 0], upper: [1e200, 1]), values: [1])
    #expect(throws: TransportError.self) { try Film(DensityPath(times: [0], frames: [vast])) }
  }
}
