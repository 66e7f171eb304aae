/// The operator (A u)_j = c_j u_j + sum over neighbours i of k_ij (u_j - u_i) on the cells of a
/// grid in 1 to 3 dimensions: -div(K grad u) + c u, integrated over cells.
///
/// With c >= 0, k >= 0 and some c > 0 on every connected part, A is symmetric positive definite.
struct CellOperator: Sendable {
  /// Cells along each axis.
  let shape: [Int]
  /// c, one number a cell.
  let masses: [Double]
  /// faces[a][j] is k between cell j and the next along axis a; zero at the last.
  let faces: [[Double]]
  /// From a cell to the next along each axis.
  let strides: [Int]
  /// A_jj.
  let diagonal: [Double]

  init(shape: [Int], masses: [Double], faces: [[Double]]) {
    self.shape = shape
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
        diagonal[j + strides[a]] += weight
      }
    }
    self.diagonal = diagonal
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

  /// The matrix, for few cells.
  var matrix: Matrix {
    var result = Matrix(repeating: 0, rows: masses.count, columns: masses.count)
    for j in masses.indices { result[j, j] = diagonal[j] }
    for (a, weights) in faces.enumerated() {
      for (j, weight) in weights.enumerated() where weight > 0 {
        result[j, j + strides[a]] = -weight
        result[j + strides[a], j] = -weight
      }
    }
    return result
  }
}
