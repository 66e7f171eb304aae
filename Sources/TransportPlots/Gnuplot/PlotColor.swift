/// The colours of all figures, told apart by every kind of colour vision.
///
/// Okabe and Ito 2008, "Color universal design", for the measures; viridis (van der Walt and Smith
/// 2015) for densities; purple to green (ColorBrewer PRGn) for potentials, which have no zero.
enum PlotColor {
  static let source = "#0072b2"
  static let target = "#d55e00"
  static let plan = "#222222"
  /// What is proved optimal.
  static let exact = "#009e73"
  /// Curves of one kind, in order.
  static let series = [source, target, exact, "#cc79a7"]
  static let text = "#222222"
  static let quiet = "#6b6b6b"
  static let frame = "#9a9a9a"

  static let viridis = palette([
    "#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58",
    "#b5de2b", "#fde725",
  ])
  /// Dark to bright, without the yellow that is lost on white paper.
  static let lengths = palette(["#0d0887", "#6a00a8", "#b12a90", "#e16462", "#f89540"])
  static let diverging = palette([
    "#762a83", "#9970ab", "#c2a5cf", "#e7d4e8", "#f7f7f7", "#d9f0d3", "#a6dba0", "#5aae61",
    "#1b7837",
  ])

  /// `#rrggbb` with an opacity from 0 to 1, as gnuplot writes it: `#aarrggbb`, aa = 255 clear.
  static func color(_ rgb: String, opacity: Double) -> String {
    let clear = Int((1 - min(max(opacity, 0), 1)) * 255)
    let digits = String(clear, radix: 16)
    return "#" + (digits.count == 1 ? "0" : "") + digits + rgb.dropFirst()
  }

  private static func palette(_ colors: [String]) -> String {
    let stops = colors.enumerated().map { "\($0.offset) '\($0.element)'" }
    return "set palette defined (" + stops.joined(separator: ", ") + ")"
  }
}
