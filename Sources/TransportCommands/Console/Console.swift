import Foundation
public import OptimalTransport
import TransportIO

/// Where a command writes, and what it knows of the terminal.
public struct Console: Sendable {
  /// Writes to the standard output.
  public var output: @Sendable (String) throws(TransportError) -> Void
  /// Writes to the standard error.
  public var error: @Sendable (String) -> Void
  /// Whether results may be coloured: the output is a terminal, and `NO_COLOR` is not set.
  public var usesColor: Bool
  /// Whether progress is shown: the standard error is a terminal.
  public var showsProgress: Bool
  /// The width that text is wrapped to.
  public var columns: Int

  /// Collects the parts.
  public init(
    output: @escaping @Sendable (String) throws(TransportError) -> Void,
    error: @escaping @Sendable (String) -> Void, usesColor: Bool = false,
    showsProgress: Bool = false, columns: Int = 80
  ) {
    self.output = output
    self.error = error
    self.usesColor = usesColor
    self.showsProgress = showsProgress
    self.columns = columns
  }

  /// The process's own streams.
  public static func standard() -> Console {
    let noColor = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
    return Console(
      output: { text throws(TransportError) in
        try AtomicFile.write(Array(text.utf8), to: "/dev/stdout")
      },
      error: { try? AtomicFile.write(Array($0.utf8), to: "/dev/stderr") },
      usesColor: isatty(STDOUT_FILENO) == 1 && noColor.isEmpty,
      showsProgress: isatty(STDERR_FILENO) == 1, columns: terminalColumns() ?? 80)
  }

  private static func terminalColumns() -> Int? {
    for stream in [STDOUT_FILENO, STDERR_FILENO] {
      var size = winsize()
      if ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    }
    return nil
  }
}
