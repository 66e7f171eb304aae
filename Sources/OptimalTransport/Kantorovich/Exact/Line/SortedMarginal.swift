/// The atoms of a measure on the line from left to right. Not written to after `init`.
final class SortedMarginal {
  /// The mass of each, times the factor asked for.
  let weights: ScratchArray<Double>
  /// The sum of `weights` to twice the precision.
  let mass: DoubleDouble
  /// The first of the heaviest atoms.
  let heaviest: Int
  /// The positions x_i, increasing, and where each stood in the cloud.
  let line: LineOrder

  /// Sorts a cloud on the line and scales its masses. Complexity: O(n).
  init(_ cloud: PointCloud, scale: Double) {
    line = RadixSort.sort(cloud.points.elements)
    weights = line.gathered(cloud.weights, scale: scale)
    mass = Self.sum(weights)
    heaviest = Self.heaviest(weights)
  }

  private static func sum(_ weights: borrowing ScratchArray<Double>) -> DoubleDouble {
    var sum = CompensatedSum()
    for k in 0..<weights.count { sum.add(weights[k]) }
    return sum.doubled
  }

  private static func heaviest(_ weights: borrowing ScratchArray<Double>) -> Int {
    var (best, largest) = (0, weights[0])
    for k in 0..<weights.count where weights[k] > largest { (best, largest) = (k, weights[k]) }
    return best
  }

  /// The number of atoms.
  var count: Int { weights.count }

  /// A list given from left to right, in the cloud's own order.
  func restored(_ values: borrowing ScratchArray<Double>) -> [Double] { line.restored(values) }
}
