import OptimalTransport
import Synchronization
import Testing

@testable import TransportIO

@Suite("Flows that are run from what their file says")
struct FlowTaskTests {
  /// Points in a well, without noise.
  private static let well =
    #"{"energy": {"potential": {"quadratic": 1}}, "space": {"particles": {"dimension": 1}}, "#
    + #""timeStep": 0.5, "duration": 1, "frames": 2"#

  @Test("points in a well take the proximal steps x / (1 + tau)")
  func steps() throws {
    let text = Self.well + #", "start": {"points": [[1], [-2]], "weights": [0.25, 0.75]}}"#
    let found = try FlowTask(file: FlowFile(json: text)).run()
    guard case .clouds(let clouds) = found.frames.states else { return #expect(Bool(false)) }
    #expect(found.frames.times == [0, 0.5, 1] && found.frameIndices == [0, 1, 2])
    // The descent's own tolerance, far below what is tested.
    #expect(
      zip(clouds[2].points.elements, [1 / 2.25, -2 / 2.25]).allSatisfy { abs($0 - $1) < 1e-7 })
    #expect(found.isMet && found.termination == .converged && found.file.title == "flow")
  }

  @Test("a start that is given is that of the text, and both together are refused")
  func start() throws {
    let cloud = try PointCloud(points: Matrix([[1], [-2]]), weights: [0.25, 0.75])
    let written = Self.well + #", "start": {"points": [[1], [-2]], "weights": [0.25, 0.75]}}"#
    let given = try FlowTask(file: FlowFile(json: Self.well + "}", start: cloud)).run()
    let told = try FlowTask(file: FlowFile(json: written)).run()
    #expect(given.history == told.history)
    #expect(throws: TransportError.self) { try FlowFile(json: written, start: cloud) }
    #expect(throws: TransportError.self) { try FlowFile(json: Self.well + "}") }
    #expect(throws: TransportError.self) {
      try FlowFile(json: #"{"flow": "doubleWell"}"#, start: cloud)
    }
  }

  @Test("names of files are relative to the folder that is given")
  func folder() throws {
    let folder = try Folder()
    _ = try folder.write("start.csv", "x1,weight\n1,0.25\n-2,0.75\n")
    let text = Self.well + #", "start": "start.csv"}"#
    let file = try FlowFile(json: text, folder: folder.path)
    guard case .written(_, _, let start) = file.content else { return #expect(Bool(false)) }
    #expect((start as? PointCloud)?.weights == [0.25, 0.75])
    #expect(throws: TransportError.self) { try FlowFile(json: text, folder: folder.path + "/no") }
  }

  @Test("checkpoints are told of once they stand")
  func checkpoints() throws {
    let folder = try Folder()
    let count = Mutex(0)
    let cloud = try PointCloud(points: Matrix([[1], [-2]]))
    let task = FlowTask(
      file: try FlowFile(json: Self.well + "}", start: cloud),
      checkpoints: FlowCheckpoints(
        path: folder.file("f.ckpt"), interval: 1, resumes: false,
        saved: { count.withLock { $0 += 1 } }))
    let found = try task.run()
    #expect(count.withLock { $0 } == 2 && FlowCheckpointFile.exists(folder.file("f.ckpt")))
    // Gone on from its end, there is nothing left to do.
    var again = task
    again.checkpoints = FlowCheckpoints(path: folder.file("f.ckpt"), interval: 1, resumes: true)
    #expect(try again.run().history == found.history)
  }
}
