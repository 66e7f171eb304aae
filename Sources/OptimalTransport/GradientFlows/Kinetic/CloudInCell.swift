/// Particles as clouds of the size of a cell of a periodic grid: what they weigh on the grid and
/// what they feel of a field on it.
///
/// Depositing and gathering use the same weights, products of hat functions. So they are adjoint,
/// sum over cells of a (deposit w) = sum over particles of w (gather a), and a field that is an odd
/// convolution of the density exerts no force on the sum of its particles.
///
/// Complexity: O(n 2^d). Source: Birdsall and Fuss 1969.
struct CloudInCell: Sendable {
  let shape: [Int]
  let box: Box
  private var corners: Int { 1 << shape.count }
  var count: Int { shape.reduce(1, *) }
  private var cellVolume: Double { box.volume / Double(count) }

  /// The density of weighted particles at the cell centres.
  func deposit(_ positions: Matrix, _ weights: [Double]) -> [Double] {
    var density = [Double](repeating: 0, count: count)
    let scale = 1 / cellVolume
    for i in 0..<positions.rows {
      for corner in 0..<corners {
        let (cell, share) = hat(positions, i, corner)
        density[cell] += weights[i] * share * scale
      }
    }
    return density
  }

  /// Fields at the cell centres, one array an axis, at the particles, n x d.
  func gather(_ fields: [[Double]], at positions: Matrix) -> Matrix {
    let (n, d) = (positions.rows, fields.count)
    let elements = ParallelLoop.chunkedMap(count: n, grain: 1024) { range in
      var values = [Double](repeating: 0, count: range.count * d)
      for i in range {
        let start = (i - range.lowerBound) * d
        for corner in 0..<corners {
          let (cell, share) = hat(positions, i, corner)
          for k in 0..<d { values[start + k] += share * fields[k][cell] }
        }
      }
      return values
    }
    return Matrix(uncheckedRows: n, columns: d, elements: elements)
  }

  /// One of the 2^d cells whose hat functions cover a particle, and its share.
  @inline(__always)
  private func hat(_ positions: Matrix, _ i: Int, _ corner: Int) -> (cell: Int, share: Double) {
    var (cell, share) = (0, 1.0)
    for k in shape.indices {
      let n = shape[k]
      let place =
        (positions[i, k] - box.lower[k]) / (box.upper[k] - box.lower[k]) * Double(n) - 0.5
      let below = place.rounded(.down)
      let isAbove = corner >> k & 1
      let index = Int(below) + isAbove
      cell = cell * n + (index < 0 ? index + n : index >= n ? index - n : index)
      share *= isAbove == 1 ? place - below : 1 - (place - below)
    }
    return (cell, share)
  }
}
