import Foundation
import OptimalTransport

extension HTMLReport {
  /// One example: what it is about, its pictures, how good its numbers are, how to repeat it.
  public struct Section: Sendable, Equatable {
    /// The heading.
    public var heading: String
    /// The paragraphs below it.
    public var prose: [String]
    /// The pictures, each with its line of explanation.
    public var figures: [CaptionedFigure]
    /// The results, one column each in the table of certificates.
    public var results: [CertifiedResult]
    /// The command line that gives the same result; empty when there is none.
    public var command: String

    /// Collects the parts.
    public init(
      heading: String, prose: [String] = [], figures: [CaptionedFigure] = [],
      results: [CertifiedResult] = [], command: String = ""
    ) {
      self.heading = heading
      self.prose = prose
      self.figures = figures
      self.results = results
      self.command = command
    }

    func html(anchor: String) throws(TransportError) -> String {
      var html = "<section id=\"\(anchor)\">\n" + HTMLElement.text("h2", heading)
      html += HTMLElement.paragraphs(prose)
      for figure in figures { html += try figure.html() }
      if !results.isEmpty { html += CertificateTable(results: results).html }
      if !command.isEmpty { html += "<pre><code>\(escaped(command))</code></pre>\n" }
      return html + "</section>\n"
    }
  }

  /// A figure and the line under it.
  public struct CaptionedFigure: Sendable, Equatable {
    /// The picture.
    public var figure: Figure
    /// The line under it.
    public var caption: String

    /// A figure with a caption, its own when left out.
    public init(_ figure: Figure, caption: String? = nil) {
      self.figure = figure
      self.caption = caption ?? figure.caption
    }

    /// An image element that holds the picture: vectors where they take less room than pixels.
    func html() throws(TransportError) -> String {
      let vectors = try figure.render(as: .svg)
      var (kind, data) = ("svg+xml", vectors)
      if vectors.count > Self.fewBytes {
        let pixels = try figure.render(as: .png)
        if pixels.count < vectors.count { (kind, data) = ("png", pixels) }
      }
      return """
        <figure>
        <img width="\(Int(figure.size.width))" height="\(Int(figure.size.height))" \
        alt="\(escaped(figure.title))" src="data:image/\(kind);base64,\(data.base64EncodedString())">
        <figcaption>\(escaped(caption))</figcaption>
        </figure>

        """
    }

    /// Below this size vectors are not even compared with pixels: they are sharper.
    private static let fewBytes = 150_000
  }
}
