/// The operator (A u)_j = c_j u_j + sum over neighbours i of k_ij (u_j - u_i) on the cells of a
/// grid in 1 to 3 dimensions: -div(K grad u) + c u, integrated over cells.
///
/// Axes may close on themselves, the last cell beside the first. With c >= 0, k >= 0 and some c > 0
/// on every connected part, A is symmetric positive definite.
struct CellOperator: Sendable {
  /// Cells along each axis.
  let shape: [Int]
  /// c, one number a cell.
  let masses: [Double]
  /// faces[a][j] is k between cell j and the next along axis a; at the last cell zero, or k to the
  /// first where the axis closes.
  let faces: [[Double]]
  /// Whether each axis closes on itself.
  let isClosed: [Bool]
  /// From a cell to the next along each axis.
  let strides: [Int]
  /// A_jj.
  let diagonal: [Double]

  init(shape: [Int], masses: [Double], faces: [[Double]], isClosed: [Bool]? = nil) {
    let isClosed = isClosed ?? shape.map { _ in false }
    self.shape = shape
    self.isClosed = isClosed
    self.masses = masses
    self.faces = faces
    var strides = [Int](repeating: 1, count: shape.count)
    for a in stride(from: shape.count - 2, through: 0, by: -1) {
      strides[a] = strides[a + 1] * shape[a + 1]
    }
    self.strides = strides
    var diagonal = masses
    for (a, weights) in faces.enumerated() {
      for (j, weight) in weights.enumerated() where weight > 0 {
        diagonal[j] += weight
        diagonal[Self.next(j, shape[a], strides[a])] += weight
      }
    }
    self.diagonal = diagonal
  }

  /// The cell after j along an axis, the first after the last.
  @inline(__always)
  private static func next(_ j: Int, _ count: Int, _ stride: Int) -> Int {
    j / stride % count + 1 < count ? j + stride : j - (count - 1) * stride
  }

  /// A u.
  func callAsFunction(_ u: [Double]) -> [Double] {
    precondition(u.count == masses.count, "one value a cell")
    return [Double](unsafeUninitializedCapacity: u.count) { out, count in
      count = u.count
      // Unchecked because each thread writes to its own range.
      nonisolated(unsafe) let out = out.baseAddress!
      u.withUnsafeBufferPointer { u in
        nonisolated(unsafe) let u = u
        ParallelLoop.run(count: u.count, grain: 1 << 13) { range in
          for j in range { out[j] = diagonal[j] * u[j] }
          for (a, weights) in faces.enumerated() {
            let stride = strides[a]
            weights.withUnsafeBufferPointer { k in
              if isClosed[a] { return subtractClosed(u, k, axis: a, range, from: out) }
              for j in range where j + stride < u.count { out[j] -= k[j] * u[j + stride] }
              for j in max(range.lowerBound, stride)..<max(range.upperBound, stride) {
                out[j] -= k[j - stride] * u[j - stride]
              }
            }
          }
        }
      }
    }
  }

  private func subtractClosed(
    _ u: UnsafeBufferPointer<Double>, _ k: UnsafeBufferPointer<Double>, axis a: Int,
    _ range: Range<Int>, from out: UnsafeMutablePointer<Double>
  ) {
    let (n, stride) = (shape[a], strides[a])
    for j in range {
      let before = j / stride % n > 0 ? j - stride : j + (n - 1) * stride
      out[j] -= k[j] * u[Self.next(j, n, stride)] + k[before] * u[before]
    }
  }

  /// The matrix, for few cells.
  var matrix: Matrix {
    var result = Matrix(repeating: 0, rows: masses.count, columns: masses.count)
    for j in masses.indices { result[j, j] = diagonal[j] }
    for (a, weights) in faces.enumerated() {
      for (j, weight) in weights.enumerated() where weight > 0 {
        let next = Self.next(j, shape[a], strides[a])
        result[j, next] -= weight
        result[next, j] -= weight
      }
    }
    return result
  }
}
