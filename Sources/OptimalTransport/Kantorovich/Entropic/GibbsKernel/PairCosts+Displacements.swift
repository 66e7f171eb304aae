import Foundation

extension PairCosts {
  /// The soft transform relative to a guess, and how far from each row its columns lie on average,
  /// for costs of points:
  ///
  ///     out_i = -eps log sum_j exp((shift_j - c_ij) / eps), d_i = sum_j P_ij (y_j - x_i), P_ij =
  ///     exp((out_i + shift_j - c_ij) / eps).
  ///
  /// One pass over the pairs where the guess is sound. Differences are averaged, so that clouds far
  /// from the origin lose no digits.
  func softTransformWithDisplacements(
    of shift: [Double], epsilon: Double, near guess: [Double]
  ) -> (transform: [Double], displacements: Matrix) {
    let shift = columns.gathered(shift, padding: -.infinity)
    let guess = rows.gathered(guess, padding: -.infinity)
    let d = rows.dimension
    let numbers = mapBlocks(columnShift: shift, epsilon: epsilon) { block, work in
      let displacements = PaddedArray(repeating: 0.0, count: d * PointBlocks.size)
      let first = rows.places(block).lowerBound
      var result = [Double](repeating: .nan, count: rows.places(block).count)
      work.setShift(block) { guess[$0] }
      addDisplacements(block, work, displacements)
      work.accept(Self.sound, into: &result)
      if result.contains(where: \.isNaN) {
        fromMinima(block, work, &result)
        work.setShift(block) { result[$0 - first] }
        addDisplacements(block, work, displacements)
      }
      return Self.joined(result, displacements, work.sums)
    }
    return scattered(numbers)
  }

  private func addDisplacements(
    _ block: Int, _ work: BlockRows, _ displacements: PaddedArray<Double>
  ) {
    displacements.fill(0..<displacements.count, with: 0)
    work.sum(block, expected: -2) { range in
      addDisplacements(
        rowBlock: block, columns: range, work.shifts, tile: work.tile, to: work.sums,
        displacements: displacements)
    }
  }

  /// 1 + d numbers a place.
  private static func joined(
    _ transform: [Double], _ displacements: PaddedArray<Double>, _ sums: PaddedArray<Double>
  ) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(transform.count * (1 + displacements.count / PointBlocks.size))
    for i in transform.indices {
      numbers.append(transform[i])
      for k in stride(from: i, to: displacements.count, by: PointBlocks.size) {
        numbers.append(sums[i] > 0 ? displacements[k] / sums[i] : 0)
      }
    }
    return numbers
  }

  /// From 1 + d numbers a place to lists by points.
  private func scattered(_ numbers: [Double]) -> (transform: [Double], displacements: Matrix) {
    let d = rows.dimension
    var transform = [Double](repeating: 0, count: rows.count)
    var displacements = Matrix(repeating: 0, rows: rows.count, columns: d)
    for place in 0..<rows.count {
      let (point, start) = (rows.order?[place] ?? place, place * (d + 1))
      transform[point] = numbers[start]
      for k in 0..<d { displacements.elements[point * d + k] = numbers[start + 1 + k] }
    }
    return (transform, displacements)
  }
}
