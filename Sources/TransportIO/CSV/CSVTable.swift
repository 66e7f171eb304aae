import OptimalTransport

/// Numbers in columns, separated by commas, with or without a line of names above them.
///
/// Skipped: a byte order mark, blank lines, lines that start with `#`, spaces around fields, quotes
/// around fields. Lines may end in LF, CR LF or CR.
struct CSVTable {
  /// The names of the columns; nil where the first line holds numbers already.
  private(set) var names: [String]?
  private(set) var columnCount = 0
  /// The numbers, row by row.
  private(set) var values: [Double] = []
  private let contents: FileContents
  private var fields: [Range<Int>] = []
  private var firstLine = 0

  var rowCount: Int { columnCount == 0 ? 0 : values.count / columnCount }

  /// Parses a whole file.
  ///
  /// - Throws: `malformedFile`, with the line, the column and the text at fault.
  init(_ contents: FileContents) throws(TransportError) {
    self.contents = contents
    let bytes = contents.bytes
    var line = 0
    var start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    while start < bytes.count {
      line += 1
      var end = start
      while end < bytes.count, bytes[end] != 0x0a, bytes[end] != 0x0d { end += 1 }
      try read(trimmed(start..<end), line: line)
      let isPair = end + 1 < bytes.count && bytes[end] == 0x0d && bytes[end + 1] == 0x0a
      start = end + (isPair ? 2 : 1)
    }
    guard !values.isEmpty else {
      throw contents.malformed("it holds no numbers", "Give one point a line: x1,x2,...")
    }
  }

  private mutating func read(_ range: Range<Int>, line: Int) throws(TransportError) {
    guard !range.isEmpty else { return }
    if contents.bytes[range.lowerBound] == UInt8(ascii: "#") { return takeComment(range) }
    try split(range, line: line)
    if columnCount == 0 {
      columnCount = fields.count
      firstLine = line
      if fields.contains(where: { DecimalNumber.parse(contents.bytes, $0) == nil }) {
        names = fields.map(text)
        return
      }
      values.reserveCapacity(contents.bytes.count / 8)
    }
    guard fields.count == columnCount else {
      throw contents.malformed(
        "line \(line) has \(count(fields.count, "column")), but line \(firstLine) has \(columnCount)",
        "Give every line the same number of columns, separated by commas.")
    }
    for (column, field) in fields.enumerated() {
      guard let value = DecimalNumber.parse(contents.bytes, field) else {
        throw contents.malformed(
          "line \(line), column \(column + 1): '\(text(field).prefix(40))' is not a finite number",
          "Write numbers such as 1.5e-3, separated by commas.")
      }
      values.append(value)
    }
  }

  /// A comment just above the numbers that names coordinates is the header that `numpy.savetxt` writes.
  private mutating func takeComment(_ range: Range<Int>) {
    guard columnCount == 0 else { return }
    let body = trimmed(range.lowerBound + 1..<range.upperBound)
    let found = String(decoding: contents.bytes[body], as: UTF8.self)
      .split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.filter { $0 != " " && $0 != "\t" } }
    guard found.contains("x1"), found.allSatisfy(CloudColumn.isName) else { return }
    names = found
  }

  /// Cuts a line at its commas into `fields`, without spaces and quotes around them.
  private mutating func split(_ range: Range<Int>, line: Int) throws(TransportError) {
    fields.removeAll(keepingCapacity: true)
    var isQuoted = false
    var start = range.lowerBound
    for place in range {
      let byte = contents.bytes[place]
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if byte == UInt8(ascii: ","), !isQuoted {
        fields.append(unquoted(start..<place))
        start = place + 1
      }
    }
    guard !isQuoted else {
      throw contents.malformed(
        "line \(line) has a quote that is not closed", "Close it on the same line.")
    }
    fields.append(unquoted(start..<range.upperBound))
  }

  private func unquoted(_ range: Range<Int>) -> Range<Int> {
    let field = trimmed(range)
    let quote = UInt8(ascii: "\"")
    guard field.count >= 2, contents.bytes[field.lowerBound] == quote,
      contents.bytes[field.upperBound - 1] == quote
    else { return field }
    return trimmed(field.lowerBound + 1..<field.upperBound - 1)
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    while start < end, isSpace(contents.bytes[start]) { start += 1 }
    while start < end, isSpace(contents.bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: contents.bytes[range], as: UTF8.self)
  }
}

/// "1 column", "2 columns".
func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
