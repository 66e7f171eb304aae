import Foundation
import OptimalTransport
import Testing

@testable import TransportIO

/// A folder of its own for one test, removed at the end.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/ot-io-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and returns its path.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try FileContents.read(file(name)).bytes
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

extension FileContents {
  /// Bytes that stand for the file "f".
  init(_ bytes: [UInt8]) { self.init(path: "f", bytes: bytes) }
  init(_ text: String) { self.init(Array(text.utf8)) }
}

/// The message of the transport error that `body` throws; "none" where it throws none.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "none"
  } catch let error as TransportError {
    return error.description
  } catch {
    return "another error: \(error)"
  }
}
