/// An interval with the map sampled at its ends and at three points between them.
struct SampledInterval {
  /// Five increasing points.
  let x: [Double]
  /// f there.
  let values: [Double]
  /// f' there where it is known; else the slopes of the four chords.
  let slopes: [Double]
  let isDerivative: Bool

  init(from a: Double, to b: Double, _ map: ScalarMap) {
    let quarter: Double = (b - a) / 4
    let x: [Double] = [a, a + quarter, a + 2 * quarter, b - quarter, b]
    let values: [Double] = x.map(map.value)
    self.x = x
    self.values = values
    isDerivative = map.derivative != nil
    slopes = map.derivative.map { x.map($0) } ?? Self.chords(x, values)
  }

  private static func chords(_ x: [Double], _ values: [Double]) -> [Double] {
    var slopes: [Double] = []
    for k in 0..<4 { slopes.append((values[k + 1] - values[k]) / (x[k + 1] - x[k])) }
    return slopes
  }

  /// Neighbours that differ by more than this in slope are no smooth sample: a cubic critical point
  /// at an end has 7.
  private static let ratio = 8.0

  var lower: Double { x[0] }
  var upper: Double { x[4] }
  var isFinite: Bool { values.allSatisfy(\.isFinite) }
  var isNowhereFinite: Bool { values.allSatisfy { !$0.isFinite } }
  /// Whether the five points are too close to tell apart.
  var isExhausted: Bool { zip(x, x.dropFirst()).contains { $0 >= $1 } }

  /// What rounding may do to a difference of two values.
  private var noise: Double { 4 * values.reduce(0) { max($0, abs($1)) }.ulp }

  /// Whether f is constant as far as the samples tell.
  var isFlat: Bool {
    values.allSatisfy { $0 == values[0] } && slopes.allSatisfy { $0 == 0 }
  }

  /// Whether f is constant but for rounding, which may make f' look alive.
  var isFlatToRounding: Bool { values.max()! - values.min()! <= noise }

  /// Whether the samples are those of a function that turns at most once: f' keeps its sign and
  /// size, or is monotone itself.
  var isRegular: Bool {
    guard slopes.allSatisfy(\.isFinite), !isDerivative || valuesFitSlopes else { return false }
    let slopeNoise = isDerivative ? 0 : noise / (x[1] - x[0])
    return Self.isSteady(slopes, noise: slopeNoise)
      || Self.isSteady(
        zip(slopes.dropFirst(), slopes).map { $0 - $1 }, noise: 2 * slopeNoise, allowsZero: true)
  }

  /// Whether numbers have one sign and sizes within the ratio.
  private static func isSteady(
    _ numbers: [Double], noise: Double, allowsZero: Bool = false
  ) -> Bool {
    let (low, high) = (numbers.min()!, numbers.max()!)
    if allowsZero, max(abs(low), abs(high)) <= noise { return true }
    if low - noise > 0 { return high - noise <= ratio * (low + noise) }
    if high + noise < 0 { return -low - noise <= ratio * (noise - high) }
    return false
  }

  /// Whether each step of f is the trapezoidal integral of f', up to its error where f' is
  /// monotone.
  private var valuesFitSlopes: Bool {
    (0..<4).allSatisfy { k in
      let step = x[k + 1] - x[k]
      let (a, b) = (slopes[k], slopes[k + 1])
      let misfit = abs(values[k + 1] - values[k] - step * (a + b) / 2)
      return misfit <= step * (0.75 * abs(a - b) + 0.01 * max(abs(a), abs(b))) + 2 * noise
    }
  }

  /// Where f' is known to have a sign: at a point, or on average over a chord.
  struct Slope {
    let left: Double
    let right: Double
    let isRising: Bool
  }

  /// The signs of f' from left to right; zeros, and chords that may be rounding, are left out.
  var signs: [Slope] {
    if isDerivative {
      return (0..<5).filter { slopes[$0] != 0 }.map {
        Slope(left: x[$0], right: x[$0], isRising: slopes[$0] > 0)
      }
    }
    return (0..<4).filter { abs(values[$0 + 1] - values[$0]) > noise }.map {
      Slope(left: x[$0], right: x[$0 + 1], isRising: slopes[$0] > 0)
    }
  }
}
