/// The scale beside a panel that says what its colours mean.
struct ColorScale {
  let range: ClosedRange<Double>
  let palette: String
  var label = ""

  /// The settings that draw it in a strip right of the panel.
  func settings(beside panel: Panel, on size: Figure.Size) -> [String] {
    let left = (panel.left + panel.width + 8) / size.width
    let bottom = 1 - (panel.top + panel.height) / size.height
    return hidden + [
      "set colorbox user origin screen \(left),\(bottom) "
        + "size screen \(9 / size.width),\(panel.height / size.height) noborder",
      "set cbtics nomirror autofreq scale 0.3 format '%.3g' tc rgb '\(PlotColor.quiet)'",
      label.isEmpty ? "unset cblabel" : "set cblabel \(quoted(label)) tc rgb '\(PlotColor.quiet)'",
    ]
  }

  /// The settings that colour a panel without showing the scale.
  var hidden: [String] {
    ["unset colorbox", palette, "set cbrange [\(range.lowerBound):\(range.upperBound)]"]
  }
}
