import OptimalTransport

/// The table at the end of a report: a row for each section with a result.
struct ResultsTable {
  let sections: [HTMLReport.Section]

  var html: String {
    let rows = sections.enumerated().compactMap { index, section in
      section.result.map { row(index + 1, section.heading, $0) }
    }
    guard !rows.isEmpty else { return "" }
    let head = Self.columns.map { "<th scope=\"col\">\($0)</th>" }.joined()
    return """
      <section id="results">
      <h2>All results</h2>
      <div class="wide" tabindex="0"><table>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      </section>

      """
  }

  private static let columns = [
    "section", "method", "what", "upper bound", "lower bound", "gap", "ended", "seconds",
  ]

  private func row(_ number: Int, _ heading: String, _ result: CertifiedResult) -> String {
    let link = "<a href=\"#section-\(number)\">\(escaped(heading))</a>"
    let cells = [
      result.method, result.quantity, Self.number(result.upperBound),
      Self.number(result.lowerBound), scientific(result.gap), result.termination.rawValue,
      typeset(result.seconds, digits: 2),
    ]
    return "<tr><th scope=\"row\">\(number). \(link)</th>"
      + cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
  }

  private static func number(_ bound: Double?) -> String {
    bound.map { typeset($0, digits: 7) } ?? "–"
  }
}
