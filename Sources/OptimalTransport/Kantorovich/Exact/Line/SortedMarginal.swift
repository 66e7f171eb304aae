/// The atoms of a measure on the line from left to right. Not written to after `init`.
final class SortedMarginal {
  /// The mass of each, times the factor asked for.
  let weights: ScratchArray<Double>
  /// The sum of `weights` to twice the precision.
  let mass: DoubleDouble
  /// The running sums of `weights` before atoms 0, 4096, 8192 and so on.
  let checkpoints: [CompensatedSum]
  /// The atoms between two checkpoints.
  static let checkpointDistance = 4096
  /// The first of the heaviest atoms.
  let heaviest: Int
  /// The positions x_i, increasing, and where each stood in the cloud.
  let line: LineOrder

  /// Sorts a cloud on the line and scales its masses. Complexity: O(n).
  init(_ cloud: PointCloud, scale: Double) {
    line = RadixSort.sort(cloud.points.elements)
    weights = line.gathered(cloud.weights, scale: scale)
    var sum = CompensatedSum()
    var checkpoints: [CompensatedSum] = []
    for k in 0..<weights.count {
      if k % Self.checkpointDistance == 0 { checkpoints.append(sum) }
      sum.add(weights[k])
    }
    self.checkpoints = checkpoints
    mass = sum.doubled
    heaviest = Self.heaviest(weights)
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
