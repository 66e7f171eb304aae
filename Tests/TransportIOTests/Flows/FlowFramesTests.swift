import Foundation
import Testing

@testable import OptimalTransport
@testable import TransportIO

@Suite("States of flows in files")
struct FlowFramesTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test("quantiles, densities and points come back as they were")
  func states() throws {
    let profiles = try [[0.0, 1, 3], [0, 2, 4]].map {
      try QuantileProfile(nodes: $0, masses: [0.25, 0.75])
    }
    try FlowFrames(times: [0, 1], states: .line(profiles)).save(to: folder.file("line.npz"))
    let line = try NPZArchive(path: folder.file("line.npz"))
    #expect(line.keys == ["times", "nodes", "masses"])
    #expect(try line.requiredArray("times").values == [0, 1])
    #expect(
      try line.requiredArray("nodes")
        == NumericArray(shape: [2, 3], values: [0, 1, 3, 0, 2, 4]))
    #expect(try line.requiredArray("masses").values == [0.25, 0.75])

    let box = try Box(lower: [0, -1], upper: [1, 1])
    let densities = try [1.0, 2].map {
      try GridDensity(shape: [1, 2], box: box, values: [$0, Double.leastNonzeroMagnitude])
    }
    try FlowFrames(times: [0, 1], states: .grid(densities)).save(to: folder.file("grid.npz"))
    let grid = try NPZArchive(path: folder.file("grid.npz"))
    #expect(
      try grid.requiredArray("density")
        == NumericArray(
          shape: [2, 1, 2],
          values: [1, Double.leastNonzeroMagnitude, 2, Double.leastNonzeroMagnitude]))
    #expect(
      try grid.requiredArray("box") == NumericArray(shape: [2, 2], values: [0, 1, -1, 1]))

    let clouds = try [[1.0, 0], [0, 2]].map {
      try PointCloud(points: Matrix([[1, 2], [3, 4]]), weights: $0)
    }
    try FlowFrames(times: [0, 1], states: .clouds(clouds)).save(to: folder.file("cloud.npz"))
    let cloud = try NPZArchive(path: folder.file("cloud.npz"))
    #expect(try cloud.requiredArray("points").shape == [2, 2, 2])
    #expect(
      try cloud.requiredArray("weights") == NumericArray(shape: [2, 2], values: [1, 0, 0, 2]))
  }

  @Test("Gaussians come back as they were, and keep the names of their coordinates")
  func gaussians() throws {
    let laws = try [0.0, 1].map {
      try Gaussian(mean: [$0, 2], covariance: Matrix([[1, 0.5], [0.5, 2]]), mass: 3)
    }
    let frames = try FlowFrames(times: [0, 1], states: .gaussians(laws), coordinates: ["q", "p"])
    #expect(frames.coordinates == ["q", "p"] && frames.masses == [3, 3])
    try frames.save(to: folder.file("laws.npz"))
    let archive = try NPZArchive(path: folder.file("laws.npz"))
    #expect(
      try archive.requiredArray("means") == NumericArray(shape: [2, 2], values: [0, 2, 1, 2]))
    #expect(try archive.requiredArray("covariances").shape == [2, 2, 2])
    #expect(try archive.requiredArray("covariances").values[1] == 0.5)
    #expect(try archive.requiredArray("masses").values == [3, 3])
  }

  @Test("one state a time, at least one")
  func counts() throws {
    let profile = try QuantileProfile(nodes: [0, 1], masses: [1])
    #expect(throws: TransportError.self) { try FlowFrames(times: [], states: .line([])) }
    #expect(throws: TransportError.self) {
      try FlowFrames(times: [0, 1], states: .line([profile]))
    }
  }

  private static let history = EnergyHistory(
    initialEnergy: 3,
    steps: [
      ProximalStep(
        time: 0.5, energy: 2, distance: 0.5, slope: 1.25, gap: 1e-9, iterations: 4,
        termination: .converged),
      ProximalStep(
        time: 0.75, energy: 2.25, distance: 0.25, slope: 0.5, gap: 2e-9, iterations: 5,
        termination: .stalled),
    ])

  @Test("the table has a row for the start and one a step")
  func table() throws {
    try Self.history.save(to: folder.file("f.csv"))
    let text = try String(decoding: folder.bytes("f.csv"), as: UTF8.self)
    #expect(
      text == """
        time,energy,distance,slope,dissipation,gap,iterations
        0.0,3.0,nan,nan,nan,nan,nan
        0.5,2.0,0.5,1.25,2.0,1e-09,4
        0.75,2.25,0.25,0.5,-1.0,2e-09,5

        """)
  }

  @Test("what proves a flow: rises, the energy inequality, gaps, steps that fell short")
  func proof() {
    let history = Self.history
    #expect(history.largestRise == 0.25)
    // 2.25 + 0.25^2 / (2 * 0.25) - 2 = 0.375, all exact in binary.
    #expect(history.largestExcess == 0.375)
    #expect(history.largestGap == 2e-9 && history.shortSteps == 1 && history.iterations == 9)
    let start = EnergyHistory(initialEnergy: 1, steps: [])
    #expect(start.largestRise == 0 && start.largestGap == 0 && start.descents.isEmpty)
  }
}
