import Foundation
import OptimalTransport
import Testing

@testable import TransportPlots

@Suite struct PathFigureTests {
  private func paths(_ dimension: Int) throws -> [Matrix] {
    try (0..<3).map { k in
      try Matrix((0..<4).map { i in (0..<dimension).map { Double(i * k + $0) } })
    }
  }

  private func cloud(_ dimension: Int) throws -> PointCloud {
    try PointCloud(points: Matrix([[Double](repeating: 0, count: dimension)]))
  }

  @Test(arguments: [1, 2, 4])
  func pathsAreDrawnInEveryDimension(dimension: Int) throws {
    let figure = try Figure.samplePaths(
      paths(dimension), times: [0, 0.2, 0.6, 1], source: cloud(dimension),
      target: cloud(dimension))
    #expect(try !figure.render(as: .svg).isEmpty)
    #expect(figure.caption.hasPrefix("3 random paths"))
  }

  @Test func onTheLineTheyLieOverTheDensity() throws {
    let line = try GridDensity(shape: [5], values: [1, 2, 3, 2, 1])
    let path = try DensityPath(times: [0, 1], frames: [line, line])
    let figure = try Figure.samplePaths(
      paths(1), times: [0, 0.2, 0.6, 1], density: path, source: line, target: line)
    #expect(figure.caption.contains("3 random paths"))
    #expect(try !figure.render(as: .png).isEmpty)
  }

  @Test func planarGridsAreWashes() throws {
    let grid = try GridDensity(shape: [2, 2], values: [1, 2, 3, 4])
    let figure = try Figure.samplePaths(
      paths(2), times: [0, 0.2, 0.6, 1], source: grid, target: grid)
    #expect(figure.script.components(separatedBy: "rgbalpha").count == 3)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    #expect(throws: TransportError.self) {
      try Figure.samplePaths([], times: [0], source: cloud(1), target: cloud(1))
    }
    #expect(throws: TransportError.self) {
      try Figure.samplePaths(paths(2), times: [0, 1], source: cloud(2), target: cloud(2))
    }
    #expect(throws: TransportError.self) {
      try Figure.samplePaths(
        paths(2), times: [0, 0.2, 0.6, 1], source: cloud(1), target: cloud(1))
    }
    #expect(throws: TransportError.self) { try Figure.cloudStrip([], times: []) }
    #expect(throws: TransportError.self) { try Figure.cloudStrip([cloud(1)], times: [0, 1]) }
    #expect(throws: TransportError.self) {
      try Figure.cloudStrip([cloud(1), cloud(2)], times: [0, 1])
    }
  }

  @Test func cloudsInOneDimensionAndInFour() throws {
    for dimension in [1, 2, 4] {
      let clouds = try [0.0, 1, 2].map { shift in
        try PointCloud(
          points: Matrix((0..<4).map { i in (0..<dimension).map { Double(i * $0) + shift } }),
          weights: [0, 1, 2, 1e-300])
      }
      let figure = try Figure.cloudStrip(clouds, times: [0, 0.5, 1])
      #expect(try !figure.render(as: .svg).isEmpty)
      #expect(figure.caption.contains("coordinates 1 and 2") == false)
      #expect(figure.caption.contains("Coordinates 1 and 2 of 4") == (dimension == 4))
    }
  }
}
