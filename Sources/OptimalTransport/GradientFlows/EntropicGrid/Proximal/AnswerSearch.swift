import Foundation

/// The density of given mass that answers a potential: in every cell the answer to b + lambda, at
/// most the cap, with one multiplier lambda for each part of the domain.
///
/// lambda is the root of log mass(lambda) = log mass by Newton's method within a bracket; without
/// powers and caps that is one step.
struct AnswerSearch {
  let proximal: CellProximal
  /// The greatest density of each cell, and its logarithm.
  let caps: [Double]
  private let logCaps: [Double]
  let cellVolume: Double

  init(proximal: CellProximal, caps: [Double], cellVolume: Double) {
    self.proximal = proximal
    self.caps = caps
    logCaps = caps.map { log($0) }
    self.cellVolume = cellVolume
  }

  /// The mass is right to this part.
  private static let rounding = 4e-15
  private static let iterationLimit = 300

  /// The logarithms of the density in some cells, and lambda.
  ///
  /// - Parameters:
  ///   - slopes: b, of all cells.
  ///   - guess: a lambda to start from.
  func callAsFunction(
    _ slopes: [Double], in cells: [Int], mass: Double, from guess: Double
  ) -> (logs: [Double], shift: Double) {
    guard mass > 0 else { return (cells.map { _ in -.infinity }, 0) }
    var (lower, upper, shift) = (-Double.infinity, Double.infinity, guess)
    var logs = answers(slopes, cells, shift)
    var stride = proximal.stiffness
    for _ in 0..<Self.iterationLimit {
      let (found, response) = sums(logs, cells)
      if abs(found - mass) <= Self.rounding * mass { break }
      if found > mass { upper = shift } else { lower = shift }
      let newton = shift - (log(found) - log(mass)) * found / response
      var next = newton
      if !(newton > lower && newton < upper) {
        let isBracketed = lower.isFinite && upper.isFinite
        next = isBracketed ? (lower + upper) / 2 : found > mass ? shift - stride : shift + stride
        stride *= 2
      }
      if next == shift || !next.isFinite { break }
      shift = next
      logs = answers(slopes, cells, shift)
    }
    return (logs, shift)
  }

  private func answers(_ slopes: [Double], _ cells: [Int], _ shift: Double) -> [Double] {
    ParallelLoop.map(count: cells.count, grain: 512) {
      let cell = cells[$0]
      return min(proximal.logDensity(slopes[cell] + shift), logCaps[cell])
    }
  }

  /// The mass, and its derivative in lambda.
  private func sums(_ logs: [Double], _ cells: [Int]) -> (mass: Double, response: Double) {
    var (mass, response) = (CompensatedSum(), 0.0)
    for (log, cell) in zip(logs, cells) where log > -.infinity {
      let density = min(exp(log), caps[cell])
      mass.add(density)
      if log < logCaps[cell] { response += proximal.response(density) }
    }
    return (mass.value * cellVolume, response * cellVolume)
  }
}
