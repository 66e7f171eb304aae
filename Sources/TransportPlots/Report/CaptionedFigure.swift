import Foundation
import OptimalTransport

extension HTMLReport {
  /// A figure and the words that go with it.
  public struct CaptionedFigure: Sendable, Equatable {
    /// The picture.
    public var figure: Figure
    /// The line under it: how to read it.
    public var caption: String
    /// What is seen on it, for those who do not see it.
    public var description: String

    /// A figure with a caption and a description, its own caption and title when left out.
    public init(_ figure: Figure, caption: String? = nil, description: String? = nil) {
      self.figure = figure
      self.caption = caption ?? figure.caption
      self.description = description ?? figure.title
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
        <div class="wide" tabindex="0"><img width="\(Int(figure.size.width))" \
        height="\(Int(figure.size.height))" alt="\(escaped(description))" \
        src="data:image/\(kind);base64,\(data.base64EncodedString())"/></div>
        <figcaption>\(escaped(caption))</figcaption>
        </figure>

        """
    }

    /// Below this size vectors are not even compared with pixels: they are sharper.
    private static let fewBytes = 150_000
  }
}
