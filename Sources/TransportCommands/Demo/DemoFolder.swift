import Foundation
import OptimalTransport

/// The folder that `ot demo` fills.
struct DemoFolder {
  private let root: URL

  /// Makes the folder, with `data` and `figures` in it, where they are missing.
  ///
  /// - Throws: `fileAccess`.
  init(_ path: String) throws(TransportError) {
    guard !path.isEmpty else {
      throw .fileAccess(path: path, reason: "--output needs the name of a folder.")
    }
    root = URL(fileURLWithPath: path).standardizedFileURL
    for name in ["data", "figures"] {
      do {
        try FileManager.default.createDirectory(
          at: root.appendingPathComponent(name), withIntermediateDirectories: true)
      } catch {
        throw .fileAccess(
          path: path, reason: "the folder cannot be made; give one that can be written.")
      }
    }
  }

  /// The full name of a file in the folder.
  func path(_ name: String) -> String { root.appendingPathComponent(name).path }
}
