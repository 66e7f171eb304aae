import Foundation

/// Friction and noise among the cells of velocity: a Markov chain between neighbours that keeps the
/// Maxwellian of the grid and lets mean velocities relax exactly.
///
/// With M_j = exp(-v_j^2 / (2 theta)) the rates up, a_j, and down, b_j, are those of
/// ```
/// M_j a_j = M_{j+1} b_{j+1} = -(g / dv) sum over i <= j of v_i M_i >= 0,
/// ```
/// which vanish at the walls. So the chain is reversible with respect to M, which it keeps to
/// rounding, and a_j - b_j = -g v_j / dv: mean velocities decay as exp(-g t) exactly and the
/// temperature as exp(-2 g t), up to O(dv^2) of the rate. It is a discrete Ornstein-Uhlenbeck
/// process, in which every convex entropy relative to M falls (Jensen's inequality).
struct VelocityChain: Sendable {
  /// a_j / g.
  let up: [Double]
  /// b_j / g.
  let down: [Double]

  /// - Parameters:
  ///   - velocities: the centres, symmetric about 0 and evenly spaced.
  ///   - temperature: theta; mass only falls towards 0 when it is zero.
  init(velocities v: [Double], temperature: Double) {
    let n = v.count
    var (up, down) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    // From the slow end of the sum, so that no M underflows: all terms are positive.
    for j in 0..<n / 2 {
      let step = v[j + 1] - v[j]
      up[j] = down[j] - v[j] / step
      let ratio = exp((v[j + 1] - v[j]) * (v[j + 1] + v[j]) / (2 * temperature))
      down[j + 1] = temperature > 0 ? up[j] * ratio : 0
    }
    // The other half is the mirror image.
    for j in 0..<n / 2 {
      down[n - 1 - j] = up[j]
      up[n - 1 - j] = down[j]
    }
    if n % 2 == 1 { up[n / 2] = down[n / 2] }
    self.up = up
    self.down = down
  }

  /// P with P[i, j] the chance to be at j a time after being at i, for `time` = g tau; rows add up
  /// to 1.
  ///
  /// A series for a time short enough, squared k times: all terms are positive, so that every entry
  /// is right relative to itself. Complexity: O(n^3 log(time / dv^2)).
  func transition(over time: Double) -> Matrix {
    let n = up.count
    let fastest = time * (zip(up, down).map { $0 + $1 }.max() ?? 0)
    let doublings = fastest > 1 ? Int(fastest.exponent) + 1 : 0
    let short = time / exp2(Double(doublings))
    var result = series(over: short, fastest: fastest / exp2(Double(doublings)))
    for _ in 0..<doublings { result = result * result }
    for i in 0..<n {
      let sum = result.row(i).compensatedSum()
      for j in 0..<n { result[i, j] /= sum }
    }
    return result
  }

  /// exp(L t) = exp(-q) sum over k of (L t + q)^k / k!, q the fastest rate times t.
  private func series(over time: Double, fastest: Double) -> Matrix {
    var power = Matrix.identity(up.count)
    var result = power
    // 1 / 20! is below the rounding of 1.
    for k in 1...20 {
      power = product(power, time: time, fastest: fastest).scaled(by: 1 / Double(k))
      result = result + power
    }
    return result.scaled(by: exp(-fastest))
  }

  /// power (L t + q).
  private func product(_ power: Matrix, time: Double, fastest: Double) -> Matrix {
    let n = up.count
    var result = power
    for i in 0..<n {
      for j in 0..<n {
        var sum = (fastest - time * (up[j] + down[j])) * power[i, j]
        if j > 0 { sum += time * up[j - 1] * power[i, j - 1] }
        if j < n - 1 { sum += time * down[j + 1] * power[i, j + 1] }
        result[i, j] = sum
      }
    }
    return result
  }
}
