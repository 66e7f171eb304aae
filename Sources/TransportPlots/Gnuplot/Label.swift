/// A line of text at a place on the figure, in CSS pixels from the left and the top.
struct Label {
  var text: String
  var x: Double
  var y: Double

  init(_ text: String, x: Double, y: Double) {
    self.text = text
    self.x = x
    self.y = y
  }

  func command(
    on size: Figure.Size, color: String = PlotColor.text, align: String = "left",
    font: String = ""
  ) -> String {
    "set label \(quoted(text)) at screen \(x / size.width),\(1 - y / size.height) \(align) front "
      + "tc rgb '\(color)'" + (font.isEmpty ? "" : " font '\(font)'")
  }
}
