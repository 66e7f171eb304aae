/// Masses in a row, with their sums from the left and from the right, as shares of the whole.
struct StepTails: Sendable {
  /// The sums before each mass and after the last, from the left.
  let lower: [Double]
  /// What is left of one from each mass on, and 0 after the last, summed from the right.
  let upper: [Double]

  init(masses: [Double]) {
    let total = masses.compensatedSum()
    lower = Self.sums(masses, total)
    upper = Self.sums(masses.reversed(), total).reversed()
  }

  private static func sums(_ masses: [Double], _ total: Double) -> [Double] {
    var sum = CompensatedSum()
    return [0]
      + masses.map {
        sum.add($0)
        return min(sum.value / total, 1)
      }
  }

  /// The first index in 0..<count that passes a monotone test, or count.
  static func first(_ count: Int, where test: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if test(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The cell of x and how far along x is, from 0 to 1; the nearest end outside.
  static func position(_ x: Double, in edges: [Double]) -> (index: Int, along: Double) {
    let k = min(max(first(edges.count) { edges[$0] > x } - 1, 0), edges.count - 2)
    return (k, min(max((x - edges[k]) / (edges[k + 1] - edges[k]), 0), 1))
  }

  func lowerTail(at place: (index: Int, along: Double)) -> Double {
    lower[place.index] + place.along * (lower[place.index + 1] - lower[place.index])
  }

  func upperTail(at place: (index: Int, along: Double)) -> Double {
    upper[place.index + 1] + (1 - place.along) * (upper[place.index] - upper[place.index + 1])
  }

  /// The mass in which the sum first reaches the level, and how far along, from 0 to 1.
  func position(of level: LineTails.Level) -> (index: Int, along: Double) {
    let last = lower.count - 2
    if level.isUpper {
      let k = min(Self.first(last + 1) { upper[$0 + 1] <= level.tail }, last)
      let share = upper[k] - upper[k + 1]
      return (k, share > 0 ? min(max((upper[k] - level.tail) / share, 0), 1) : 1)
    }
    let k = min(Self.first(last + 1) { lower[$0 + 1] >= level.tail }, last)
    let share = lower[k + 1] - lower[k]
    return (k, share > 0 ? min(max((level.tail - lower[k]) / share, 0), 1) : 0)
  }

  /// The sums inside (0, 1/2), from either side.
  var breaks: (lower: [Double], upper: [Double]) {
    (lower.filter { $0 > 0 && $0 < 0.5 }, upper.reversed().filter { $0 > 0 && $0 < 0.5 })
  }
}
