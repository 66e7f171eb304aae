import OptimalTransport

/// One line on the standard error that is written over and over while a solver works.
final class ProgressLine {
  private let console: Console
  private let clock = ContinuousClock()
  private var nextUpdate: ContinuousClock.Instant
  private var isShown = false

  /// Fast solves show nothing, slower ones ten lines a second.
  private static let patience = Duration.milliseconds(200)
  private static let interval = Duration.milliseconds(100)

  /// A line that is shown only where the console shows progress and `isQuiet` is false.
  init?(on console: Console, isQuiet: Bool) {
    guard console.showsProgress, !isQuiet else { return nil }
    self.console = console
    nextUpdate = clock.now + Self.patience
  }

  /// Shows where a solver is.
  func show(_ progress: SolverProgress) {
    guard clock.now >= nextUpdate else { return }
    nextUpdate = clock.now + Self.interval
    isShown = true
    let text = Self.text(progress, columns: console.columns)
    console.error("\r\u{1B}[K\(text)")
  }

  /// Removes the line.
  func clear() {
    if isShown { console.error("\r\u{1B}[K") }
    isShown = false
  }

  /// "solving [####......]  40%, 1234 iterations", cut to the terminal.
  static func text(_ progress: SolverProgress, columns: Int) -> String {
    let fraction = progress.fraction.isFinite ? min(max(progress.fraction, 0), 1) : 0
    let width = 24
    let full = Int(fraction * Double(width))
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
    let percent = String(Int(fraction * 100))
    let blanks = String(repeating: " ", count: 3 - percent.count)
    let text = "[\(bar)] \(blanks)\(percent)%  \(progress.stage), \(progress.iterations) iterations"
    return String(text.prefix(max(columns - 1, 1)))
  }
}
