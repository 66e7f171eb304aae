import OptimalTransport

/// One line on the standard error that is written over and over while a solver works.
final class ProgressLine {
  private let console: Console
  private let clock = ContinuousClock()
  private var nextUpdate: ContinuousClock.Instant
  private var isShown = false

  /// Ten lines a second are as many as an eye can follow.
  private static let interval = Duration.milliseconds(100)

  /// A line that is shown only where the console shows progress and `isQuiet` is false, and not
  /// before `patience` is over: fast solves show nothing.
  init?(on console: Console, isQuiet: Bool, patience: Duration = .milliseconds(200)) {
    guard console.showsProgress, !isQuiet else { return nil }
    self.console = console
    nextUpdate = clock.now + patience
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
    let iterations = progress.iterations == 0 ? "" : ", \(progress.iterations) iterations"
    let text = "[\(bar)] \(blanks)\(percent)%  \(progress.stage)\(iterations)"
    return String(text.prefix(max(columns - 1, 1)))
  }
}
