import OptimalTransport

/// How a command ended; the numbers are those of sysexits.h where it has them.
enum ExitStatus: Int32 {
  /// Certified to the tolerance.
  case certified = 0
  /// Finished, and written, short of the tolerance.
  case short = 2
  /// The command line cannot be followed.
  case usage = 64
  /// The data are not a transport problem.
  case data = 65
  /// A file cannot be read or written.
  case files = 74
}

extension TransportError {
  /// The status of a command that this error ends.
  var exitStatus: ExitStatus {
    switch self {
    case .fileAccess: .files
    case .notApplicable, .malformedExpression: .usage
    case .emptyInput, .shapeMismatch, .nonFinite, .negativeMass, .degenerateMass, .massMismatch,
      .outOfRange, .notPositiveDefinite, .invalidCost, .infeasible, .malformedFile:
      .data
    }
  }
}

/// A command line that parses but cannot be followed.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}
