import Foundation
import Synchronization

/// Ctrl-C and `kill`: the process says "cancelled" and ends at once.
///
/// Output files are written aside and renamed, so none is left half written; a run that has left a
/// checkpoint says so. The handlers read one atomic flag and call only `write` and `_exit`, which
/// are safe in a signal handler.
public enum Interruption {
  /// Ends the process with status 130 on SIGINT and 143 on SIGTERM from now on.
  public static func install() {
    // Read once here, so that no handler is the first to touch it.
    _ = hasCheckpoint.load(ordering: .relaxed)
    if isatty(STDERR_FILENO) == 1 {
      signal(SIGINT) { _ in endProcess("\r\u{1B}[Kcancelled", status: 130) }
      signal(SIGTERM) { _ in endProcess("\r\u{1B}[Kcancelled", status: 143) }
    } else {
      signal(SIGINT) { _ in endProcess("cancelled", status: 130) }
      signal(SIGTERM) { _ in endProcess("cancelled", status: 143) }
    }
    unblock([SIGINT, SIGTERM])
  }

  /// From now on the process can be resumed, and says so when it ends at once.
  static func leavesCheckpoint() { hasCheckpoint.store(true, ordering: .relaxed) }

  /// A parent may have blocked signals, which a new process inherits.
  private static func unblock(_ signals: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}

private let hasCheckpoint = Atomic(false)

private func endProcess(_ message: StaticString, status: Int32) -> Never {
  let rest: StaticString =
    hasCheckpoint.load(ordering: .relaxed)
    ? "; the checkpoint stands: the same command with --resume goes on\n" : "\n"
  _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
  _ = write(STDERR_FILENO, rest.utf8Start, rest.utf8CodeUnitCount)
  _exit(status)
}
