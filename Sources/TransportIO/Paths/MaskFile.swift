public import OptimalTransport

/// Masks of grid cells from files: which cells are wall.
public enum MaskFile {
  /// The endings that ``load(_:shape:)`` knows.
  public static let extensions = ["png", "pgm", "npy"]

  /// Reads a mask with a cell for each of a grid's.
  ///
  /// In a picture the pixels brighter than half its brightest are marked, and row 0 is at the top,
  /// as in pictures of densities; in an array the entries that are not zero, axis k being
  /// coordinate k.
  ///
  /// - Throws: `fileAccess`, `malformedFile`, and `shapeMismatch` for a mask of another shape.
  public static func load(_ path: String, shape: [Int]) throws(TransportError) -> [Bool] {
    let (found, marks) = try contents(path)
    guard found == shape else {
      throw .shapeMismatch(
        argument: path, expected: "the cells of the grid, \(shape)", found: "\(found)")
    }
    return marks
  }

  private static func contents(_ path: String) throws(TransportError) -> ([Int], [Bool]) {
    switch fileExtension(of: path) {
    case "png", "pgm":
      let image = try ImageFile.loadImage(path)
      let half = image.levels.reduce(0, max) / 2
      return (
        [image.width, image.height],
        image.cellOrder.map { image.levels[$0] > half }
      )
    case "npy":
      let array = try NPYFile.load(path)
      return (array.shape, array.values.map { $0 != 0 })
    default:
      throw .malformedFile(
        path: path, reason: "its name does not tell its format",
        remedy: "Give a mask that ends in \(dotted(extensions)).")
    }
  }
}
