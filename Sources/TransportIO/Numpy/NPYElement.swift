/// How one entry of a NumPy array is stored.
struct NPYElement: Equatable {
  enum Kind: Character {
    case float = "f"
    case signed = "i"
    case unsigned = "u"
    case boolean = "b"
  }

  let kind: Kind
  /// Bytes an entry.
  let width: Int
  let isBigEndian: Bool

  /// Reads a type string such as `<f8`; nil where the type is none that holds real numbers.
  init?(_ descriptor: String) {
    var rest = Substring(descriptor == "?" ? "|b1" : descriptor)
    isBigEndian = rest.first == ">"
    if let order = rest.first, "<>|=".contains(order) { rest.removeFirst() }
    guard let letter = rest.popFirst(), let kind = Kind(rawValue: letter), let width = Int(rest)
    else { return nil }
    let widths: [Int] =
      switch kind {
      case .float: [2, 4, 8]
      case .signed, .unsigned: [1, 2, 4, 8]
      case .boolean: [1]
      }
    guard widths.contains(width) else { return nil }
    self.kind = kind
    self.width = width
  }

  /// What a type string that holds no real numbers stands for, and how to be rid of it.
  static func objection(to descriptor: String) -> (reason: String, remedy: String) {
    let kind = descriptor.drop(while: { "<>|=".contains($0) }).first
    return switch kind {
    case "O": ("it holds Python objects", "Save numbers: numpy.save(file, array.astype(float)).")
    case "c": ("it holds complex numbers", "Save array.real, or numpy.abs(array).")
    case "U", "S", "a": ("it holds text", "Save numbers: array.astype(float).")
    case "V": ("it holds records", "Save each field as an array of its own.")
    case "M", "m": ("it holds dates", "Save numbers: array.astype('i8').")
    default:
      ("its entries have type '\(descriptor.prefix(20))'", "Save it as array.astype('<f8').")
    }
  }

  /// Decodes `count` entries from `offset`. The caller has checked that they lie inside `bytes`.
  func decode(_ bytes: [UInt8], from offset: Int, count: Int) -> [Double] {
    precondition(offset >= 0 && count >= 0 && offset + count * width <= bytes.count)
    return switch (kind, width) {
    case (.float, 8): words(bytes, offset, count) { (word: UInt64) in Double(bitPattern: word) }
    case (.float, 4):
      words(bytes, offset, count) { (word: UInt32) in Double(Float(bitPattern: word)) }
    case (.float, _): words(bytes, offset, count, NPYElement.half)
    case (.signed, 8): words(bytes, offset, count) { (word: Int64) in Double(word) }
    case (.signed, 4): words(bytes, offset, count) { (word: Int32) in Double(word) }
    case (.signed, 2): words(bytes, offset, count) { (word: Int16) in Double(word) }
    case (.signed, _): words(bytes, offset, count) { (word: Int8) in Double(word) }
    case (.unsigned, 8): words(bytes, offset, count) { (word: UInt64) in Double(word) }
    case (.unsigned, 4): words(bytes, offset, count) { (word: UInt32) in Double(word) }
    case (.unsigned, 2): words(bytes, offset, count) { (word: UInt16) in Double(word) }
    case (.unsigned, _): words(bytes, offset, count) { (word: UInt8) in Double(word) }
    case (.boolean, _): words(bytes, offset, count) { (word: UInt8) in word == 0 ? 0 : 1 }
    }
  }

  /// Unsafe inside: `decode` has checked that `count` words lie inside the buffer.
  private func words<Word: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: [UInt8], _ offset: Int, _ count: Int, _ value: (Word) -> Double
  ) -> [Double] {
    bytes.withUnsafeBytes { buffer in
      [Double](unsafeUninitializedCapacity: count) { target, initialized in
        for i in 0..<count {
          let raw = buffer.loadUnaligned(fromByteOffset: offset + i * width, as: Word.self)
          target[i] = value(isBigEndian ? Word(bigEndian: raw) : Word(littleEndian: raw))
        }
        initialized = count
      }
    }
  }

  /// The value of an IEEE half: 1 sign, 5 exponent and 10 fraction bits.
  private static func half(_ word: UInt16) -> Double {
    let sign: Double = word >> 15 == 1 ? -1 : 1
    let exponent = Int(word >> 10 & 31)
    let fraction = Double(word & 1023)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      let scale = Double(sign: .plus, exponent: exponent - 25, significand: 1)
      return sign * (fraction + 1024) * scale
    }
  }
}
