public import OptimalTransport

/// A report as one HTML file that needs nothing else: no network, no script, no other file.
///
/// It reads well on light and dark screens and on paper. Every text is escaped; figures are embedded
/// as data, where no script of theirs would run.
public struct HTMLReport: Sendable, Equatable {
  /// The heading of the page.
  public var title: String
  /// Paragraphs below it.
  public var introduction: [String]
  /// What follows, in order.
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
    for (number, section) in sections.enumerated() {
      body += try section.html(anchor: "section-\(number + 1)")
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
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
    let items = sections.enumerated().map { number, section in
      "<li><a href=\"#section-\(number + 1)\">\(escaped(section.heading))</a></li>\n"
    }
    return "<nav><ol>\n\(items.joined())</ol></nav>\n"
  }
}
