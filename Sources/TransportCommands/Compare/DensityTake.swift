import Foundation
import OptimalTransport

/// One take on the transport between two densities, constant in the cells of their grids: the value
/// that it finds, and bounds on the optimum that its potential proves.
struct DensityTake {
  let name: String
  /// What the take finds by its own discretisation.
  let value: Double
  let lower: Double
  let upper: Double
  let seconds: Double
  let iterations: Int?

  init(
    _ name: String, value: Double, lower: Double, upper: Double, seconds: Double,
    iterations: Int? = nil
  ) {
    (self.name, self.value, self.seconds) = (name, value, seconds)
    (self.lower, self.upper, self.iterations) = (max(lower, 0), upper, iterations)
  }

  var json: JSONValue {
    .object([
      ("take", .string(name)), ("value", .number(value)), ("lowerBound", .number(lower)),
      ("upperBound", .number(upper)),
      ("iterations", iterations.map { .integer($0) } ?? .null), ("seconds", .number(seconds)),
    ])
  }
}

/// All takes on one pair of densities, and whether they agree.
struct DensityComparison {
  let takes: [DensityTake]
  /// Takes that were left out, each with the reason.
  let skipped: [String]
  /// By how much W2, times the root of the mass, changes at most where each cell's mass is moved to
  /// its centre: the error that a value found from the centres declares.
  let cellError: Double

  /// What every bracket holds: empty, lower above upper, if two contradict each other.
  var common: (lower: Double, upper: Double) {
    (takes.map(\.lower).max() ?? 0, takes.map(\.upper).min() ?? .infinity)
  }

  /// Takes whose value is not in the common bracket, widened by the error of cells.
  var strays: [DensityTake] {
    let low = max(common.lower.squareRoot() - cellError, 0)
    let high = common.upper.squareRoot() + cellError
    return takes.filter {
      let distance = max($0.value, 0).squareRoot()
      return distance < low * (1 - 1e-12) || distance > high * (1 + 1e-12)
    }
  }

  /// Whether the brackets meet, up to rounding, and every value lies where they do.
  var agrees: Bool { common.lower <= common.upper * (1 + 1e-9) && strays.isEmpty }

  var json: JSONValue { .array(takes.map(\.json)) }

  /// The table that a person reads.
  func table(on console: Console) -> [String] {
    var table = TextTable()
    table.add(["take", "value", "proved lower", "proved upper", "iterations", "seconds"])
    for take in takes {
      table.add([
        take.name, Self.short(take.value), Self.short(take.lower), Self.short(take.upper),
        take.iterations.map { "\($0)" } ?? "-", Evidence.rounded(take.seconds),
      ])
    }
    return ["W2^2 between the densities, constant in each cell"]
      + table.lines(rightAligned: [1, 2, 3, 4, 5]) + skipped.map { "left out: " + $0 }
  }

  /// The last line.
  func verdict(on console: Console) -> [String] {
    let bracket = "[\(Self.short(common.lower)), \(Self.short(common.upper))]"
    guard common.lower <= common.upper * (1 + 1e-9) else {
      return [
        console.colored("DISAGREE", .bad)
          + ": no number lies in all brackets; \(holder(of: common.lower)) proves more than "
          + "\(holder(of: common.upper)) allows"
      ]
    }
    guard strays.isEmpty else {
      return strays.map { take in
        console.colored("DISAGREE", .bad)
          + ": the value of \(take.name) is outside the common bracket \(bracket)"
      }
    }
    return [
      console.colored("all takes agree", .good)
        + ": W2^2 lies in \(bracket), and so does every value up to the error of cells"
    ]
  }

  private func holder(of bound: Double) -> String {
    takes.first { $0.lower == bound || $0.upper == bound }?.name ?? "one"
  }

  private static func short(_ value: Double) -> String { String(format: "%.9g", value) }
}
