/// Everything that can be wrong with what a user hands in, one case a cause.
///
/// Each message names the argument, the index and the value, says what was expected, and how to
/// mend it. Bad input is checked once, where it enters; no input crashes the process.
public enum TransportError: Error, Sendable, Equatable {
  /// A measure, matrix or list has no entries.
  case emptyInput(argument: String)
  /// Two sizes that must agree do not.
  case shapeMismatch(argument: String, expected: String, found: String)
  /// A NaN or an infinity stands where a number must be.
  case nonFinite(argument: String, index: Int, value: Double)
  /// A mass or a density is below zero.
  case negativeMass(argument: String, index: Int, value: Double)
  /// All masses are zero, or they add up past the range of a Double.
  case degenerateMass(argument: String, mass: Double)
  /// The two measures hold different masses, so no plan has both as marginals.
  case massMismatch(source: Double, target: Double)
  /// A parameter lies outside its range, e.g. `epsilon <= 0`.
  case outOfRange(argument: String, value: Double, expected: String)
  /// A covariance matrix is not symmetric positive definite.
  case notPositiveDefinite(argument: String, smallestEigenvalue: Double)
  /// A ground cost is undefined or infinite at a pair that the problem holds.
  case invalidCost(argument: String, row: Int, column: Int, value: Double)
  /// No plan avoids the forbidden pairs.
  case infeasible(massWithoutRoute: Double)
  /// The method asked for does not apply to this problem.
  case notApplicable(method: String, reason: String, remedy: String)
  /// A file cannot be opened, read or written.
  case fileAccess(path: String, reason: String)
  /// A file's contents are not what its format promises.
  case malformedFile(path: String, reason: String, remedy: String)
  /// A formula does not follow the grammar; the column counts from 1.
  case malformedExpression(text: String, column: Int, reason: String, remedy: String)
}

extension TransportError: CustomStringConvertible {
  /// One sentence on what is wrong, one on the way out.
  public var description: String {
    switch self {
    case .emptyInput(let argument):
      "\(argument) is empty; give it at least one entry."
    case .shapeMismatch(let argument, let expected, let found):
      "\(argument) has the wrong shape: expected \(expected), found \(found)."
    case .nonFinite(let argument, let index, let value):
      "\(argument)[\(index)] is \(value); every entry must be a finite number. Remove or replace it."
    case .negativeMass(let argument, let index, let value):
      "\(argument)[\(index)] is \(value); masses must be >= 0. Set it to zero, or shift the data."
    case .degenerateMass(let argument, let mass):
      "\(argument) has total mass \(mass); it must be positive and finite. "
        + "Give at least one positive weight, or rescale the weights."
    case .massMismatch(let source, let target):
      "source has mass \(source) and target has mass \(target); transport needs equal masses "
        + "(relative 1e-9). Call .normalized() on both, or pass --normalize."
    case .outOfRange(let argument, let value, let expected):
      "\(argument) is \(value); expected \(expected)."
    case .notPositiveDefinite(let argument, let eigenvalue):
      "\(argument) is not symmetric positive definite (smallest eigenvalue \(eigenvalue)). "
        + "Symmetrise it, or add a small multiple of the identity."
    case .invalidCost(let argument, let row, let column, let value):
      "\(argument)[\(row), \(column)] is \(value); ground costs must be finite. Rescale the points, "
        + "or leave the pair out of a sparse cost to forbid it."
    case .infeasible(let mass):
      "no plan avoids the forbidden pairs: mass \(mass) has no route. Allow more pairs."
    case .notApplicable(let method, let reason, let remedy):
      "method \(method) does not apply: \(reason). \(remedy)"
    case .fileAccess(let path, let reason):
      "\(path): \(reason)"
    case .malformedFile(let path, let reason, let remedy):
      "\(path): \(reason). \(remedy)"
    case .malformedExpression(let text, let column, let reason, let remedy):
      "the expression goes wrong at column \(column): \(reason). \(remedy)\n"
        + Self.pointer(into: text, at: column)
    }
  }

  /// The text about a column, on a line of its own, above a caret at the column.
  private static func pointer(into text: String, at column: Int) -> String {
    let shown = text.map { $0.isNewline || $0 == "\t" ? " " : $0 }
    let start = max(0, min(column - 41, shown.count))
    let part = shown[start...].prefix(72)
    let indent = String(repeating: " ", count: max(0, column - 1 - start))
    return "  " + String(part) + "\n  " + indent + "^"
  }
}
