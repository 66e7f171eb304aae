/// One set of axes on a figure: where it stands, what range it shows, and what is drawn in it.
struct Panel {
  /// In CSS pixels, from the left and the top of the figure.
  var left: Double
  var top: Double
  var width: Double
  var height: Double
  var x: ClosedRange<Double>
  var y: ClosedRange<Double>
  var title = ""
  var titleColor = PlotColor.text
  var xLabel = ""
  var yLabel = ""
  var ticks = Ticks.none
  var framed = true
  /// gnuplot commands before the plot.
  var settings: [String] = []
  /// The clauses of the plot command, in drawing order.
  var layers: [String] = []

  enum Ticks { case none, x, y, both }

  /// A panel of the given width that shows a planar box without distortion.
  init(
    left: Double, top: Double, width: Double, planar x: ClosedRange<Double>,
    _ y: ClosedRange<Double>
  ) {
    self.init(
      left: left, top: top, width: width, height: max(4, width * y.length / x.length), x: x, y: y)
  }

  init(
    left: Double, top: Double, width: Double, height: Double, x: ClosedRange<Double>,
    y: ClosedRange<Double>
  ) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
    self.x = x
    self.y = y
  }

  /// The commands that draw it on a figure of a given size.
  func commands(on size: Figure.Size) -> [String] {
    var lines = [
      "set lmargin at screen \(left / size.width)",
      "set rmargin at screen \((left + width) / size.width)",
      "set tmargin at screen \(1 - top / size.height)",
      "set bmargin at screen \(1 - (top + height) / size.height)",
      "set xrange [\(x.lowerBound):\(x.upperBound)]",
      "set yrange [\(y.lowerBound):\(y.upperBound)]",
      framed ? "set border 15 front lw 0.7 lc rgb '\(PlotColor.frame)'" : "unset border",
    ]
    lines += tickCommands
    if !title.isEmpty {
      lines.append(
        Label(fitted(title, width: width + 40, fontSize: 12), x: left + width / 2, y: top - 11)
          .command(on: size, color: titleColor, align: "center", font: ",12.5"))
    }
    lines += settings
    lines.append(
      "plot " + (layers.isEmpty ? ["NaN notitle"] : layers).joined(separator: ", \\\n  "))
    lines += ["unset label", "unset object", "unset logscale", "unset grid"]
    return lines
  }

  private var tickCommands: [String] {
    let style = "scale 0.4 tc rgb '\(PlotColor.quiet)'"
    return [
      ticks == .x || ticks == .both ? "set xtics nomirror autofreq \(style)" : "unset xtics",
      ticks == .y || ticks == .both ? "set ytics nomirror autofreq \(style)" : "unset ytics",
      "set xlabel \(quoted(xLabel)) tc rgb '\(PlotColor.quiet)' offset 0,0.3",
      "set ylabel \(quoted(yLabel)) tc rgb '\(PlotColor.quiet)' offset 0.8,0",
    ]
  }
}

extension ClosedRange<Double> {
  var length: Double { upperBound - lowerBound }
  var middle: Double { lowerBound / 2 + upperBound / 2 }

  /// The least range around finite values, widened by a part of its length on each side; a single
  /// value gets a range about it, so that no axis is empty.
  init(around values: some Sequence<Double>, margin: Double = 0) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values {
      low = Swift.min(low, value)
      high = Swift.max(high, value)
    }
    if low > high { (low, high) = (0, 1) }
    let magnitude = Swift.max(abs(low), abs(high))
    if high - low <= Swift.max(magnitude * 1e-6, Scale.least) {
      let half = magnitude < Scale.least ? 0.5 : magnitude * 0.1
      (low, high) = (low - half, high + half)
    }
    let extra = (high - low) * margin
    self = low - extra...high + extra
  }
}
