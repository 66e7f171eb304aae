import CZlib

/// The calls of zlib: checksum, inflate and deflate of raw streams.
///
/// Unsafe inside: buffers are lent to zlib for the length of a call, with their sizes; each stream is
/// ended before the function returns.
enum Zlib {
  /// No deflate stream expands by more than this factor (zlib's technical notes: 1032 to 1).
  static let greatestExpansion = 1032

  /// The CRC-32 of part of a list of bytes.
  static func checksum(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    return bytes.withUnsafeBufferPointer { buffer in
      var sum = crc32(0, nil, 0)
      var start = range.lowerBound
      while start < range.upperBound {
        let length = min(range.upperBound - start, 1 << 30)
        sum = crc32(sum, buffer.baseAddress! + start, UInt32(length))
        start += length
      }
      return UInt32(truncatingIfNeeded: sum)
    }
  }

  /// The CRC-32 of a list of bytes.
  static func checksum(_ bytes: [UInt8]) -> UInt32 { checksum(bytes, 0..<bytes.count) }

  /// What became of a compressed stream.
  struct Inflated {
    var bytes: [UInt8]
    /// Whether the stream came to its own end, and used all of the input.
    var isComplete: Bool
  }

  /// Inflates a raw stream, and stops after `limit` bytes. Nil where the stream is damaged.
  static func inflated(_ bytes: [UInt8], _ range: Range<Int>, limit: Int) -> Inflated? {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    var stream = z_stream()
    guard
      inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { inflateEnd(&stream) }
    var source = Feed(range: range)
    var result = Inflated(bytes: [], isComplete: false)
    result.bytes.reserveCapacity(limit)
    while true {
      let code = bytes.step(&stream, &source, into: &result.bytes, limit: limit) {
        inflate(&$0, Z_NO_FLUSH)
      }
      if code == Z_STREAM_END {
        result.isComplete = source.isEmpty
        return result
      }
      guard code == Z_OK || code == Z_BUF_ERROR else { return nil }
      let isStarved = source.isEmpty && stream.avail_out > 0
      if isStarved || result.bytes.count == limit { return result }
    }
  }

  /// The bytes as a raw deflate stream at zlib's default level.
  static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    let code = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      size)
    precondition(code == Z_OK, "zlib has no memory for a compressor")
    defer { deflateEnd(&stream) }
    var source = Feed(range: 0..<bytes.count)
    var result: [UInt8] = []
    while true {
      let isLast = source.range.count <= Feed.greatest
      let code = bytes.step(&stream, &source, into: &result, limit: .max) {
        deflate(&$0, isLast ? Z_FINISH : Z_NO_FLUSH)
      }
      if code == Z_STREAM_END { return result }
    }
  }

  /// The part of the input that zlib has not been given yet.
  fileprivate struct Feed {
    /// zlib counts in 32 bits.
    static let greatest = 1 << 30
    var range: Range<Int>
    var isEmpty: Bool { range.isEmpty }
  }
}

extension [UInt8] {
  /// One call of zlib: gives it the next input if it has none, and appends its output, `limit` in all.
  fileprivate func step(
    _ stream: inout z_stream, _ source: inout Zlib.Feed, into output: inout [UInt8], limit: Int,
    _ call: (inout z_stream) -> Int32
  ) -> Int32 {
    withUnsafeBufferPointer { input in
      let start = source.range.lowerBound
      let length = Swift.min(source.range.count, Zlib.Feed.greatest)
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + start })
      stream.avail_in = UInt32(length)
      let room = Swift.min(1 << 20, limit - output.count)
      var code = Z_OK
      let piece = [UInt8](unsafeUninitializedCapacity: Swift.max(room, 1)) { buffer, count in
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(room)
        code = call(&stream)
        count = room - Int(stream.avail_out)
      }
      source.range = start + length - Int(stream.avail_in)..<source.range.upperBound
      stream.avail_in = 0
      output.append(contentsOf: piece)
      return code
    }
  }
}
