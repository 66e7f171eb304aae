import Foundation
import Testing
import TransportIO

@testable import OptimalTransport
@testable import TransportPlots

@Suite struct FlowFigureTests {
  private static let times = [0, 0.5, 1.0]

  private static func frames(_ dimension: Int) throws -> FlowFrames {
    let shape = [6, 5, 4].prefix(dimension)
    let densities = try (0..<3).map { k in
      try GridDensity(
        shape: Array(shape),
        values: (0..<shape.reduce(1, *)).map { Double($0 == k ? 3 : 1) })
    }
    return try FlowFrames(times: times, states: .grid(densities))
  }

  private static func history(_ energies: [Double]) -> EnergyHistory {
    EnergyHistory(
      initialEnergy: energies[0],
      steps: energies.indices.dropFirst().map { k in
        ProximalStep(
          time: 0.5 * Double(k), energy: energies[k], distance: 0.1, slope: 0.2, gap: 0,
          iterations: 1, termination: .converged)
      })
  }

  private static func svg(_ figure: Figure) throws -> String {
    String(decoding: try figure.render(as: .svg), as: UTF8.self)
  }

  @Test(arguments: [1, 2, 3])
  func aFlowIsDrawnWithItsEnergyInEveryDimension(dimension: Int) throws {
    let text = try Self.svg(
      .flow(Self.frames(dimension), history: Self.history([3, 2, 1.5])))
    for word in ["free energy F", "|∇F|²", "start", "end"] { #expect(text.contains(word)) }
    #expect(!text.contains("source") && !text.contains("target"))
  }

  @Test func quantilesAndPointsAreDrawn() throws {
    let profiles = try (0..<3).map { k in
      try QuantileProfile(nodes: [0, 1, 2 + Double(k)], masses: [0.5, 0.5])
    }
    let clouds = try (0..<3).map { k in
      try PointCloud(points: Matrix([[Double(k), 1], [2, Double(k)]]))
    }
    for states in [FlowFrames.States.line(profiles), .clouds(clouds)] {
      let frames = try FlowFrames(times: Self.times, states: states)
      let text = try Self.svg(.flow(frames, history: Self.history([3, 2, 1.5])))
      #expect(text.contains("free energy F"))
    }
  }

  @Test func energiesThatAreNotFiniteOrDoNotFallAreDrawnAsFarAsTheyCanBe() throws {
    for energies in [
      [.infinity, 2, 1.5], [1, 1, 1], [1, 2, 3], [.infinity, .infinity, .infinity], [0],
    ] {
      let text = try Self.svg(.flow(Self.frames(2), history: Self.history(energies)))
      #expect(text.contains("t = 0, start"))
    }
  }

  @Test func aFlowBecomesAGIF() throws {
    let animation = try Animation.flow(Self.frames(2))
    #expect(animation.frames.count == 3)
    let profile = try QuantileProfile(nodes: [0, 1], masses: [1])
    let line = try FlowFrames(times: [0], states: .line([profile]))
    #expect(try Animation.flow(line).render().prefix(6) == Data("GIF89a".utf8))
  }
}
