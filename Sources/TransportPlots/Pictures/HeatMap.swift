import OptimalTransport

/// Numbers on a planar grid as an image: entry `ix * ny + iy` stands at cell (ix, iy), and y points
/// up.
struct HeatMap {
  private(set) var width: Int
  private(set) var height: Int
  private(set) var values: [Double]
  let box: Box

  /// More cells than this along an axis are finer than the pixels; blocks of cells are averaged.
  static let resolution = 400

  init(shape: [Int], box: Box, values: [Double]) {
    (width, height) = (shape[0], shape[1])
    self.values = values
    self.box = box
    coarsen(by: (width - 1) / Self.resolution + 1, (height - 1) / Self.resolution + 1)
  }

  init(_ density: GridDensity) {
    self.init(shape: density.shape, box: density.box, values: density.values)
  }

  var x: ClosedRange<Double> { box.lower[0]...box.upper[0] }
  var y: ClosedRange<Double> { box.lower[1]...box.upper[1] }

  private mutating func coarsen(by a: Int, _ b: Int) {
    guard a > 1 || b > 1 else { return }
    let (w, h) = ((width + a - 1) / a, (height + b - 1) / b)
    var sums = [Double](repeating: 0, count: w * h)
    var counts = sums
    for ix in 0..<width {
      for iy in 0..<height {
        let block = ix / a * h + iy / b
        // A running mean cannot overflow where a sum could.
        counts[block] += 1
        sums[block] += (values[ix * height + iy] - sums[block]) / counts[block]
      }
    }
    (width, height, values) = (w, h, sums)
  }

  /// What a number becomes on paper.
  enum Ink {
    /// The colour of the current palette.
    case palette
    /// One colour, given by red, green and blue up to 255, whose opacity grows with the square root
    /// of the number, up to the given opacity.
    case wash(red: Int, green: Int, blue: Int, opacity: Double)
  }

  /// Adds the numbers to a canvas and returns the layer that draws them as an image.
  func layer(into canvas: inout Canvas, ink: Ink = .palette) -> String {
    // gnuplot's images have at least two pixels along each side.
    let (a, b) = (width == 1 ? 2 : 1, height == 1 ? 2 : 1)
    let rows = (0..<height * b).map { iy in
      (0..<width * a).map { shade(values[$0 / a * height + iy / b]) }.joined(separator: " ")
    }
    let (dx, dy) = (x.length / Double(width * a), y.length / Double(height * b))
    return "\(canvas.block(rows)) matrix using (\(x.lowerBound + dx / 2) + $1 * \(dx)):"
      + "(\(y.lowerBound + dy / 2) + $2 * \(dy)):" + clause(ink)
  }

  private func clause(_ ink: Ink) -> String {
    switch ink {
    case .palette:
      return "3 with image notitle"
    case .wash(let red, let green, let blue, let opacity):
      let largest = max(values.max()!, .leastNormalMagnitude)
      return "(\(red)):(\(green)):(\(blue)):(\(255 * opacity) * sqrt($3 / \(shade(largest)))) "
        + "with rgbalpha notitle"
    }
  }

  /// Has gnuplot trace contour lines at these levels, and returns the layer that draws them.
  func contours(
    at levels: [Double], color: String, width lineWidth: Double, into canvas: inout Canvas
  ) -> String? {
    let known = values.filter { !$0.isNaN }
    guard width > 1, height > 1, let low = known.min(), low < known.max()! else { return nil }
    let axisX = (0..<width).map { x.lowerBound + (Double($0) + 0.5) * x.length / Double(width) }
    let axisY = (0..<height).map { y.lowerBound + (Double($0) + 0.5) * y.length / Double(height) }
    let rows = axisY.indices.map { iy in
      axisX.indices.map { ix in "\(axisX[ix]) \(axisY[iy]) \(shade(values[ix * height + iy]))" }
        .joined(separator: "\n") + "\n"
    }
    let block = canvas.block(rows)
    let name = canvas.emptyBlock()
    canvas.prepare([
      "set contour base", "unset surface",
      "set cntrparam levels discrete \(levels.map(\.description).joined(separator: ","))",
      "set table \(name)", "splot \(block) using 1:2:3 with lines", "unset table",
      "unset contour", "set surface",
    ])
    return "\(name) using 1:2 with lines lw \(lineWidth) lc rgb '\(color)' notitle"
  }
}
