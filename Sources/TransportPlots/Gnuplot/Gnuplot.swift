import Foundation
import OptimalTransport

/// The gnuplot process.
enum Gnuplot {
  /// Runs a script and returns the bytes of the file `output` that it writes.
  ///
  /// Script, messages and output are files of a private folder, where gnuplot works, so that no
  /// pipe can fill up and no path needs quoting. The user's `~/.gnuplot` is not read.
  static func run(script: String, output: String) throws(TransportError) -> Data {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    guard let executable = executable(on: path) else {
      throw .fileAccess(
        path: "gnuplot",
        reason: "not found; install gnuplot-nox (apt-get install gnuplot-nox)")
    }
    do {
      let folder = try PrivateFolder()
      defer { folder.remove() }
      let status = try folder.run(executable, script: script)
      let data = folder.contents(of: output)
      guard status == 0, let data, !data.isEmpty else {
        throw TransportError.fileAccess(
          path: "gnuplot", reason: "failed with status \(status): \(folder.messages)")
      }
      return data
    } catch let error as TransportError {
      throw error
    } catch {
      throw .fileAccess(path: "gnuplot", reason: "cannot run: \(error)")
    }
  }

  /// The first executable file named gnuplot in the folders of a search path.
  static func executable(on path: String) -> URL? {
    path.split(separator: ":")
      .map { URL(fileURLWithPath: String($0)).appendingPathComponent("gnuplot") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}

/// A new folder that only this user can read.
private struct PrivateFolder {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("transport-figure-" + UUID().uuidString)
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  func remove() { try? FileManager.default.removeItem(at: url) }

  func contents(of name: String) -> Data? {
    try? Data(contentsOf: url.appendingPathComponent(name))
  }

  /// What gnuplot printed, at most a few lines of it.
  var messages: String {
    let text = contents(of: "messages").map { String(decoding: $0, as: UTF8.self) } ?? ""
    let lines = text.split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    return lines.isEmpty ? "it printed no reason" : lines.suffix(4).joined(separator: "; ")
  }

  func run(_ executable: URL, script: String) throws -> Int32 {
    try Data(script.utf8).write(to: url.appendingPathComponent("script"))
    try Data().write(to: url.appendingPathComponent("messages"))
    let messages = try FileHandle(forWritingTo: url.appendingPathComponent("messages"))
    defer { try? messages.close() }
    let process = Process()
    process.executableURL = executable
    // By its name: gnuplot reads its standard input one byte at a time.
    process.arguments = ["--default-settings", "script"]
    process.currentDirectoryURL = url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = messages
    process.standardError = messages
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
