import Foundation
import OptimalTransport
import Testing
import TransportIO

@testable import TransportCommands

/// `ot` as a program, which can be killed.
@Suite("A flow that is cut goes on from its checkpoint", .serialized)
struct FlowResumeTests {
  static let program: String? = {
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let path = tests.deletingLastPathComponent().appendingPathComponent("ot").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()

  private static let flow = """
    {"energy": {"potential": "x^4/4 - x^2/2", "entropy": 0.1},
     "space": {"line": {"cells": 120, "walls": [-3, 3]}},
     "start": {"gaussian": {"mean": 1.2, "covariance": 0.04}},
     "timeStep": 0.004, "duration": 2, "frames": 8}
    """

  /// The words of a run that writes into a folder.
  private static func words(_ flow: String, _ folder: Folder) -> [String] {
    ["flow", flow, "--quiet", "--checkpoint", folder.file("c.ckpt"), "--every", "7", "--resume"]
      + ["--frames", folder.file("f.npz"), "--energy", folder.file("e.csv")]
  }

  private static func outputs(_ folder: Folder) throws -> [Data] {
    try ["f.npz", "e.csv"].map { try Data(contentsOf: URL(fileURLWithPath: folder.file($0))) }
  }

  private static func start(_ words: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(program))
    process.arguments = words
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @Test(
    "killed at random moments, ten times, it ends with the bytes of a run that was not",
    .enabled(if: program != nil))
  func killed() throws {
    let whole = try Folder()
    let flow = try whole.write("f.json", Self.flow)
    let clock = ContinuousClock.now
    let first = try Self.start(Self.words(flow, whole))
    first.waitUntilExit()
    #expect(first.terminationStatus == 0)
    let seconds = (ContinuousClock.now - clock) / .seconds(1)
    let expected = try Self.outputs(whole)
    var generator = SeededGenerator(seed: 5)
    var (kills, cuts) = (0, 0)
    for _ in 0..<10 {
      let folder = try Folder()
      let process = try Self.start(Self.words(flow, folder))
      Thread.sleep(forTimeInterval: generator.uniform() * seconds)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal { kills += 1 }
      if folder.exists("c.ckpt") && !folder.exists("e.csv") { cuts += 1 }
      let rest = try Self.start(Self.words(flow, folder))
      rest.waitUntilExit()
      #expect(rest.terminationStatus == 0)
      #expect(try Self.outputs(folder) == expected)
    }
    // Else nothing was tested.
    #expect(kills >= 3 && cuts >= 2)
  }

  @Test("Ctrl-C leaves the checkpoint, and says so", .enabled(if: program != nil))
  func interrupted() throws {
    let folder = try Folder()
    let slow = Self.flow.replacingOccurrences(of: #""duration": 2"#, with: #""duration": 2000"#)
    let process = Process()
    let messages = Pipe()
    process.executableURL = URL(fileURLWithPath: try #require(Self.program))
    process.arguments = Self.words(try folder.write("f.json", slow), folder)
    process.standardError = messages
    try process.run()
    while !folder.exists("c.ckpt") { Thread.sleep(forTimeInterval: 0.01) }
    // The flag is set after the first file stands.
    Thread.sleep(forTimeInterval: 0.2)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let text = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(
      text == "cancelled; the checkpoint stands: the same command with --resume goes on\n")
    #expect(try FlowCheckpointFile.load(folder.file("c.ckpt")).index.isMultiple(of: 7))
  }

  @Test("a checkpoint of another flow, a torn one and a foreign file are refused by name")
  func refusals() throws {
    let folder = try Folder()
    let flow = try folder.write("f.json", FlowTests.ornsteinUhlenbeck)
    let path = folder.file("c.ckpt")
    let words = ["--checkpoint", path, "--every", "2", "--resume"]
    #expect(RecordedRun(["flow", flow] + words).status == 0)
    let other = try folder.write(
      "g.json",
      FlowTests.ornsteinUhlenbeck.replacingOccurrences(of: "0.5}", with: "0.4}"))
    let foreign = RecordedRun(["flow", other] + words)
    #expect(foreign.status == 65)
    #expect(foreign.error.hasPrefix("Error: \(path): it was written by another flow"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for damaged in [bytes.dropLast(8), bytes.prefix(3), Data("not a checkpoint".utf8)] {
      try damaged.write(to: URL(fileURLWithPath: path))
      let run = RecordedRun(["flow", flow] + words)
      #expect(run.status == 65 && run.error.hasPrefix("Error: \(path): "))
    }
  }

  @Test("--resume starts from the beginning where there is no checkpoint yet")
  func nothingYet() throws {
    let folder = try Folder()
    let flow = try folder.write("f.json", FlowTests.ornsteinUhlenbeck)
    let run = RecordedRun("flow", flow, "--checkpoint", folder.file("none"), "--resume")
    #expect(run.status == 0)
  }
}
