import Foundation

/// An upper bound of W2^2 between two densities of (y_1, y_2) constant in cells, close where mass
/// moves by less than a cell and hardly along y_1, which closes on itself.
///
/// As ``MomentumBound``, W2^2 <= int |m|^2 / L(mu, rho) over cells for any m with div m = mu - rho
/// that is linear between fluxes through faces. Here the fluxes along y_1 are those of diffusion,
/// -c rho d_1 log rho, of the lesser cell, corrected to the masses of columns; those along y_2
/// follow by sums in each column. Sums run from either end to the densest cell, so that tails keep
/// their digits; what rounding leaves there, e in L1, takes no longer way than the diagonal D: W2
/// <= root(sum) + D root(e / 2).
///
/// Complexity: O(N), whatever the ratio of a cell's sides, on which an iteration would depend.
struct ColumnMomentum {
  /// At least W2^2.
  let square: Double

  /// - Parameter diffusion: c.
  init(_ axes: [GridAxis], from before: [Double], onto after: [Double], diffusion: Double) {
    let (rows, n, count) = (axes[0].count, axes[1].count, before.count)
    let (width, height) = (axes[0].step, axes[1].step)
    let change = zip(before, after).map { $0 - $1 }
    let means = zip(before, after).map(MomentumBound.logarithmicMean)
    var along = after.indices.map { j in
      let next = (j + n) % count
      let least = min(means[j], means[next])
      return least > 0 ? -diffusion * log(after[next] / after[j]) * least / width : 0
    }
    var lost = Self.correct(&along, change, means, rows, n, axes)
    var (sum, values) = (CompensatedSum(), [Double](repeating: 0, count: n))
    for i in 0..<rows {
      for k in 0..<n {
        let (j, back) = (i * n + k, (i + rows - 1) % rows * n + k)
        values[k] = (change[j] - (along[j] - along[back]) / width) * height
        Self.add(along[back], along[j], means[j], to: &sum)
      }
      let row = i * n..<(i + 1) * n
      let (fluxes, rest) = Self.sums(values, first: 0, densest: means[row])
      lost += abs(rest) * width
      for k in 0..<n { Self.add(k > 0 ? fluxes[k - 1] : 0, fluxes[k], means[i * n + k], to: &sum) }
    }
    let sides = axes.map { $0.upper - $0.lower }
    let diagonal = sides[0] * sides[0] / 4 + sides[1] * sides[1]
    let root =
      (sum.value * width * height).squareRoot()
      + (diagonal * lost / 2).squareRoot()
    square = root.isFinite ? root * root : .infinity
  }

  /// Gives the fluxes along y_1 the sums that the masses of columns ask for; returns the mass that
  /// rounding leaves.
  private static func correct(
    _ along: inout [Double], _ change: [Double], _ means: [Double], _ rows: Int, _ n: Int,
    _ axes: [GridAxis]
  ) -> Double {
    func total(_ values: [Double], _ i: Int) -> Double {
      values[i * n..<(i + 1) * n].reduce(0, +) * axes[1].step
    }
    let masses = (0..<rows).map { total(means, $0) }
    let (wanted, rest) = sums(
      (0..<rows).map { total(change, $0) * axes[0].step }, first: total(along, rows - 1),
      densest: masses[...])
    for i in 0..<rows {
      let next = (i + 1) % rows * n
      let shares = (0..<n).map { min(means[i * n + $0], means[next + $0]) }
      let whole = shares.reduce(0, +) * axes[1].step
      let excess = wanted[i] - total(along, i)
      guard whole > 0 else { continue }
      for k in 0..<n { along[i * n + k] += excess / whole * shares[k] }
    }
    return abs(rest)
  }

  /// Sums of values up to each place that begin and end with `first`, from either end to the
  /// densest place; what the two miss each other by there.
  private static func sums(
    _ values: [Double], first: Double, densest: ArraySlice<Double>
  ) -> (sums: [Double], rest: Double) {
    let n = values.count
    let middle = densest.indices.max { densest[$0] < densest[$1] }! - densest.startIndex
    var result = [Double](repeating: first, count: n)
    var low = first
    for k in 0..<middle {
      low += values[k]
      result[k] = low
    }
    var high = first
    for k in stride(from: n - 1, to: middle, by: -1) {
      result[k] = high
      high -= values[k]
    }
    result[middle] = high
    return (result, low + values[middle] - high)
  }

  private static func add(
    _ low: Double, _ high: Double, _ mean: Double, to sum: inout CompensatedSum
  ) {
    let square = (low * low + low * high + high * high) / 3
    if square > 0 { sum.add(square / mean) }
  }
}
