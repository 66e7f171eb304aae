/// A picture as a value: a gnuplot script with its data inline, and a size.
///
/// The script chooses no terminal and opens no file, so the same figure renders to every
/// ``FigureFormat``. Text that came from users stands in it only inside quotes that gnuplot does
/// not look into.
public struct Figure: Sendable, Equatable {
  /// What the picture shows, in a few words; drawn on it.
  public let title: String
  /// What is drawn, how to read it, and what was left out; for the line under the picture.
  public let caption: String
  /// The extent of the picture.
  public let size: Size
  /// The gnuplot commands and data blocks that draw it.
  public let script: String

  /// An extent in CSS pixels, 96 to the inch. A PNG has twice as many pixels along each side.
  public struct Size: Sendable, Equatable {
    /// From left to right.
    public var width: Double
    /// From top to bottom.
    public var height: Double

    /// Collects the two.
    public init(width: Double, height: Double) {
      self.width = width
      self.height = height
    }
  }
}
