import Foundation
import OptimalTransport

extension Box {
  /// Reads the value of `--box`: lower:upper for each axis, separated by commas.
  ///
  /// - Throws: `UsageError`, and as `Box.init`.
  init(argument: String) throws {
    let axes = argument.split(separator: ",", omittingEmptySubsequences: false).map { axis in
      axis.split(separator: ":", omittingEmptySubsequences: false).map {
        Double($0.trimmingCharacters(in: .whitespaces))
      }
    }
    guard axes.allSatisfy({ $0.count == 2 && !$0.contains(nil) }) else {
      throw UsageError(
        description: "--box is '\(argument)'; expected lower:upper for each axis, as in 0:1,0:2.")
    }
    try self.init(lower: axes.map { $0[0]! }, upper: axes.map { $0[1]! })
  }
}
