import Foundation
public import OptimalTransport

/// Checkpoints of flows in files, which appear whole or not at all: a run that is killed while it
/// writes one leaves the one before.
public enum FlowCheckpointFile {
  /// Writes a checkpoint; it has reached the disk when this returns.
  ///
  /// - Throws: `fileAccess`.
  public static func save(_ checkpoint: FlowCheckpoint, to path: String) throws(TransportError) {
    try AtomicFile.write([UInt8](checkpoint.data), to: path)
  }

  /// Whether there is a file of this name.
  public static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Reads a checkpoint.
  ///
  /// - Throws: `fileAccess`; `malformedFile` for a file that is none, of another version, cut short
  ///   or changed.
  public static func load(_ path: String) throws(TransportError) -> FlowCheckpoint {
    let contents = try FileContents.read(path)
    do { return try FlowCheckpoint(data: Data(contents.bytes)) } catch {
      throw error.about(checkpoint: path)
    }
  }
}

extension TransportError {
  /// The same refusal of a checkpoint under its file's name.
  public func about(checkpoint path: String) -> TransportError {
    guard case .malformedFile("checkpoint", let reason, let remedy) = self else { return self }
    return .malformedFile(path: path, reason: reason, remedy: remedy)
  }
}
