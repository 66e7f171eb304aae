public import OptimalTransport

/// A picture of grey levels, row 0 at the top.
public struct GreyImage: Sendable, Equatable {
  /// The number of columns C.
  public let width: Int
  /// The number of rows R.
  public let height: Int
  /// The grey levels >= 0, row by row from the top; any scale.
  public let levels: [Double]

  /// The most pixels that a file may hold: beyond it the grid of masses would not be of use to any
  /// solver.
  static let greatestPixelCount = 1 << 26

  /// Checks and wraps grey levels.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch` unless there are `width * height` levels, `nonFinite`,
  ///   `negativeMass`.
  public init(width: Int, height: Int, levels: [Double]) throws(TransportError) {
    guard width > 0, height > 0 else { throw .emptyInput(argument: "image") }
    guard placeCount([height, width]) == levels.count else {
      throw .shapeMismatch(
        argument: "image levels", expected: "\(width) x \(height) values", found: "\(levels.count)")
    }
    for (index, level) in levels.enumerated() {
      guard level.isFinite else {
        throw .nonFinite(argument: "image levels", index: index, value: level)
      }
      guard level >= 0 else {
        throw .negativeMass(argument: "image levels", index: index, value: level)
      }
    }
    self.init(uncheckedWidth: width, height: height, levels: levels)
  }

  init(uncheckedWidth width: Int, height: Int, levels: [Double]) {
    self.width = width
    self.height = height
    self.levels = levels
  }

  /// The picture of a density in the plane, with y upwards: the reverse of ``density(named:)``.
  ///
  /// - Throws: `notApplicable` unless the density has two axes.
  public init(_ density: GridDensity) throws(TransportError) {
    guard density.dimension == 2 else {
      throw .notApplicable(
        method: "image", reason: "the density has \(count(density.dimension, "axis"))",
        remedy: "Save it as .npz instead.")
    }
    let (width, height) = (density.shape[0], density.shape[1])
    var levels: [Double] = []
    levels.reserveCapacity(width * height)
    for row in 0..<height {
      for column in 0..<width { levels.append(density.values[column * height + height - 1 - row]) }
    }
    self.init(uncheckedWidth: width, height: height, levels: levels)
  }

  /// The density on the unit square, of mass 1, that has the picture's grey levels as masses.
  ///
  /// Axis 0 is x and axis 1 is y: pixel (row r, column c) of an R x C picture is cell [c, R-1-r] of
  /// a grid of shape [C, R], so that the density plotted with y upwards looks like the picture.
  ///
  /// - Throws: `degenerateMass` for a picture that is black all over.
  public func density(named name: String = "image") throws(TransportError) -> GridDensity {
    guard levels.contains(where: { $0 != 0 }) else {
      throw .degenerateMass(
        argument: "\(name), black in every pixel (grey level is mass),", mass: 0)
    }
    let values = cellOrder.map { levels[$0] }
    return try naming(name) { () throws(TransportError) in
      try GridDensity(shape: [width, height], values: values).normalized()
    }
  }

  /// The place in `levels` of each cell of that grid.
  var cellOrder: [Int] {
    (0..<width).flatMap { column in (0..<height).reversed().map { $0 * width + column } }
  }

  /// The levels in 0...255, the greatest at 255.
  var bytes: [UInt8] {
    let greatest = levels.reduce(0, max)
    guard greatest > 0 else { return [UInt8](repeating: 0, count: levels.count) }
    return levels.map { UInt8($0 / greatest * 255 + 0.5) }
  }

  /// Throws unless a file's claim to a size is one that can be met.
  static func checkSize(
    width: Int, height: Int, _ contents: FileContents
  ) throws(TransportError) {
    guard width > 0, height > 0, width <= greatestPixelCount, height <= greatestPixelCount,
      width * height <= greatestPixelCount
    else {
      throw contents.malformed(
        "its header claims \(width) x \(height) pixels",
        "Give a picture of 1 to \(greatestPixelCount) pixels; scale a larger one down.")
    }
  }
}
