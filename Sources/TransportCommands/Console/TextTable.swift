/// Rows of text in aligned columns.
struct TextTable {
  private var rows: [[String]] = []

  /// Adds a row; rows may differ in length.
  mutating func add(_ cells: String...) { rows.append(cells) }
  /// Adds a row.
  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The lines, two blanks between columns; the last column is not padded.
  func lines(rightAligned: Set<Int> = []) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { k in rows.map { k < $0.count ? $0[k].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { k, cell in
        let blanks = String(repeating: " ", count: widths[k] - cell.count)
        if rightAligned.contains(k) { return blanks + cell }
        return k == row.count - 1 ? cell : cell + blanks
      }
      return String(cells.joined(separator: "  ").trimmingTrailingBlanks)
    }
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: Substring {
    var part = self[...]
    while part.last == " " { part.removeLast() }
    return part
  }
}
