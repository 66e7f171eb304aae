/// A running sum that carries its own rounding error (Neumaier 1974, "Rundungsfehleranalyse"), which
/// Knuth's two-sum finds without a branch.
///
/// The error of the result is about one ulp of the result plus `n eps^2` times the sum of
/// magnitudes, so that a primal minus a dual value is not drowned by the summation.
struct CompensatedSum: Sendable {
  private var sum = 0.0
  private var correction = 0.0

  init() {}

  mutating func add(_ term: Double) {
    let total = sum + term
    let added = total - sum
    correction += (sum - (total - added)) + (term - added)
    sum = total
  }

  /// Adds the product exactly: its rounding error is recovered by a fused multiply-add.
  mutating func add(_ a: Double, times b: Double) {
    let product = a * b
    add(product)
    correction += (-product).addingProduct(a, b)
  }

  /// Adds another sum with its correction.
  mutating func add(_ other: CompensatedSum) {
    add(other.sum)
    correction += other.correction
  }

  /// The sum with its correction, to twice the precision.
  var doubled: DoubleDouble { DoubleDouble(sum) + correction }

  /// The value, with the correction unless the sum itself overflowed.
  var value: Double { correction.isFinite ? sum + correction : sum }
}

extension Sequence where Element == Double {
  /// The sum of the elements to about one ulp of the result.
  func compensatedSum() -> Double {
    var sum = CompensatedSum()
    for element in self { sum.add(element) }
    return sum.value
  }
}

/// The inner product of two equally long lists, summed with compensation.
func compensatedDot(_ x: [Double], _ y: [Double]) -> Double {
  var sum = CompensatedSum()
  for (a, b) in zip(x, y) where b != 0 { sum.add(a, times: b) }
  return sum.value
}
