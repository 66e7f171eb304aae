import Foundation

/// A nonnegative vector e^logScale values, the greatest value being one: a factor of a bridge's
/// density, whose size grows and shrinks beyond the range of a Double along the way.
struct ScaledVector: Sendable {
  let values: [Double]
  let logScale: Double

  /// Scales a vector; zero stays zero.
  init(_ values: [Double], logScale: Double = 0) {
    let largest = values.max() ?? 0
    guard largest > 0, largest.isFinite else {
      self.values = values
      self.logScale = logScale
      return
    }
    self.values = values.map { $0 / largest }
    self.logScale = logScale + log(largest)
  }

  /// The vector of given logarithms, -infinity for zero.
  init(logs: [Double]) {
    let largest = logs.max() ?? 0
    let shift = largest.isFinite ? largest : 0
    values = logs.map { exp($0 - shift) }
    logScale = shift
  }

  /// The logarithms.
  var logs: [Double] { values.map { log($0) + logScale } }

  /// A linear map of it.
  func mapped(_ map: ([Double]) -> [Double]) -> ScaledVector {
    ScaledVector(map(values), logScale: logScale)
  }

  /// The entrywise product with another, as plain numbers.
  func product(_ other: ScaledVector) -> [Double] {
    // Halves of the scale on either side: the product may be moderate where the factors are not.
    let scale = exp((logScale + other.logScale) / 2)
    return zip(values, other.values).map { ($0 * scale) * ($1 * scale) }
  }
}

extension ChainPropagator {
  /// The factors at all times, from the last one backwards: result[k] is M^(steps - k) x.
  func backwardPath(_ last: ScaledVector) -> [ScaledVector] {
    var path = [last]
    for _ in 0..<steps { path.append(path[path.count - 1].mapped(backward)) }
    return path.reversed()
  }

  /// The factors at all times, from the first one on: result[k] is M'^k x.
  func forwardPath(_ first: ScaledVector) -> [ScaledVector] {
    var path = [first]
    for _ in 0..<steps { path.append(path[path.count - 1].mapped(forward)) }
    return path
  }

  /// M^steps x.
  func backwardThrough(_ last: ScaledVector) -> ScaledVector {
    (0..<steps).reduce(last) { x, _ in x.mapped(backward) }
  }

  /// M'^steps x.
  func forwardThrough(_ first: ScaledVector) -> ScaledVector {
    (0..<steps).reduce(first) { x, _ in x.mapped(forward) }
  }
}
