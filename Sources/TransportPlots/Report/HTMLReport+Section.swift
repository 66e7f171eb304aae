import OptimalTransport

extension HTMLReport {
  /// One example: what it is about, its formulas, its picture, how good its numbers are, and how to
  /// repeat it.
  public struct Section: Sendable, Equatable {
    /// The heading.
    public var heading: String
    /// The formulas below it, side by side where there is room.
    public var formulas: [MathML]
    /// The picture.
    public var figure: CaptionedFigure?
    /// The sentences about it.
    public var prose: String
    /// The result.
    public var result: CertifiedResult?
    /// The command lines that give the same result.
    public var commands: [String]

    /// Collects the parts.
    public init(
      heading: String, formulas: [MathML] = [], figure: CaptionedFigure? = nil, prose: String = "",
      result: CertifiedResult? = nil, commands: [String] = []
    ) {
      (self.heading, self.formulas, self.figure) = (heading, formulas, figure)
      (self.prose, self.result, self.commands) = (prose, result, commands)
    }

    func html(number: Int) throws(TransportError) -> String {
      var html = "<section id=\"section-\(number)\">\n"
      html += HTMLElement.text("h2", "\(number). \(heading)")
      if !formulas.isEmpty {
        html += "<div class=\"formulas\">\(formulas.map(\.element).joined(separator: "\n"))</div>\n"
      }
      if let figure { html += try figure.html() }
      if !prose.isEmpty { html += HTMLElement.text("p", prose) }
      if let result { html += result.html }
      if !commands.isEmpty {
        let lines = commands.map { "<code>\(escaped($0))</code>" }.joined()
        html += "<pre>\(lines)</pre>\n"
      }
      return html + "</section>\n"
    }
  }
}
