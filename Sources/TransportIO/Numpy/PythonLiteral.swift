/// The Python literals that the header of a NumPy file is made of.
indirect enum PythonLiteral: Equatable {
  case string(String)
  case bool(Bool)
  case integer(Int)
  case sequence([PythonLiteral])
  case dictionary([String: PythonLiteral])

  /// Parses a whole text; nil where it is anything else than one literal.
  init?(_ text: some Collection<UInt8>) {
    var scanner = Scanner(bytes: Array(text))
    guard let value = scanner.value(depth: 0), scanner.isAtEnd else { return nil }
    self = value
  }

  /// Reads literals one after the other.
  private struct Scanner {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool {
      mutating get {
        skipSpace()
        return position == bytes.count
      }
    }

    private mutating func skipSpace() {
      while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    }

    private mutating func take(_ character: Character) -> Bool {
      skipSpace()
      guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
      position += 1
      return true
    }

    private mutating func takeWord(_ word: String) -> Bool {
      guard bytes[position...].starts(with: word.utf8) else { return false }
      position += word.utf8.count
      return true
    }

    mutating func value(depth: Int) -> PythonLiteral? {
      skipSpace()
      guard depth < 32, position < bytes.count else { return nil }
      switch bytes[position] {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): return string().map(PythonLiteral.string)
      case UInt8(ascii: "("):
        position += 1
        return sequence(until: ")", depth: depth)
      case UInt8(ascii: "["):
        position += 1
        return sequence(until: "]", depth: depth)
      case UInt8(ascii: "{"):
        position += 1
        return dictionary(depth: depth)
      case UInt8(ascii: "T"): return takeWord("True") ? .bool(true) : nil
      case UInt8(ascii: "F"): return takeWord("False") ? .bool(false) : nil
      default: return integer()
      }
    }

    private mutating func string() -> String? {
      let quote = bytes[position]
      guard let end = bytes[(position + 1)...].firstIndex(of: quote) else { return nil }
      let text = String(decoding: bytes[position + 1..<end], as: UTF8.self)
      position = end + 1
      return text.contains("\\") ? nil : text
    }

    private mutating func integer() -> PythonLiteral? {
      let start = position
      if bytes[position] == UInt8(ascii: "-") { position += 1 }
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
      let digits = String(decoding: bytes[start..<position], as: UTF8.self)
      _ = take("L")  // Python 2 wrote long integers so
      return Int(digits).map(PythonLiteral.integer)
    }

    private mutating func sequence(until close: Character, depth: Int) -> PythonLiteral? {
      var items: [PythonLiteral] = []
      while !take(close) {
        guard let item = value(depth: depth + 1) else { return nil }
        items.append(item)
        if !take(",") { return take(close) ? .sequence(items) : nil }
      }
      return .sequence(items)
    }

    private mutating func dictionary(depth: Int) -> PythonLiteral? {
      var entries: [String: PythonLiteral] = [:]
      while !take("}") {
        guard case .string(let key)? = value(depth: depth + 1), take(":"),
          let item = value(depth: depth + 1), entries[key] == nil
        else { return nil }
        entries[key] = item
        if !take(",") { return take("}") ? .dictionary(entries) : nil }
      }
      return .dictionary(entries)
    }
  }
}
