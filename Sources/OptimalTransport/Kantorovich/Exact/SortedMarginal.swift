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
    var sum = CompensatedSum()
    var heaviest = 0
    for k in 0..<weights.count {
      sum.add(weights[k])
      if weights[k] > weights[heaviest] { heaviest = k }
    }
    self.mass = sum.doubled
    self.heaviest = heaviest
  }

  /// The number of atoms.
  var count: Int { weights.count }

  /// A list given from left to right, in the cloud's own order.
  func restored(_ values: borrowing ScratchArray<Double>) -> [Double] { line.restored(values) }
}
