public import OptimalTransport

/// A NumPy archive, `.npz`: named arrays in a zip file, each decoded when it is asked for.
public struct NPZArchive: Sendable {
  private let contents: FileContents
  private let directory: ZipDirectory

  /// Reads the file and its directory.
  ///
  /// - Throws: `fileAccess`, `malformedFile`.
  public init(path: String) throws(TransportError) {
    try self.init(FileContents.read(path))
  }

  init(_ contents: FileContents) throws(TransportError) {
    self.contents = contents
    directory = try ZipDirectory(contents)
  }

  /// The file that the archive was read from.
  public var path: String { contents.path }

  /// The names of the arrays, in the order of the file.
  public var keys: [String] {
    directory.entries.map { $0.name.hasSuffix(".npy") ? String($0.name.dropLast(4)) : $0.name }
  }

  /// The array named `key`; nil where there is none.
  ///
  /// - Throws: `malformedFile` for a damaged member, or one that holds no real numbers.
  public func array(_ key: String) throws(TransportError) -> NumericArray? {
    guard let index = keys.firstIndex(of: key) else { return nil }
    let entry = directory.entries[index]
    let label = "\(contents.path)[\(key)]"
    let range = try dataRange(entry)
    // The array's own header is checked against the promised size before the rest is unpacked.
    let start = FileContents(
      path: label, bytes: try unpacked(entry, range, limit: min(entry.size, 1 << 17)))
    let header = try NPYHeader(start, total: entry.size)
    let bytes =
      start.bytes.count == entry.size
      ? start.bytes : try unpacked(entry, range, limit: entry.size)
    guard bytes.count == entry.size, Zlib.checksum(bytes) == entry.checksum else {
      throw damaged(entry, "does not match its checksum")
    }
    return NumericArray(npy: bytes, header: header)
  }

  /// The array named `key`.
  ///
  /// - Throws: as ``array(_:)``, and `malformedFile` with the keys found where there is none.
  public func requiredArray(_ key: String) throws(TransportError) -> NumericArray {
    guard let array = try array(key) else {
      throw contents.malformed(
        "it has no key '\(key)'; the keys found are \(listed(keys))",
        "Save the array under that key: numpy.savez(file, \(key)=...).")
    }
    return array
  }

  private func damaged(_ entry: ZipDirectory.Entry, _ reason: String) -> TransportError {
    contents.malformed(
      "its member \(entry.name) \(reason)",
      "The file is truncated or damaged: copy it again, or write it again with numpy.savez.")
  }

  /// Where the packed bytes of an entry lie.
  private func dataRange(_ entry: ZipDirectory.Entry) throws(TransportError) -> Range<Int> {
    let bytes = contents.bytes
    guard bytes.int(at: entry.headerOffset, width: 4) == 0x0403_4b50,
      let nameLength = bytes.int(at: entry.headerOffset + 26, width: 2),
      let extraLength = bytes.int(at: entry.headerOffset + 28, width: 2)
    else { throw damaged(entry, "has no header") }
    let start = entry.headerOffset + 30 + nameLength + extraLength
    guard start <= bytes.count, entry.compressedSize <= bytes.count - start else {
      throw damaged(entry, "runs past the end of the file")
    }
    return start..<start + entry.compressedSize
  }

  /// The first `limit` bytes of an entry.
  private func unpacked(
    _ entry: ZipDirectory.Entry, _ range: Range<Int>, limit: Int
  ) throws(TransportError) -> [UInt8] {
    switch entry.method {
    case 0:
      guard entry.size == range.count else { throw damaged(entry, "has two different sizes") }
      return Array(contents.bytes[range.prefix(limit)])
    case 8:
      // Checked by division: the product may overflow.
      guard entry.size / Zlib.greatestExpansion <= range.count + 1, entry.size <= memoryLimit else {
        throw damaged(entry, "claims \(entry.size) bytes, more than it can hold")
      }
      // One byte more than promised, to see a stream that is longer.
      let isWhole = limit == entry.size
      guard
        let result = Zlib.inflated(contents.bytes, range, limit: isWhole ? limit + 1 : limit),
        result.bytes.count == limit, result.isComplete || !isWhole
      else { throw damaged(entry, "does not unpack to the \(entry.size) bytes it claims") }
      return result.bytes
    default:
      throw contents.malformed(
        "its member \(entry.name) is encrypted or packed by an unknown method",
        "Write it with numpy.savez or numpy.savez_compressed.")
    }
  }
}

/// The names in quotes, for a message.
func listed(_ names: [String]) -> String {
  if names.isEmpty { return "none" }
  let shown = names.prefix(12).map { "'\($0.prefix(40))'" }.joined(separator: ", ")
  return names.count > 12 ? shown + ", ..." : shown
}
