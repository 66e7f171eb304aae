import OptimalTransport

/// The central directory of a zip archive (PKWARE APPNOTE 6.3, with the 64-bit extensions).
struct ZipDirectory: Sendable {
  /// Where one member of the archive lies, and what it is to be checked against.
  struct Entry: Sendable, Equatable {
    var name: String
    var method: Int
    var checksum: UInt32
    var compressedSize: Int
    var size: Int
    var headerOffset: Int
  }

  let entries: [Entry]

  private static let remedy =
    "The file is truncated or damaged: copy it again, or write it again with numpy.savez."

  /// Reads the directory from the end of the file.
  ///
  /// - Throws: `malformedFile`.
  init(_ contents: FileContents) throws(TransportError) {
    guard contents.bytes.starts(with: [0x50, 0x4b]) else {
      throw contents.malformed(
        "it does not start as an npz archive does", "Write it with numpy.savez.")
    }
    guard let end = Self.endRecord(contents.bytes) else {
      throw contents.malformed("it has no zip directory at its end", Self.remedy)
    }
    guard let entries = Self.entries(contents.bytes, end) else {
      throw contents.malformed("its zip directory is damaged", Self.remedy)
    }
    var seen: Set<String> = []
    for entry in entries where !seen.insert(entry.name).inserted {
      throw contents.malformed(
        "it holds two members named \(entry.name)", "Give each its own name.")
    }
    self.entries = entries
  }

  private struct End {
    var count: Int
    var offset: Int
    /// Where the directory must have come to its end.
    var limit: Int
  }

  /// The record that closes the archive; a comment of up to 65535 bytes may follow it.
  private static func endRecord(_ bytes: [UInt8]) -> End? {
    guard bytes.count >= 22 else { return nil }
    for start in stride(from: bytes.count - 22, through: max(0, bytes.count - 65557), by: -1) {
      guard bytes[start] == 0x50, bytes.int(at: start, width: 4) == 0x0605_4b50,
        bytes.int(at: start + 20, width: 2) == bytes.count - start - 22,
        let count = bytes.int(at: start + 10, width: 2),
        let offset = bytes.int(at: start + 16, width: 4)
      else { continue }
      if let wide = wideEndRecord(bytes, before: start) { return wide }
      return End(count: count, offset: offset, limit: start)
    }
    return nil
  }

  /// The 64-bit record, found through the locator that stands just before the short one.
  private static func wideEndRecord(_ bytes: [UInt8], before start: Int) -> End? {
    guard bytes.int(at: start - 20, width: 4) == 0x0706_4b50,
      let place = bytes.int(at: start - 12, width: 8),
      bytes.int(at: place, width: 4) == 0x0606_4b50,
      let count = bytes.int(at: place + 32, width: 8),
      let offset = bytes.int(at: place + 48, width: 8)
    else { return nil }
    return End(count: count, offset: offset, limit: place)
  }

  private static func entries(_ bytes: [UInt8], _ end: End) -> [Entry]? {
    var entries: [Entry] = []
    var place = end.offset
    while place < end.limit {
      guard bytes.int(at: place, width: 4) == 0x0201_4b50,
        let nameLength = bytes.int(at: place + 28, width: 2),
        let extraLength = bytes.int(at: place + 30, width: 2),
        let commentLength = bytes.int(at: place + 32, width: 2)
      else { return nil }
      let nameEnd = place + 46 + nameLength
      guard nameEnd + extraLength + commentLength <= end.limit,
        let entry = entry(bytes, at: place, nameEnd: nameEnd, extraEnd: nameEnd + extraLength)
      else { return nil }
      entries.append(entry)
      place = nameEnd + extraLength + commentLength
    }
    return place == end.limit && entries.count == end.count ? entries : nil
  }

  private static func entry(
    _ bytes: [UInt8], at place: Int, nameEnd: Int, extraEnd: Int
  ) -> Entry? {
    guard let flags = bytes.int(at: place + 8, width: 2),
      let method = bytes.int(at: place + 10, width: 2),
      let checksum = bytes.littleEndian(at: place + 16, width: 4),
      let compressedSize = bytes.int(at: place + 20, width: 4),
      let size = bytes.int(at: place + 24, width: 4),
      let offset = bytes.int(at: place + 42, width: 4)
    else { return nil }
    var entry = Entry(
      name: String(decoding: bytes[place + 46..<nameEnd], as: UTF8.self),
      // A set lowest flag means encryption; no method has this number.
      method: flags & 1 == 0 ? method : -1, checksum: UInt32(checksum),
      compressedSize: compressedSize, size: size, headerOffset: offset)
    return entry.widen(bytes, nameEnd..<extraEnd) ? entry : nil
  }
}

extension ZipDirectory.Entry {
  /// Takes the sizes that do not fit in 32 bits from the extra field 0x0001.
  fileprivate mutating func widen(_ bytes: [UInt8], _ extra: Range<Int>) -> Bool {
    let isWide = 0xffff_ffff
    guard size == isWide || compressedSize == isWide || headerOffset == isWide else { return true }
    var place = extra.lowerBound
    while let identifier = bytes.int(at: place, width: 2),
      let length = bytes.int(at: place + 2, width: 2), place + 4 + length <= extra.upperBound
    {
      if identifier == 1 { return widen(bytes, fieldAt: place + 4, length: length) }
      place += 4 + length
    }
    return false
  }

  private mutating func widen(_ bytes: [UInt8], fieldAt start: Int, length: Int) -> Bool {
    var place = start
    func next() -> Int? {
      defer { place += 8 }
      return place + 8 <= start + length ? bytes.int(at: place, width: 8) : nil
    }
    if size == 0xffff_ffff {
      guard let value = next() else { return false }
      size = value
    }
    if compressedSize == 0xffff_ffff {
      guard let value = next() else { return false }
      compressedSize = value
    }
    if headerOffset == 0xffff_ffff {
      guard let value = next() else { return false }
      headerOffset = value
    }
    return true
  }
}

extension [UInt8] {
  /// As `littleEndian`, for sizes and places: nil also beyond 2^62, so that two of them add up safely.
  func int(at offset: Int, width: Int) -> Int? {
    guard let value = littleEndian(at: offset, width: width), value < 1 << 62 else { return nil }
    return Int(value)
  }
}
