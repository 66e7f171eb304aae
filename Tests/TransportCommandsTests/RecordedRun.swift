import Foundation
import OptimalTransport
import Synchronization
import Testing

@testable import TransportCommands

/// What a command line printed, and how it ended.
struct RecordedRun {
  let status: Int32
  let output: String
  let error: String

  /// Runs `ot` with these words, in this process.
  init(_ arguments: String..., showingProgress: Bool = false) {
    self.init(arguments, showingProgress: showingProgress)
  }

  init(_ arguments: [String], showingProgress: Bool = false) {
    let record = Record()
    let console = Console(
      output: { text throws(TransportError) in record.output.withLock { $0 += text } },
      error: { text in record.error.withLock { $0 += text } }, showsProgress: showingProgress)
    status = OptimalTransportCommand.run(arguments, on: console)
    output = record.output.withLock { $0 }
    error = record.error.withLock { $0 }
  }

  private final class Record: Sendable {
    let output = Mutex("")
    let error = Mutex("")
  }

  /// The JSON object on the output.
  var json: [String: Any] {
    get throws {
      let object = try JSONSerialization.jsonObject(with: Data(output.utf8))
      return try #require(object as? [String: Any])
    }
  }

  /// The number under a key.
  func number(_ key: String) throws -> Double { try #require(json[key] as? Double) }
}

/// A folder of its own for one test, removed at the end.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/ot-commands-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  /// Writes a file and returns its path.
  func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// Two clouds of three and two points in the plane.
  ///
  /// Squared distances from (0,0), (1,0), (0,1) to (1,1) and (0,0) are 2, 1, 1 and 0, 1, 1; the masses
  /// 1/2, 1/4, 1/4 go to 1/2, 1/2, so (0,0) stays and the others move by 1: the value is 1/2.
  func triangle() throws -> (source: String, target: String) {
    (
      try write("source.csv", "x1,x2,weight\n0,0,0.5\n1,0,0.25\n0,1,0.25\n"),
      try write("target.csv", "x1,x2,weight\n1,1,0.5\n0,0,0.5\n")
    )
  }
}
