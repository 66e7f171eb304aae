import ArgumentParser
import OptimalTransport

/// Boxes and shapes of grids as words of a command line.
enum GridArgument {
  /// "0:4,-1:1" as a box.
  static func box(_ text: String) throws -> Box {
    let intervals = try text.split(separator: ",", omittingEmptySubsequences: false).map {
      let ends = $0.split(separator: ":", omittingEmptySubsequences: false)
        .map { Double(trimmed($0)) }
      guard ends.count == 2, let lower = ends[0], let upper = ends[1] else {
        throw ValidationError("'\($0)' is not lower:upper; write for example 0:4,-1:1.")
      }
      return (lower, upper)
    }
    do {
      return try Box(lower: intervals.map(\.0), upper: intervals.map(\.1))
    } catch { throw ValidationError("\(error)") }
  }

  /// "256x128", or "256,128", as numbers of cells.
  static func shape(_ text: String) throws -> [Int] {
    try text.split(omittingEmptySubsequences: false, whereSeparator: { "x,".contains($0) }).map {
      guard let extent = Int(trimmed($0)), extent > 0 else {
        throw ValidationError("'\($0)' is not a number of cells; write for example 256x128.")
      }
      return extent
    }
  }

  private static func trimmed(_ text: Substring) -> String { String(text.filter { $0 != " " }) }
}
