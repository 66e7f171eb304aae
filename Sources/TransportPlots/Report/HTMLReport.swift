public import OptimalTransport

/// A report as one HTML file that needs nothing else: no network, no script, no other file.
///
/// It is well-formed XML besides, and reads well on phones, on light and dark screens and on paper.
/// Every text is escaped; figures are embedded as data, where no script of theirs would run.
public struct HTMLReport: Sendable, Equatable {
  /// The heading of the page.
  public var title: String
  /// Paragraphs below it.
  public var introduction: [String]
  /// What follows, in order; each has a line in the contents above and a row in the table below.
  public var sections: [Section]

  /// Collects the parts.
  public init(title: String, introduction: [String] = [], sections: [Section]) {
    self.title = title
    self.introduction = introduction
    self.sections = sections
  }

  /// The text of the file.
  ///
  /// - Throws: `fileAccess` when gnuplot is missing or fails, and there is a figure to draw.
  public func html() throws(TransportError) -> String {
    var body = HTMLElement.text("h1", title) + HTMLElement.paragraphs(introduction)
    if sections.count > 2 { body += contents }
    for (index, section) in sections.enumerated() {
      body += try section.html(number: index + 1)
    }
    body += ResultsTable(sections: sections).html
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      \(HTMLElement.text("title", title))<style>
      \(HTMLStyle.sheet)
      </style>
      </head>
      <body>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  /// Links to the sections.
  private var contents: String {
    let items = sections.enumerated().map { index, section in
      "<li><a href=\"#section-\(index + 1)\">\(escaped(section.heading))</a></li>\n"
    }
    let last =
      sections.contains { $0.result != nil } ? "<p><a href=\"#results\">All results</a></p>\n" : ""
    return "<nav aria-label=\"Contents\"><ol>\n\(items.joined())</ol>\n\(last)</nav>\n"
  }
}
