/// Solves A x = b for a square matrix given by its products, by restarted minimal residuals,
/// GMRES(m).
///
/// After k products x minimises |b - A x| over the span of b, A b, ..., A^{k-1} b; the basis is
/// made orthonormal by modified Gram-Schmidt, the least-squares problem triangular by Givens
/// rotations. After m = `restart` products the basis is dropped, which bounds the memory to m + 1
/// vectors; the residual still never grows. A preconditioner belongs on the right, inside
/// `product`, so that the norm that falls is that of the equation. Source: Saad and Schultz 1986.
enum MinimalResiduals {
  struct Result {
    var solution: [Double]
    /// Products with A.
    var iterations: Int
    /// |b - A x| / |b|, as the recurrence has it; zero for b = 0.
    var relativeResidual: Double
  }

  static func solve(
    _ b: [Double], tolerance: Double, iterationLimit: Int, restart: Int = 30,
    product: ([Double]) -> [Double]
  ) -> Result {
    var x = [Double](repeating: 0, count: b.count)
    let scale = norm(b)
    guard scale > 0, scale.isFinite else {
      return Result(solution: x, iterations: 0, relativeResidual: scale == 0 ? 0 : .infinity)
    }
    var iterations = 0
    var residual = b
    var size = scale
    while size > tolerance * scale, iterations < iterationLimit {
      var cycle = Cycle(residual, norm: size)
      while cycle.count < restart, iterations < iterationLimit, cycle.residual > tolerance * scale,
        cycle.extend(by: product)
      {
        iterations += 1
      }
      guard cycle.count > 0, cycle.residual < size else { break }
      cycle.addSolution(to: &x)
      let image = product(x)
      for i in residual.indices { residual[i] = b[i] - image[i] }
      let next = norm(residual)
      guard next < size else { break }
      size = next
    }
    return Result(solution: x, iterations: iterations, relativeResidual: size / scale)
  }

  /// One Krylov space, grown a vector at a time.
  private struct Cycle {
    private var basis: [[Double]]
    /// The triangular factor's columns.
    private var columns: [[Double]] = []
    private var rotations: [(c: Double, s: Double)] = []
    /// The right-hand side, rotated.
    private var right: [Double]

    init(_ residual: [Double], norm: Double) {
      basis = [residual.map { $0 / norm }]
      right = [norm]
    }

    var count: Int { columns.count }
    /// The norm of the residual of the best solution in the space.
    var residual: Double { abs(right.last!) }

    /// Adds A times the last vector; false where that brought nothing finite or nothing new.
    mutating func extend(by product: ([Double]) -> [Double]) -> Bool {
      guard basis.count == columns.count + 1 else { return false }
      var vector = product(basis[basis.count - 1])
      var column = basis.map { member in
        let share = dot(member, vector)
        subtract(share, member, from: &vector)
        return share
      }
      let rest = norm(vector)
      guard rest.isFinite else { return false }
      for (k, rotation) in rotations.enumerated() {
        (column[k], column[k + 1]) = (
          rotation.c * column[k] + rotation.s * column[k + 1],
          rotation.c * column[k + 1] - rotation.s * column[k]
        )
      }
      let length = (column[column.count - 1] * column[column.count - 1] + rest * rest).squareRoot()
      guard length > 0 else { return false }
      let rotation = (c: column[column.count - 1] / length, s: rest / length)
      column[column.count - 1] = length
      columns.append(column)
      rotations.append(rotation)
      right.append(-rotation.s * right[right.count - 1])
      right[right.count - 2] *= rotation.c
      if rest > 0 { basis.append(vector.map { $0 / rest }) }
      return true
    }

    /// x += the combination of the basis that minimises the residual, by back substitution.
    func addSolution(to x: inout [Double]) {
      var shares = Array(right.prefix(count))
      for k in stride(from: count - 1, through: 0, by: -1) {
        shares[k] /= columns[k][k]
        for i in 0..<k { shares[i] -= shares[k] * columns[k][i] }
      }
      for (share, member) in zip(shares, basis) { subtract(-share, member, from: &x) }
    }
  }

  private static func dot(_ x: [Double], _ y: [Double]) -> Double {
    var sum = SIMD4<Double>.zero
    let even = x.count & ~3
    for i in stride(from: 0, to: even, by: 4) {
      let a = SIMD4(x[i], x[i + 1], x[i + 2], x[i + 3])
      // Not fused: without an instruction for it, that is a call.
      sum += a * SIMD4(y[i], y[i + 1], y[i + 2], y[i + 3])
    }
    return (even..<x.count).reduce(sum.sum()) { $0 + x[$1] * y[$1] }
  }

  private static func norm(_ x: [Double]) -> Double { dot(x, x).squareRoot() }

  private static func subtract(_ share: Double, _ member: [Double], from x: inout [Double]) {
    for i in x.indices { x[i] -= share * member[i] }
  }
}
