import Foundation
import OptimalTransport

extension GroundCost {
  /// The names that `--cost` lists and completes; `power:P` stands for any exponent.
  static let argumentNames = [
    "squaredEuclidean", "euclidean", "manhattan", "chebyshev", "power:P", "cosine",
  ]

  /// Reads the value of `--cost`, in upper or lower case.
  ///
  /// - Throws: `UsageError`, which lists the names.
  init(argument: String) throws {
    let name = argument.lowercased()
    switch name {
    case "squaredeuclidean", "sqeuclidean", "w2": self = .squaredEuclidean
    case "euclidean", "w1": self = .euclidean
    case "manhattan", "l1", "cityblock": self = .manhattan
    case "chebyshev", "linf": self = .chebyshev
    case "cosine": self = .cosine
    case _ where name.hasPrefix("power:"): self = .power(try Self.exponent(name.dropFirst(6)))
    default:
      throw UsageError(
        description: "There is no cost '\(argument)'. The costs are "
          + Self.argumentNames.joined(separator: ", ") + ".")
    }
  }

  private static func exponent(_ text: Substring) throws -> Double {
    guard let exponent = Double(text), exponent > 0, exponent.isFinite else {
      throw UsageError(
        description: "The exponent '\(text)' of the cost |x - y|^P must be a finite number "
          + "above 0, as in power:1.5.")
    }
    return exponent
  }
}
