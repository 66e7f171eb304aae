import Foundation
import OptimalTransport
import Testing
import TransportIO

/// `ot` as a program, built into the same folder as these tests.
@Suite("Ctrl-C")
struct InterruptionTests {
  private static let program: String? = {
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let path = tests.deletingLastPathComponent().appendingPathComponent("ot").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()

  @Test(
    "a long solve ends within a second, says so, and leaves no file",
    .enabled(if: program != nil), arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let folder = try Folder()
    let files = try ["a.csv", "b.csv"].enumerated().map { seed, name in
      try MeasureFile.save(Self.cloud(seed: UInt64(seed)), to: folder.file(name))
      return folder.file(name)
    }
    let process = Process()
    let messages = Pipe()
    process.executableURL = URL(fileURLWithPath: try #require(Self.program))
    process.arguments =
      ["solve"] + files + ["--plan", folder.file("p.npz"), "--plot", folder.file("p.png")]
    process.standardError = messages
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: 0.5)
    try #require(process.isRunning)
    let start = ContinuousClock.now
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(ContinuousClock.now - start < .seconds(1))
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 128 + signal)
    let text = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text == "cancelled\n")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.sorted() == ["a.csv", "b.csv"])
  }

  /// Enough points in ten dimensions for minutes.
  private static func cloud(seed: UInt64) throws -> PointCloud {
    var generator = SeededGenerator(seed: seed)
    let elements = (0..<200_000).map { _ in generator.normal() }
    return try PointCloud(points: Matrix(rows: 20_000, columns: 10, elements: elements))
  }
}
