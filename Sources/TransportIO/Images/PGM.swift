import OptimalTransport

/// Portable grey maps (netpbm), plain (`P2`) and raw (`P5`), of up to 65535 levels.
enum PGM {
  private static let remedy = "The file is truncated or damaged: copy it again, or save it again."

  /// Decodes a picture.
  ///
  /// - Throws: `malformedFile`.
  static func decode(_ contents: FileContents) throws(TransportError) -> GreyImage {
    let isRaw = contents.bytes.starts(with: Array("P5".utf8))
    guard isRaw || contents.bytes.starts(with: Array("P2".utf8)) else {
      throw contents.malformed("it does not start with P2 or P5", "Save it as PGM, or as PNG.")
    }
    var scanner = Scanner(bytes: contents.bytes, position: 2)
    guard let width = scanner.integer(), let height = scanner.integer(),
      let greatest = scanner.integer(), (1...65535).contains(greatest)
    else {
      throw contents.malformed(
        "its header is not width, height and a greatest level of 1 to 65535", remedy)
    }
    try GreyImage.checkSize(width: width, height: height, contents)
    let pixels = width * height
    let levels =
      isRaw
      ? try raw(contents, from: scanner.position + 1, pixels, isWide: greatest > 255)
      : try plain(contents, &scanner, pixels)
    if let index = levels.firstIndex(where: { $0 > Double(greatest) }) {
      throw contents.malformed(
        "row \(index / width), column \(index % width) has level \(Int(levels[index])), "
          + "above the greatest level \(greatest) of its header", "Correct one of the two.")
    }
    return GreyImage(uncheckedWidth: width, height: height, levels: levels)
  }

  private static func raw(
    _ contents: FileContents, from start: Int, _ pixels: Int, isWide: Bool
  ) throws(TransportError) -> [Double] {
    let width = isWide ? 2 : 1
    guard contents.bytes.count - start == pixels * width else {
      throw contents.malformed(
        "its header promises \(pixels * width) bytes of pixels, but "
          + "\(max(contents.bytes.count - start, 0)) follow", remedy)
    }
    if !isWide { return contents.bytes[start...].map(Double.init) }
    return (0..<pixels).map {
      Double(Int(contents.bytes[start + 2 * $0]) << 8 | Int(contents.bytes[start + 2 * $0 + 1]))
    }
  }

  private static func plain(
    _ contents: FileContents, _ scanner: inout Scanner, _ pixels: Int
  ) throws(TransportError) -> [Double] {
    var levels: [Double] = []
    levels.reserveCapacity(min(pixels, contents.bytes.count))
    while let level = scanner.integer() { levels.append(Double(level)) }
    guard levels.count == pixels, scanner.isAtEnd else {
      throw contents.malformed(
        "its header promises \(pixels) levels, but \(levels.count) follow", remedy)
    }
    return levels
  }

  /// Encodes grey levels 0 to 255, raw.
  static func encode(width: Int, height: Int, _ levels: [UInt8]) -> [UInt8] {
    Array("P5\n\(width) \(height)\n255\n".utf8) + levels
  }

  /// Reads decimal numbers; spaces and `#` comments may stand between them.
  private struct Scanner {
    let bytes: [UInt8]
    var position: Int

    var isAtEnd: Bool { position >= bytes.count }

    mutating func integer() -> Int? {
      skipSpace()
      let start = position
      var value = 0
      while !isAtEnd, (0x30...0x39).contains(bytes[position]), value < 1 << 40 {
        value = value * 10 + Int(bytes[position] - 0x30)
        position += 1
      }
      return position > start ? value : nil
    }

    private mutating func skipSpace() {
      var isComment = false
      while !isAtEnd {
        let byte = bytes[position]
        if byte == UInt8(ascii: "#") { isComment = true }
        if byte == 0x0a || byte == 0x0d { isComment = false }
        guard isComment || byte == 0x20 || (0x09...0x0d).contains(byte) else { return }
        position += 1
      }
    }
  }
}
