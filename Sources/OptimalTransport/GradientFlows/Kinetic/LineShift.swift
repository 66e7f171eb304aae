/// Moves the values on a line of cells by a constant distance, conserving their sum and their sign.
///
/// The part of cell i that crosses its upper edge is read off the polynomial of degree 7 through
/// the cumulative sums at the eight edges around it, and is cut to what the cell holds:
/// ```
/// out_i = min(f_i, max(0, sum over |m| <= 3 of w_m f_{i+m})),   f_i := f_i - out_i + out_{i-1}.
/// ```
/// Where nothing is cut this is interpolation of degree 7 at the departure points, stable for every
/// shift (Strang 1962), so that sums are right for values in cells as for values at points. The cut
/// acts only where the polynomial leaves 0...f_i: at fronts and in tails that fall by more than the
/// grid resolves. A spectral shift is exact for every wave that the grid resolves and makes
/// negative values as soon as filaments are finer; their f log f has no meaning, so flows shift by
/// this.
///
/// Sources: Filbet, Sonnendruecker and Bertrand 2001 (positive and flux-conservative); Umeda 2008.
struct LineShift {
  /// What becomes of values that are moved past an end.
  enum Ends { case periodic, walls }

  /// The shift is whole + a fraction in 0...1, in cells.
  private let whole: Int
  private let weights: SIMD8<Double>
  private static let reach = 3

  /// - Parameters:
  ///   - cells: how far, in cells, upwards.
  ///   - count: cells on the line.
  init(cells: Double, count: Int, ends: Ends) {
    let n = Double(count)
    // Whole turns change nothing, nor do shifts past a wall.
    let shift =
      ends == .periodic ? cells - n * (cells / n).rounded(.down) : min(max(cells, -n), n)
    whole = Int(shift.rounded(.down))
    weights = Self.weights(shift - shift.rounded(.down))
  }

  /// Room for the numbers that shifting a line of `count` cells needs.
  static func scratch(count: Int) -> ScratchArray<Double> {
    ScratchArray(uninitialized: 2 * count + 2 * reach + 2)
  }

  /// Shifts the cells start..<start + count of an array.
  func callAsFunction(
    _ values: PaddedArray<Double>, start: Int, count: Int, ends: Ends,
    scratch: borrowing ScratchArray<Double>
  ) {
    let flux = count + 1 + 2 * Self.reach
    fill(scratch, values, start, count, ends)
    cross(scratch, flux, count)
    let overflow = ends == .walls ? overflow(values, start, count, scratch, flux) : (0, 0)
    for i in 0..<count {
      values[start + i] = scratch[i + 1 + Self.reach] - scratch[flux + i + 1] + scratch[flux + i]
    }
    values[start] += overflow.0
    values[start + count - 1] += overflow.1
  }

  /// The window of values that reach the line: source cells -1 - reach ..< count + reach, shifted.
  @inline(__always)
  private func fill(
    _ window: borrowing ScratchArray<Double>, _ values: PaddedArray<Double>, _ start: Int,
    _ count: Int, _ ends: Ends
  ) {
    let first = -1 - Self.reach - whole
    for k in 0..<count + 1 + 2 * Self.reach {
      var source = first + k
      if ends == .periodic {
        while source < 0 { source += count }
        while source >= count { source -= count }
        window[k] = values[start + source]
      } else {
        window[k] = source >= 0 && source < count ? values[start + source] : 0
      }
    }
  }

  /// What crosses the upper edges of the cells -1 ..< count.
  @inline(__always)
  private func cross(_ window: borrowing ScratchArray<Double>, _ flux: Int, _ count: Int) {
    let w = weights
    for i in 0...count {
      let low = w[0] * window[i] + w[1] * window[i + 1] + w[2] * window[i + 2]
      let high = w[4] * window[i + 4] + w[5] * window[i + 5] + w[6] * window[i + 6]
      let held = window[i + 3]
      let sum = low + w[3] * held + high
      let positive = sum > 0 ? sum : 0
      window[flux + i] = positive < held ? positive : held
    }
  }

  /// What was moved below the lower wall and above the upper one.
  private func overflow(
    _ values: PaddedArray<Double>, _ start: Int, _ count: Int,
    _ scratch: borrowing ScratchArray<Double>, _ flux: Int
  ) -> (Double, Double) {
    var (below, above) = (-scratch[flux], scratch[flux + count])
    for j in 0..<max(0, min(count, -whole)) { below += values[start + j] }
    for j in max(0, min(count, count - whole))..<count { above += values[start + j] }
    return (max(0, below), above)
  }

  /// w_{-3}, ..., w_3 for a fraction: partial sums of Lagrange's weights at -3, ..., 4.
  private static func weights(_ fraction: Double) -> SIMD8<Double> {
    func lagrange(_ k: Int) -> Double {
      (-3...4).reduce(1) { $1 == k ? $0 : $0 * (fraction - Double($1)) / Double(k - $1) }
    }
    var (result, sum) = (SIMD8<Double>(repeating: 0), 0.0)
    for m in stride(from: 3, through: -3, by: -1) {
      sum += (m == 0 ? 1 : 0) - lagrange(-m)
      result[m + 3] = sum
    }
    return result
  }
}
