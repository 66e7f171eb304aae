import Foundation

/// Ctrl-C and `kill`: the process says "cancelled" and ends at once.
///
/// Output files are written aside and renamed, so none is left half written. The handlers call only
/// `write` and `_exit`, which are safe in a signal handler.
public enum Interruption {
  /// Ends the process with status 130 on SIGINT and 143 on SIGTERM from now on.
  public static func install() {
    if isatty(STDERR_FILENO) == 1 {
      signal(SIGINT) { _ in endProcess("\r\u{1B}[Kcancelled\n", status: 130) }
      signal(SIGTERM) { _ in endProcess("\r\u{1B}[Kcancelled\n", status: 143) }
    } else {
      signal(SIGINT) { _ in endProcess("cancelled\n", status: 130) }
      signal(SIGTERM) { _ in endProcess("cancelled\n", status: 143) }
    }
    unblock([SIGINT, SIGTERM])
  }

  /// A parent may have blocked signals, which a new process inherits.
  private static func unblock(_ signals: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}

private func endProcess(_ message: StaticString, status: Int32) -> Never {
  _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
  _exit(status)
}
