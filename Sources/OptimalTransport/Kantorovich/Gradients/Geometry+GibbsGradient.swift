import Foundation

extension Geometry {
  /// Row i: sum_j P_ij grad_x c(x_i, y_j) with P_ij = exp((rowShift_i + columnShift_j - c_ij) / eps).
  ///
  /// Complexity: O(m n d) time, in parallel, O(m d + n) memory.
  func gibbsGradient(
    _ gradient: CostGradient, rowShift: [Double], columnShift: [Double], epsilon: Double
  ) -> Matrix {
    let shift = SharedColumnShift(columnShift)
    let d = gradient.dimension
    let elements = ParallelLoop.chunkedMap(count: rows, grain: max(1, 4096 / columns)) { range in
      let reduced = ScratchArray(repeating: 0.0, count: columns)
      var sums: [Double] = []
      sums.reserveCapacity(range.count * d)
      for i in range {
        reducedCosts(row: i, shift: shift.values, into: reduced)
        var sum = [Double](repeating: 0, count: d)
        for j in 0..<columns {
          let p = exp((rowShift[i] - reduced[j]) / epsilon)
          if p > 0 { gradient.add(p, i, j, to: &sum) }
        }
        sums.append(contentsOf: sum)
      }
      return sums
    }
    return Matrix(uncheckedRows: rows, columns: d, elements: elements)
  }
}

/// A shift that several threads read; nothing writes to it after `init`.
private final class SharedColumnShift: @unchecked Sendable {
  let values: ScratchArray<Double>
  init(_ values: [Double]) { self.values = ScratchArray(values) }
}
