import Foundation

/// The density of a cell that answers a potential b, by its logarithm x:
/// ```
/// A x + sum over the powers of C m / (m - 1) e^((m - 1) x) = b,   A > 0, C > 0.
/// ```
/// It is the proximal map of an energy in the sense of relative entropy: with A = eps + 2 tau theta
/// and b = eps log s - 2 tau (V + theta) it minimises
/// eps rho (log(rho / s) - 1) + 2 tau (V rho + theta rho log rho + theta_m rho^m / (m - 1)).
/// Without powers x = b / A; with one it is Wright's omega function; with more a root between those
/// of its parts. The logarithm neither over- nor underflows.
struct CellProximal: Sendable, Equatable {
  /// One power m with its factor C = 2 tau theta_m.
  struct Power: Sendable, Equatable {
    let exponent: Double
    let factor: Double
  }

  /// A.
  let stiffness: Double
  let powers: [Power]

  /// x; -infinity for b = -infinity.
  func logDensity(_ b: Double) -> Double {
    guard b > -.infinity else { return b }
    switch powers.count {
    case 0: return b / stiffness
    case 1: return Self.root(powers[0], stiffness, b)
    default: return search(b)
    }
  }

  /// d rho / d b at a density.
  func response(_ density: Double) -> Double {
    density
      / powers.reduce(stiffness) {
        $0 + $1.factor * $1.exponent * pow(density, $1.exponent - 1)
      }
  }

  /// With k = m - 1 and z = k C m / A e^(k x) / k the equation is log z + z = k b / A + log(C m /
  /// A).
  private static func root(_ power: Power, _ stiffness: Double, _ b: Double) -> Double {
    let k = power.exponent - 1
    let shift = log(power.factor * power.exponent / stiffness)
    return (logOmega(k * b / stiffness + shift) - shift) / k
  }

  /// The left side is increasing, and the root between those of parts that share A and b evenly.
  private func search(_ b: Double) -> Double {
    let share = Double(powers.count)
    let roots = powers.map { Self.root($0, stiffness / share, b / share) }
    let (lower, upper) = (roots.min()!, roots.max()!)
    let root = RootFinding.bracket(from: lower, to: upper) { x in
      powers.reduce(stiffness * x - b) {
        let k = $1.exponent - 1
        return $0 + $1.factor * $1.exponent / k * exp(k * x)
      }
    }
    return root?.nonNegative ?? lower
  }
}

/// The y with e^y + y = w: the logarithm of Wright's omega function.
///
/// Newton's method from above, where the left side is convex, falls to the root; relative to max(1,
/// |y|) the error is some units of rounding. Source: Corless and Jeffrey 2002, "The Wright omega
/// function".
func logOmega(_ w: Double) -> Double {
  var y = w > 1 ? log(w) : w
  for _ in 0..<64 {
    let power = exp(y)
    let next = y - (power + (y - w)) / (power + 1)
    if !(next < y) { break }
    y = next
  }
  return y
}
