/// A figure in the making: data blocks, then panels drawn in order.
struct Canvas {
  let size: Figure.Size
  private var blocks: [String] = []
  private var commands: [String] = []
  private var blockCount = 0
  private var labels: [String] = []

  init(width: Double, height: Double) {
    size = Figure.Size(width: width, height: height)
  }

  /// Adds rows of numbers and returns the name of the block that holds them.
  mutating func block(_ rows: some Sequence<String>) -> String {
    blockCount += 1
    let name = "$data\(blockCount)"
    blocks.append("\(name) << EOD\n" + rows.joined(separator: "\n") + "\nEOD")
    return name
  }

  /// The name of a block that commands will fill.
  mutating func emptyBlock() -> String {
    blockCount += 1
    return "$data\(blockCount)"
  }

  /// A label that the next panel draws.
  mutating func write(
    _ label: Label, color: String = PlotColor.text, align: String = "left", font: String = ""
  ) {
    labels.append(label.command(on: size, color: color, align: align, font: font))
  }

  /// Draws a panel over what is there.
  mutating func draw(_ panel: Panel) {
    commands += labels + panel.commands(on: size)
    labels = []
  }

  /// Adds commands that compute what panels draw, to run before the first of them.
  mutating func prepare(_ lines: [String]) { blocks += lines }

  /// The finished figure, with the title and a quieter line below it at the top left.
  func figure(_ heading: Heading, note: String = "", caption: String) -> Figure {
    let room = size.width - 2 * Self.margin
    let top = [
      Label(fitted(heading.title, width: room, fontSize: 15), x: Self.margin, y: 20)
        .command(on: size, font: "Helvetica:Bold,15"),
      Label(
        fitted(heading.line(with: note), width: room, fontSize: 11.5), x: Self.margin, y: 40
      ).command(on: size, color: PlotColor.quiet),
    ]
    let setup = ["unset key", "unset colorbox", "set style fill solid 1 noborder"]
    let lines = blocks + setup + ["set multiplot"] + top + commands + ["unset multiplot"]
    return Figure(
      title: heading.title, caption: caption, size: size, script: lines.joined(separator: "\n"))
  }

  /// What the title takes from the top of every figure.
  static let titleHeight = 56.0
  static let margin = 24.0
}
