import Foundation
import OptimalTransport

/// An open file; the only place that reads and writes through the system.
///
/// Unsafe inside: each buffer is lent to `read` or `write` for the length of the call, with its size.
struct Descriptor: ~Copyable {
  let number: Int32
  let path: String
  private let isOwned: Bool

  /// Opens `path`.
  ///
  /// - Throws: `fileAccess`.
  init(_ path: String, flags: Int32, mode: mode_t = 0) throws(TransportError) {
    try checkName(path)
    let number = retrying { open(path, flags | O_CLOEXEC, mode) }
    guard number >= 0 else { throw .system(path: path) }
    self.init(number: number, path: path, isOwned: true)
  }

  /// Borrows a descriptor that is open already.
  init(borrowing number: Int32, path: String) {
    self.init(number: number, path: path, isOwned: false)
  }

  private init(number: Int32, path: String, isOwned: Bool) {
    self.number = number
    self.path = path
    self.isOwned = isOwned
  }

  deinit { if isOwned { close(number) } }

  /// The size, the kind and the permissions; nil where the system keeps them to itself.
  var status: stat? {
    var status = stat()
    return fstat(number, &status) == 0 ? status : nil
  }

  /// Appends the next bytes, `limit` at most; false at the end of the file.
  func append(to bytes: inout [UInt8], atMost limit: Int) throws(TransportError) -> Bool {
    let number = number
    var failed = false
    let piece = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      let found = retrying { read(number, buffer.baseAddress, limit) }
      failed = found < 0
      count = max(found, 0)
    }
    if failed { throw .system(path: path) }
    bytes.append(contentsOf: piece)
    return !piece.isEmpty
  }

  /// Writes all of `bytes`.
  func write(_ bytes: [UInt8]) throws(TransportError) {
    let number = number
    let succeeded = bytes.withUnsafeBytes { buffer in
      var start = 0
      while start < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[start...])
        let written = retrying {
          Foundation.write(number, rest.baseAddress, min(rest.count, 1 << 30))
        }
        guard written > 0 else { return false }
        start += written
      }
      return true
    }
    if !succeeded { throw .system(path: path) }
  }
}

/// Throws where the system could not be handed the name as it is.
func checkName(_ path: String) throws(TransportError) {
  guard !path.isEmpty, !path.utf8.contains(0) else {
    throw .fileAccess(
      path: path, reason: "no file has this name; give 1 or more characters, none of them NUL")
  }
}

/// Calls again what a signal has interrupted.
func retrying<Value: SignedInteger>(_ call: () -> Value) -> Value {
  while true {
    let value = call()
    if value != -1 || errno != EINTR { return value }
  }
}

extension TransportError {
  /// What the system has just refused, in its own words, and a way out.
  static func system(path: String, code: Int32 = errno) -> TransportError {
    let remedy =
      switch code {
      case ENOENT: "check the spelling of the path, and that its folder exists"
      case EACCES, EPERM, EROFS: "change the permissions, or choose another folder"
      case EISDIR, ENOTDIR: "name a file inside a folder"
      case ENOSPC, EDQUOT: "free some space, or choose another disk"
      case ENAMETOOLONG: "choose a shorter name"
      default: "check the file and its folder"
      }
    return .fileAccess(path: path, reason: "\(String(cString: strerror(code))); \(remedy)")
  }
}
