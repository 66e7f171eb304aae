import Foundation
import OptimalTransport

/// The bytes of a file, with the name that errors about them carry.
struct FileContents: Sendable {
  let path: String
  let bytes: [UInt8]

  /// The error that says what is wrong with these bytes and how to mend them.
  func malformed(_ reason: String, _ remedy: String) -> TransportError {
    .malformedFile(path: path, reason: reason, remedy: remedy)
  }

  /// Reads a whole file, or a pipe up to its end.
  ///
  /// - Throws: `fileAccess`.
  static func read(_ path: String) throws(TransportError) -> FileContents {
    let file = try Descriptor(path, flags: O_RDONLY)
    let expected = min(file.status.map { Int($0.st_size) } ?? 0, memoryLimit)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(expected + 1)
    // Pieces of a large file fill 4 MiB; a small one is not worth clearing so much memory for.
    let piece = min(1 << 22, max(1 << 12, expected + 1))
    while try file.append(to: &bytes, atMost: piece) {
      guard bytes.count <= memoryLimit else {
        throw .fileAccess(
          path: path, reason: "it does not fit in memory; give a file below \(memoryLimit) bytes")
      }
    }
    return FileContents(path: path, bytes: bytes)
  }
}

/// The most bytes that one input may ask for: half of this machine's memory.
let memoryLimit = Int(clamping: ProcessInfo.processInfo.physicalMemory / 2)

extension TransportError {
  /// The same error, with a file's name before the argument's.
  func inFile(_ path: String) -> TransportError {
    func name(_ argument: String) -> String { "\(path): \(argument)" }
    return switch self {
    case .emptyInput(let argument):
      .emptyInput(argument: name(argument))
    case .shapeMismatch(let argument, let expected, let found):
      .shapeMismatch(argument: name(argument), expected: expected, found: found)
    case .nonFinite(let argument, let index, let value):
      .nonFinite(argument: name(argument), index: index, value: value)
    case .negativeMass(let argument, let index, let value):
      .negativeMass(argument: name(argument), index: index, value: value)
    case .degenerateMass(let argument, let mass):
      .degenerateMass(argument: name(argument), mass: mass)
    case .outOfRange(let argument, let value, let expected):
      .outOfRange(argument: name(argument), value: value, expected: expected)
    case .notPositiveDefinite(let argument, let eigenvalue):
      .notPositiveDefinite(argument: name(argument), smallestEigenvalue: eigenvalue)
    case .invalidCost(let argument, let row, let column, let value):
      .invalidCost(argument: name(argument), row: row, column: column, value: value)
    default: self
    }
  }
}

/// Runs `body`; its errors come out with the file's name in them.
func naming<Result>(
  _ path: String, _ body: () throws(TransportError) -> Result
) throws(TransportError) -> Result {
  do { return try body() } catch { throw error.inFile(path) }
}
