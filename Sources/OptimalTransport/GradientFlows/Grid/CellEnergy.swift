import Foundation

/// The part of a free energy that acts in each cell of a grid by itself: f_j(rho) = V_j rho + theta
/// rho log rho + theta rho^m / (m - 1), rho <= cap.
///
/// Only the diffusion is here: `pressureSlope` h(rho) = f'(rho) - V, increasing, and its inverse,
/// through which a step's density follows from its potential. It needs a diffusion, without which
/// the density of a step is no function of the potential.
struct CellEnergy: Sendable {
  private let diffusions: [(exponent: Double, temperature: Double)]
  /// The greatest density; infinite without a cap.
  let cap: Double

  /// - Throws: `notApplicable` without diffusion, `outOfRange` for m <= d / (d + 2).
  init(_ energy: FreeEnergy, dimension d: Int) throws(TransportError) {
    var (diffusions, cap) = ([(exponent: Double, temperature: Double)](), Double.infinity)
    for term in energy.terms {
      switch term {
      case .entropy(let temperature): diffusions.append((1, temperature))
      case .power(let exponent, let temperature):
        let critical = Double(d) / Double(d + 2)
        guard exponent > critical else {
          throw .outOfRange(
            argument: "exponent", value: exponent,
            expected: "above d / (d + 2) = \(critical) in \(d) dimensions")
        }
        diffusions.append((exponent, temperature))
      case .congestion(let bound): cap = min(cap, bound)
      case .potential, .interaction, .electricField: break
      }
    }
    guard !diffusions.isEmpty else {
      throw .notApplicable(
        method: "flow on a grid",
        reason: "the energy has no diffusion, so mass may gather in points",
        remedy: "Add .entropy(theta) with a small theta, or use quantiles or particles.")
    }
    self.diffusions = diffusions
    self.cap = cap
  }

  /// The diffusion's part of f.
  func value(_ density: Double) -> Double {
    guard density > 0 else { return 0 }
    return diffusions.reduce(0) { sum, law in
      let (m, theta) = law
      return sum
        + (m == 1 ? theta * density * log(density) : theta * pow(density, m) / (m - 1))
    }
  }

  /// h(rho) = theta (log rho + 1) + theta m rho^(m-1) / (m - 1).
  func slope(_ density: Double) -> Double {
    diffusions.reduce(0) { sum, law in
      let (m, theta) = law
      return sum
        + (m == 1 ? theta * (log(density) + 1) : theta * m / (m - 1) * pow(density, m - 1))
    }
  }

  /// h'(rho).
  func curvature(_ density: Double) -> Double {
    diffusions.reduce(0) { $0 + $1.temperature * $1.exponent * pow(density, $1.exponent - 2) }
  }

  /// The density with h(rho) = s, at most the cap; zero where h stays above s.
  func density(slope s: Double) -> Double {
    min(diffusions.count == 1 ? inverse(diffusions[0], s) : search(s), cap)
  }

  /// The derivative of ``density(slope:)``.
  func response(_ density: Double) -> Double {
    density > 0 && density < cap ? 1 / curvature(density) : 0
  }

  /// Whether densities can vanish: no diffusion has an infinite slope at zero.
  var hasFronts: Bool { diffusions.allSatisfy { $0.exponent > 1 } }

  /// What makes the curvature of the inverse of h, rho of order s^a: the greatest a.
  var frontExponent: Double { diffusions.reduce(0) { max($0, 1 / ($1.exponent - 1)) } }

  private func inverse(
    _ law: (exponent: Double, temperature: Double), _ s: Double
  ) -> Double {
    let (m, theta) = law
    if m == 1 { return exp(s / theta - 1) }
    let base = s * (m - 1) / (theta * m)
    if m > 1 { return base > 0 ? pow(base, 1 / (m - 1)) : 0 }
    return base > 0 ? pow(base, 1 / (m - 1)) : .infinity
  }

  /// Several diffusions: h is increasing, so its root is bracketed by those of its parts, in log
  /// rho as these can be many orders of magnitude apart.
  private func search(_ s: Double) -> Double {
    let share = s / Double(diffusions.count)
    let guesses = diffusions.map { inverse($0, share) }.filter { $0 > 0 && $0.isFinite }
    guard var upper = guesses.max(), var lower = guesses.min() else { return 0 }
    while slope(upper) < s { upper *= 2 }
    while slope(lower) > s, lower > .leastNormalMagnitude { lower /= 2 }
    let root = RootFinding.bracket(from: log(lower), to: log(upper)) { slope(exp($0)) - s }
    return root.map { exp($0.nonNegative) } ?? lower
  }
}
