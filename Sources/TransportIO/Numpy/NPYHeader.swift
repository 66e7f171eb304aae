import OptimalTransport

/// The header of a NumPy array file, checked against the bytes that are really there.
///
/// Layout (NumPy enhancement proposal 1): magic, version, header length, a Python dictionary with
/// `descr`, `fortran_order` and `shape`, then the entries.
struct NPYHeader: Equatable {
  let element: NPYElement
  let isFortranOrder: Bool
  let shape: [Int]
  /// The number of entries.
  let count: Int
  /// Where the entries start.
  let dataOffset: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let resave = "Write it again with numpy.save(file, array)."

  /// Parses the start of an array file of `total` bytes, of which `contents` may hold the first few.
  ///
  /// - Throws: `malformedFile`.
  init(_ contents: FileContents, total: Int) throws(TransportError) {
    let text = try Self.dictionaryText(contents)
    dataOffset = text.endIndex
    guard case .dictionary(let entries)? = PythonLiteral(text),
      let descriptor = entries["descr"],
      case .bool(let isFortranOrder)? = entries["fortran_order"],
      case .sequence(let extents)? = entries["shape"]
    else {
      throw contents.malformed(
        "its header is not a dictionary of descr, fortran_order and shape", Self.resave)
    }
    guard case .string(let name) = descriptor else {
      throw contents.malformed("it holds records", "Save each field as an array of its own.")
    }
    guard let element = NPYElement(name) else {
      let (reason, remedy) = NPYElement.objection(to: name)
      throw contents.malformed(reason, remedy)
    }
    self.element = element
    self.isFortranOrder = isFortranOrder
    shape = try Self.shape(extents, contents)
    count = try Self.checkedCount(shape, contents)
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: element.width)
    guard !overflow, byteCount == total - dataOffset else {
      throw contents.malformed(
        "its header promises \(count) entries of \(element.width) bytes, shape \(shape), "
          + "but \(total - dataOffset) bytes follow",
        "The file is truncated or damaged: copy it again, or write it again with numpy.save.")
    }
  }

  private static func dictionaryText(_ contents: FileContents) throws(TransportError)
    -> ArraySlice<UInt8>
  {
    let bytes = contents.bytes
    guard bytes.starts(with: magic) else {
      throw contents.malformed("it does not start as a NumPy array does", resave)
    }
    guard bytes.count >= 10, (1...3).contains(bytes[6]) else {
      throw contents.malformed("its NumPy format version is not 1, 2 or 3", resave)
    }
    let width = bytes[6] == 1 ? 2 : 4
    guard let length = bytes.littleEndian(at: 8, width: width),
      length <= UInt64(bytes.count - 8 - width)
    else {
      throw contents.malformed("it ends inside its header", "Copy it again. " + resave)
    }
    return bytes[8 + width..<8 + width + Int(length)]
  }

  private static func shape(
    _ extents: [PythonLiteral], _ contents: FileContents
  ) throws(TransportError) -> [Int] {
    var shape: [Int] = []
    for extent in extents {
      guard case .integer(let value) = extent, value >= 0, shape.count < 64 else {
        throw contents.malformed("its header's shape is not up to 64 extents >= 0", resave)
      }
      shape.append(value)
    }
    return shape
  }

  private static func checkedCount(
    _ shape: [Int], _ contents: FileContents
  ) throws(TransportError) -> Int {
    guard let count = placeCount(shape), count <= memoryLimit / 8 else {
      throw contents.malformed(
        "its header's shape \(shape) has more entries than memory holds",
        "Give a smaller array, or check that the file is not damaged.")
    }
    return count
  }
}

extension [UInt8] {
  /// The unsigned integer in `width` bytes from `offset`, least byte first; nil past the end.
  func littleEndian(at offset: Int, width: Int) -> UInt64? {
    guard offset >= 0, offset <= count, width <= count - offset else { return nil }
    return self[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The unsigned integer in `width` bytes from `offset`, greatest byte first; nil past the end.
  func bigEndian(at offset: Int, width: Int) -> UInt64? {
    guard offset >= 0, offset <= count, width <= count - offset else { return nil }
    return self[offset..<offset + width].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
