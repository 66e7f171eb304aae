/// The atoms of a measure on the line from left to right. Not written to after `init`.
final class SortedMarginal {
  /// x_i, increasing.
  let positions: ScratchArray<Double>
  /// The mass of each, times the factor asked for.
  let weights: ScratchArray<Double>
  /// Where each stood in the cloud.
  let order: ScratchArray<UInt32>
  /// The sum of `weights` to twice the precision.
  let mass: DoubleDouble

  /// Sorts a cloud on the line and scales its masses. Complexity: O(n).
  init(_ cloud: PointCloud, scale: Double) {
    let sorted = RadixSort.sort(cloud.points.elements)
    let given = ScratchArray(cloud.weights)
    let weights = ScratchArray(repeating: 0.0, count: given.count)
    var mass = DoubleDouble(0)
    for k in 0..<given.count {
      let weight = given[Int(sorted.indices[k])] * scale
      weights[k] = weight
      mass += weight
    }
    self.positions = sorted.values
    self.order = sorted.indices
    self.weights = weights
    self.mass = mass
  }

  /// The number of atoms.
  var count: Int { positions.count }

  /// The first of the heaviest atoms.
  var heaviest: Int {
    var best = 0
    for k in 0..<count where weights[k] > weights[best] { best = k }
    return best
  }

  /// A list given from left to right, in the cloud's own order.
  func restored(_ values: borrowing ScratchArray<Double>) -> [Double] {
    let result = ScratchArray(repeating: 0.0, count: count)
    for k in 0..<count { result[Int(order[k])] = values[k] }
    return result.array
  }
}
