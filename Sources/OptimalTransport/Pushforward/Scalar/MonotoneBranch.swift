/// A piece of the line on which a map is monotone: one inverse branch.
public struct MonotoneBranch: Sendable, Equatable {
  /// The lower end of the piece.
  public let lower: Double
  /// The upper end of the piece.
  public let upper: Double
  /// f at the lower end; infinite at a pole.
  public let imageOfLower: Double
  /// f at the upper end; infinite at a pole.
  public let imageOfUpper: Double
  /// The source's mass on the piece, which is the branch's part of the push-forward.
  public let mass: Double

  /// Whether f rises.
  public var isIncreasing: Bool { imageOfLower < imageOfUpper }
  /// The least value of f on the piece.
  public var imageLower: Double { min(imageOfLower, imageOfUpper) }
  /// The greatest value of f on the piece.
  public var imageUpper: Double { max(imageOfLower, imageOfUpper) }
}

/// A value that a map takes on a whole piece of the line: an atom of the push-forward.
public struct PushforwardAtom: Sendable, Equatable {
  /// The value.
  public let position: Double
  /// The source's mass where f has that value.
  public internal(set) var mass: Double
  /// The lower end of the piece where f has that value; the first, if there are several.
  public let lower: Double
  /// The upper end of that piece.
  public let upper: Double
}

extension MonotoneBranch {
  /// The x of the branch with f(x) = y, to rounding of x or of f, whichever is coarser.
  ///
  /// - Parameter y: strictly between ``imageLower`` and ``imageUpper``.
  func preimage(of y: Double, under map: ScalarMap) -> Double {
    let sign = isIncreasing ? 1.0 : -1.0
    let bracket = RootFinding.bracket(from: lower, to: upper) { sign * (map.value($0) - y) }
    guard let bracket else {
      return abs(imageOfLower - y) < abs(imageOfUpper - y) ? lower : upper
    }
    return polished(bracket.nonNegative, y, map)
  }

  /// Newton's step, where it helps: near a critical point the bracket is wide beside |x - c|.
  private func polished(_ x: Double, _ y: Double, _ map: ScalarMap) -> Double {
    guard let derivative = map.derivative else { return x }
    var best = (x: x, residual: abs(map.value(x) - y))
    for _ in 0..<2 where best.residual > 0 {
      let next = best.x - (map.value(best.x) - y) / derivative(best.x)
      let residual = abs(map.value(next) - y)
      guard next >= lower, next <= upper, residual < best.residual else { break }
      best = (next, residual)
    }
    return best.x
  }
}
