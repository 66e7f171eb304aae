import Foundation
public import OptimalTransport

/// The file formats a figure renders to.
public enum FigureFormat: String, Sendable, CaseIterable {
  /// Pixels, two to a CSS pixel.
  case png
  /// Vectors for the web; heat maps are embedded as pixels.
  case svg
  /// Vectors for print.
  case pdf

  /// The format that the extension of a path names, in upper or lower case.
  ///
  /// - Throws: `notApplicable` for any other extension; it names the three.
  public init(path: String) throws(TransportError) {
    let found = (path as NSString).pathExtension
    guard let format = FigureFormat(rawValue: found.lowercased()) else {
      throw .notApplicable(
        method: "plot to \(path)",
        reason: found.isEmpty
          ? "the file name has no extension" : "no figure format is \".\(found)\"",
        remedy: "End the file name in .png, .svg or .pdf.")
    }
    self = format
  }

  /// The gnuplot commands that open this format for a picture of the given size.
  ///
  /// The scales make text, lines and points as large as each other in all three: the terminals
  /// count in pixels, in CSS pixels and in points, and draw a point of size 1 with other radii.
  func terminal(_ size: Figure.Size) -> String {
    let (width, height) = (size.width, size.height)
    return switch self {
    case .png:
      "set terminal pngcairo size \(Int(2 * width)),\(Int(2 * height)) font 'Helvetica,11.5' "
        + "fontscale 1.5 linewidth 2 pointscale 2.6 background '#ffffff' noenhanced"
    case .svg:
      "set terminal svg size \(Int(width)),\(Int(height)) font 'Helvetica,11.5' "
        + "background '#ffffff' noenhanced\nset pointsize 0.83"
    case .pdf:
      "set terminal pdfcairo size \(width / 96)in,\(height / 96)in font 'Helvetica,11.5' "
        + "fontscale 0.5625 linewidth 1 pointscale 0.985 background '#ffffff' noenhanced"
    }
  }

  /// Mends what gnuplot's SVG leaves to chance: the bold face, fonts to fall back on, and cells that
  /// a viewer would blur. Text between the tags is escaped, so that only tags match.
  func finished(_ data: Data) -> Data {
    guard self == .svg else { return data }
    let faces = "font-family=\"Helvetica, Arial, sans-serif\""
    let text = String(decoding: data, as: UTF8.self)
      .replacingOccurrences(
        of: "font-family=\"Helvetica:Bold\"", with: faces + " font-weight=\"bold\""
      )
      .replacingOccurrences(of: "font-family=\"Helvetica\"", with: faces)
      .replacingOccurrences(of: "<image ", with: "<image style='image-rendering:pixelated' ")
    return Data(text.utf8)
  }
}
