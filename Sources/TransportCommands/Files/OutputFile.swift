import Foundation
import OptimalTransport

/// A file that a command is to write: checked before the work, written after it.
struct OutputFile {
  /// The option that names it, with its dashes.
  let option: String
  let path: String

  /// Collects the two; nil when the option was not given.
  init?(_ option: String, _ path: String?) {
    guard let path else { return nil }
    self.option = option
    self.path = path
  }

  /// Refuses what is sure to fail: a folder that is missing or closed, an input or another output.
  ///
  /// - Throws: `UsageError`, `TransportError.fileAccess`.
  static func check(_ outputs: [OutputFile], inputs: [String]) throws {
    for (k, output) in outputs.enumerated() {
      let identity = output.identity
      if let input = inputs.first(where: { realPath($0) == identity }) {
        throw UsageError(
          description: "\(output.option) \(output.path) would overwrite the input \(input); "
            + "give another name.")
      }
      if let other = outputs[..<k].first(where: { $0.identity == identity && !$0.isDevice }) {
        throw UsageError(
          description: "\(other.option) and \(output.option) name the same file \(output.path); "
            + "give them different names.")
      }
      try output.checkWritable()
    }
  }

  /// Throws unless the name ends in `.npz`.
  func checkIsArchive() throws {
    guard !path.isEmpty else {
      throw UsageError(description: "\(option) needs the name of a file.")
    }
    guard (path as NSString).pathExtension.lowercased() == "npz" || isDevice else {
      throw UsageError(
        description: "\(option) \(path) must end in .npz, the only format it is written in.")
    }
  }

  private var isDevice: Bool { path.hasPrefix("/dev/") }

  private var folder: String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  /// The full name of the file, through links, whether it exists or not.
  private var identity: String {
    if let real = realPath(path) { return real }
    return (realPath(folder) ?? folder) + "/" + (path as NSString).lastPathComponent
  }

  private func checkWritable() throws(TransportError) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if path.isEmpty || (exists && isFolder.boolValue) {
      throw .fileAccess(
        path: path, reason: "\(option) needs the name of a file, and this is a folder.")
    }
    if exists {
      guard access(path, W_OK) == 0 else { throw denied("the file cannot be written") }
    }
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      throw .fileAccess(path: path, reason: "there is no folder \(folder); create it first.")
    }
    guard isDevice || access(folder, W_OK | X_OK) == 0 else {
      throw denied("the folder \(folder) cannot be written")
    }
  }

  private func denied(_ what: String) -> TransportError {
    .fileAccess(path: path, reason: "\(what): \(String(cString: strerror(errno))).")
  }
}

/// The full name of an existing file, through links; nil where there is none.
private func realPath(_ path: String) -> String? {
  guard let real = realpath(path, nil) else { return nil }
  defer { free(real) }
  return String(cString: real)
}
