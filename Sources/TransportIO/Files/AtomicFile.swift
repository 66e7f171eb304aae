import Foundation
public import OptimalTransport

/// Writes files that appear whole or not at all.
///
/// The bytes go to a nameless file in the target's folder (`O_TMPFILE`), reach the disk, and get the
/// target's name in one step: `linkat` where the name is free, else `linkat` to a hidden name and
/// `rename`. A process killed at any moment leaves the old file or the new one; only between those
/// two last calls can a hidden `.ot-*` file stay behind. Where nameless files are not supported, the hidden
/// file is there from the start, and is removed when writing fails.
///
/// A pipe, a device, and `/dev/stdout` are written straight through.
public enum AtomicFile {
  /// Writes `bytes` to `path`, in place of what is there.
  ///
  /// An existing file keeps its permissions; a new one gets 0644 less the umask. A symbolic link is
  /// followed.
  ///
  /// - Throws: `fileAccess`.
  public static func write(_ bytes: [UInt8], to path: String) throws(TransportError) {
    if let number = standardStream(path) {
      return try Descriptor(borrowing: number, path: path).write(bytes)
    }
    try checkName(path)
    let existing = status(of: path)
    if let existing, existing.st_mode & S_IFMT != S_IFREG {
      return try Descriptor(path, flags: O_WRONLY).write(bytes)
    }
    if existing != nil, access(path, W_OK) != 0 { throw .system(path: path) }
    let target = existing == nil ? path : resolved(path)
    let mode = existing.map { $0.st_mode & 0o777 }
    if try !writeNameless(bytes, to: target, mode: mode) {
      try writeHidden(bytes, to: target, mode: mode)
    }
  }

  /// The descriptor that a name such as `/dev/stdout` stands for.
  private static func standardStream(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default:
      for prefix in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(prefix) {
        return Int32(path.dropFirst(prefix.count))
      }
      return nil
    }
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  /// The file that a path leads to through symbolic links.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// A hidden name in the folder of `path`, new at each call.
  private static func hiddenName(beside path: String) -> String {
    folder(of: path) + "/.ot-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func finish(
    _ file: borrowing Descriptor, _ bytes: [UInt8], mode: mode_t?
  ) throws(TransportError) {
    try file.write(bytes)
    if let mode, fchmod(file.number, mode) != 0 { throw .system(path: file.path) }
    if fsync(file.number) != 0 { throw .system(path: file.path) }
  }

  /// False where the system has no nameless files, and nothing has been done.
  private static func writeNameless(
    _ bytes: [UInt8], to path: String, mode: mode_t?
  ) throws(TransportError) -> Bool {
    #if os(Linux)
      let nameless = O_DIRECTORY | 0o20_000_000  // O_TMPFILE, a macro that Swift does not import
      guard let file = try? Descriptor(folder(of: path), flags: nameless | O_WRONLY, mode: 0o644)
      else { return false }
      do { try finish(file, bytes, mode: mode) } catch { throw error.renamed(path) }
      let source = "/proc/self/fd/\(file.number)"
      if mode == nil, link(source, path) { return true }
      let hidden = hiddenName(beside: path)
      guard link(source, hidden) else { return false }
      try replace(path, by: hidden)
      return true
    #else
      return false
    #endif
  }

  #if os(Linux)
    private static func link(_ source: String, _ name: String) -> Bool {
      linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
    }
  #endif

  private static func writeHidden(
    _ bytes: [UInt8], to path: String, mode: mode_t?
  ) throws(TransportError) {
    let hidden = hiddenName(beside: path)
    do {
      let file = try Descriptor(hidden, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
      try finish(file, bytes, mode: mode)
    } catch {
      unlink(hidden)
      throw error.renamed(path)
    }
    try replace(path, by: hidden)
  }

  private static func replace(_ path: String, by hidden: String) throws(TransportError) {
    guard rename(hidden, path) == 0 else {
      let code = errno
      unlink(hidden)
      throw .system(path: path, code: code)
    }
  }
}

extension TransportError {
  /// The same refusal under the name that the user gave.
  fileprivate func renamed(_ path: String) -> TransportError {
    guard case .fileAccess(_, let reason) = self else { return self }
    return .fileAccess(path: path, reason: reason)
  }
}
