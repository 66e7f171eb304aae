/// A V-cycle for a ``CellOperator``: a symmetric approximation of its inverse, to precondition
/// conjugate gradients whose iterations then hardly depend on the number of cells.
///
/// Coarse cells hold two cells along each axis (one at an odd end), corrections are constant in
/// them, and coarse conductances are half the sums of the fine ones, as the distance doubles.
/// Smoothing is damped Jacobi, twice before and twice after; the coarsest level, of at most 64
/// cells, is solved. Complexity: O(N). Source: Trottenberg, Oosterlee and Schueller 2001, section
/// 2.8; Braess 1995 on constant corrections.
struct Multigrid: Sendable {
  private let levels: [CellOperator]
  private let coarsest: Cholesky?

  private static let (damping, sweeps, few) = (0.8, 2, 64)

  init(_ finest: CellOperator) {
    var levels = [finest]
    while let last = levels.last, last.masses.count > Self.few { levels.append(last.coarser) }
    self.levels = levels
    coarsest = Cholesky(levels[levels.count - 1].matrix)
  }

  /// An approximation of A^-1 b.
  func callAsFunction(_ b: [Double]) -> [Double] { cycle(0, b) }

  private func cycle(_ level: Int, _ b: [Double]) -> [Double] {
    let a = levels[level]
    guard level + 1 < levels.count else {
      guard let coarsest else { return smooth(a, [Double](repeating: 0, count: b.count), b, 50) }
      return coarsest.solve(Matrix(uncheckedRows: b.count, columns: 1, elements: b)).elements
    }
    var u = zip(a.diagonal, b).map { $0 > 0 ? Self.damping * $1 / $0 : 0 }
    u = smooth(a, u, b, Self.sweeps - 1)
    var residual = b
    let image = a(u)
    ParallelLoop.update(&residual) { $0 - image[$1] }
    let correction = cycle(level + 1, a.restricted(residual))
    a.addProlonged(correction, to: &u)
    return smooth(a, u, b, Self.sweeps)
  }

  private func smooth(_ a: CellOperator, _ start: [Double], _ b: [Double], _ sweeps: Int)
    -> [Double]
  {
    var u = start
    for _ in 0..<sweeps {
      let image = a(u)
      ParallelLoop.update(&u) { value, j in
        a.diagonal[j] > 0 ? value + Self.damping * (b[j] - image[j]) / a.diagonal[j] : 0
      }
    }
    return u
  }
}

extension CellOperator {
  /// Half as many cells along each axis, rounded up.
  fileprivate var coarseShape: [Int] { shape.map { ($0 + 1) / 2 } }

  /// Calls `body` with each cell and the coarse cell it lies in.
  fileprivate func forEachParent(_ body: (_ cell: Int, _ parent: Int) -> Void) {
    let coarse = coarseShape
    var (cell, index) = (0, [Int](repeating: 0, count: shape.count))
    while cell < masses.count {
      var parent = 0
      for a in shape.indices { parent = parent * coarse[a] + index[a] / 2 }
      body(cell, parent)
      cell += 1
      var a = shape.count - 1
      while a >= 0 {
        index[a] += 1
        if index[a] < shape[a] { break }
        index[a] = 0
        a -= 1
      }
    }
  }

  /// The operator on coarse cells.
  fileprivate var coarser: CellOperator {
    let count = coarseShape.reduce(1, *)
    let weights = faces.enumerated().map { a, k in
      var result = [Double](repeating: 0, count: count)
      forEachParent { cell, parent in
        // Faces between coarse cells lie behind fine cells of odd index, and behind the last.
        let i = cell / strides[a] % shape[a]
        if i % 2 == 1 || i + 1 == shape[a] { result[parent] += k[cell] / 2 }
      }
      return result
    }
    return CellOperator(
      shape: coarseShape, masses: restricted(masses), faces: weights, isClosed: isClosed)
  }

  /// The sums over coarse cells.
  fileprivate func restricted(_ values: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: coarseShape.reduce(1, *))
    forEachParent { cell, parent in result[parent] += values[cell] }
    return result
  }

  /// Adds what is constant in coarse cells.
  fileprivate func addProlonged(_ coarse: [Double], to values: inout [Double]) {
    forEachParent { cell, parent in values[cell] += coarse[parent] }
  }
}
