/// Puts a zip archive together in memory.
struct ZipWriter {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0
  /// Sizes and places from here on are written in 64 bits; the format needs it from 2^32 - 1.
  private let wideFrom: Int

  init(wideFrom: Int) { self.wideFrom = wideFrom }

  /// Appends one member.
  mutating func add(name: String, _ content: [UInt8], isCompressed: Bool) {
    let packed = isCompressed ? Zlib.deflated(content) : content
    let offset = bytes.count
    let isWide = max(content.count, packed.count, offset) >= wideFrom
    var common: [UInt8] = []
    common.append(isWide ? 45 : 20, width: 2)  // the version needed to read it
    common.append(0x0800, width: 2)  // the name is UTF-8
    common.append(isCompressed ? 8 : 0, width: 2)
    common.append(0, width: 2)  // midnight
    common.append(0x0021, width: 2)  // 1980-01-01
    common.append(Int(Zlib.checksum(content)), width: 4)
    common.append(isWide ? 0xffff_ffff : packed.count, width: 4)
    common.append(isWide ? 0xffff_ffff : content.count, width: 4)
    common.append(name.utf8.count, width: 2)
    let sizes = isWide ? [content.count, packed.count] : []

    bytes.append(0x0403_4b50, width: 4)
    bytes += common
    let extra = Self.extra(sizes)
    bytes.append(extra.count, width: 2)
    bytes += Array(name.utf8) + extra
    bytes += packed

    directory.append(0x0201_4b50, width: 4)
    directory.append(isWide ? 45 : 20, width: 2)  // the version that made it
    directory += common
    let wideExtra = Self.extra(isWide ? sizes + [offset] : [])
    directory.append(wideExtra.count, width: 2)
    directory.append(0, width: 10)  // no comment, first disk, no attributes
    directory.append(isWide ? 0xffff_ffff : offset, width: 4)
    directory += Array(name.utf8) + wideExtra
    count += 1
  }

  /// The archive with its directory.
  consuming func finished() -> [UInt8] {
    let start = bytes.count
    bytes += directory
    let isWide = start >= wideFrom || count >= 0xffff
    if isWide { appendWideEnd(start) }
    bytes.append(0x0605_4b50, width: 4)
    bytes.append(0, width: 4)
    bytes.append(isWide ? 0xffff : count, width: 2)
    bytes.append(isWide ? 0xffff : count, width: 2)
    bytes.append(isWide ? 0xffff_ffff : directory.count, width: 4)
    bytes.append(isWide ? 0xffff_ffff : start, width: 4)
    bytes.append(0, width: 2)
    return bytes
  }

  private mutating func appendWideEnd(_ start: Int) {
    let place = bytes.count
    bytes.append(0x0606_4b50, width: 4)
    bytes.append(44, width: 8)
    bytes.append(45, width: 2)
    bytes.append(45, width: 2)
    bytes.append(0, width: 8)
    for value in [count, count, directory.count, start] { bytes.append(value, width: 8) }
    bytes.append(0x0706_4b50, width: 4)
    bytes.append(0, width: 4)
    bytes.append(place, width: 8)
    bytes.append(1, width: 4)
  }

  /// The extra field of 64-bit values; none where there are none.
  private static func extra(_ values: [Int]) -> [UInt8] {
    guard !values.isEmpty else { return [] }
    var field: [UInt8] = []
    field.append(1, width: 2)
    field.append(8 * values.count, width: 2)
    for value in values { field.append(value, width: 8) }
    return field
  }
}

extension [UInt8] {
  /// Appends an integer in `width` bytes, least byte first.
  fileprivate mutating func append(_ value: Int, width: Int) {
    for k in 0..<width { append(k < 8 ? UInt8(truncatingIfNeeded: value >> (8 * k)) : 0) }
  }
}
