import OptimalTransport

/// The entries of a plan that a picture shows: the heaviest ones, lightest first so that heavy ones
/// end on top, with a remark when some were left out.
struct DrawnEntries {
  /// Indices into the plan.
  let indices: [Int]
  /// Empty when every entry with mass is drawn.
  let note: String
  /// The mass of the heaviest entry.
  let heaviest: Double

  /// More segments than this are neither told apart by the eye nor quick to draw.
  static let limit = 4000

  init(_ plan: TransportPlan, limit: Int = limit) {
    let positive = plan.mass.indices.filter { plan.mass[$0] > 0 }
      .sorted { (plan.mass[$0], $0) < (plan.mass[$1], $1) }
    indices = Array(positive.suffix(limit))
    heaviest = indices.last.map { plan.mass[$0] } ?? 0
    if positive.count > limit {
      let scale = heaviest
      let shown = indices.reduce(0) { $0 + plan.mass[$1] / scale }
      let all = positive.reduce(0) { $0 + plan.mass[$1] / scale }
      let percent = Int((100 * shown / all).rounded(.down))
      note = "the \(limit) heaviest of \(positive.count) entries drawn, \(percent)% of the mass"
    } else {
      note = ""
    }
  }

  /// Splits the entries into classes of like mass; each class is drawn with one width and opacity.
  ///
  /// - Returns: classes with a weight in (0, 1], the largest mass of the class over the heaviest.
  func classes(of plan: TransportPlan, count: Int = 8) -> [(weight: Double, indices: [Int])] {
    var groups = [[Int]](repeating: [], count: count)
    for index in indices {
      let part = plan.mass[index] / heaviest
      groups[min(count - 1, Int(part * Double(count)))].append(index)
    }
    return groups.enumerated().filter { !$0.element.isEmpty }
      .map { (Double($0.offset + 1) / Double(count), $0.element) }
  }

  /// The opacity and the width of a segment of weight 1: the more segments, the fainter each.
  var fullWidth: Double { min(2.2, max(0.6, 25 / Double(max(indices.count, 1)).squareRoot())) }
  var fullOpacity: Double { min(0.75, max(0.06, 8 / Double(max(indices.count, 1)).squareRoot())) }
}

extension TransportPlan {
  /// Throws unless the plan has a row for each source atom and a column for each target atom.
  func checkFits(_ sourceCount: Int, _ targetCount: Int) throws(TransportError) {
    guard rowCount == sourceCount, columnCount == targetCount else {
      throw .shapeMismatch(
        argument: "plan", expected: "\(sourceCount) x \(targetCount)",
        found: "\(rowCount) x \(columnCount)")
    }
  }
}
