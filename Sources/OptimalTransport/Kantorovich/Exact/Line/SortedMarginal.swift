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
    var heaviest = 0
    for start in stride(from: 0, to: weights.count, by: Self.checkpointDistance) {
      checkpoints.append(sum)
      for k in start..<min(start + Self.checkpointDistance, weights.count) {
        sum.add(weights[k])
        if weights[k] > weights[heaviest] { heaviest = k }
      }
    }
    self.heaviest = heaviest
    self.checkpoints = checkpoints
    mass = sum.doubled
  }

  /// The number of atoms.
  var count: Int { weights.count }

  /// A list given from left to right, in the cloud's own order.
  func restored(_ values: borrowing ScratchArray<Double>) -> [Double] { line.restored(values) }
}
