import OptimalTransport

extension NumericArray {
  /// Decodes a whole array file.
  ///
  /// - Throws: `malformedFile`.
  init(npy contents: FileContents) throws(TransportError) {
    self.init(
      npy: contents.bytes, header: try NPYHeader(contents, total: contents.bytes.count))
  }

  /// Decodes the entries that a checked header describes.
  init(npy bytes: [UInt8], header: NPYHeader) {
    let values = header.element.decode(bytes, from: header.dataOffset, count: header.count)
    let isReordered = header.isFortranOrder && header.shape.count > 1 && !values.isEmpty
    self.init(
      uncheckedShape: header.shape,
      values: isReordered ? values.fortranToRowMajor(header.shape) : values)
  }

  /// The array as a version 1 file, least byte first, row-major.
  ///
  /// - Throws: `outOfRange` for a value that the entry type cannot hold.
  func npy(as element: NumericArrayElement) throws(TransportError) -> [UInt8] {
    let shapeText = shape.map { "\($0)," }.joined(separator: " ")
    var text = "{'descr': '\(element.rawValue)', 'fortran_order': False, 'shape': (\(shapeText)), }"
    // The entries start at a multiple of 64, so that they can be mapped into memory.
    text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    var bytes = NPYHeader.magic + [1, 0]
    bytes.append(UInt8(truncatingIfNeeded: text.utf8.count))
    bytes.append(UInt8(truncatingIfNeeded: text.utf8.count >> 8))
    bytes += text.utf8
    switch element {
    case .float64: bytes.append(words: values.map(\.bitPattern))
    case .int64: bytes.append(words: try integers().map { UInt64(bitPattern: Int64($0)) })
    }
    return bytes
  }

  /// The values as integers.
  ///
  /// - Throws: `outOfRange` for a value that is none.
  func integers(argument: String = "array") throws(TransportError) -> [Int] {
    var result: [Int] = []
    result.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      guard let integer = Int(exactly: value) else {
        throw .outOfRange(
          argument: "\(argument)[\(index)]", value: value, expected: "an integer of 64 bits")
      }
      result.append(integer)
    }
    return result
  }
}

extension [UInt8] {
  /// Appends words, least byte first. Unsafe inside: the bytes are copied before the call ends.
  mutating func append(words: [UInt64]) {
    let ordered = words.map(\.littleEndian)
    ordered.withUnsafeBytes { append(contentsOf: $0) }
  }
}

extension [Double] {
  /// The entries of an array stored with its first axis fastest, stored with its last axis fastest.
  fileprivate func fortranToRowMajor(_ shape: [Int]) -> [Double] {
    var strides = [1]
    for extent in shape.dropLast() { strides.append(strides[strides.count - 1] * extent) }
    var index = [Int](repeating: 0, count: shape.count)
    var place = 0
    var result: [Double] = []
    result.reserveCapacity(count)
    for _ in indices {
      result.append(self[place])
      for axis in shape.indices.reversed() {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < shape[axis] { break }
        place -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
    return result
  }
}
