/// Anderson's acceleration of a fixed-point iteration x <- x + b r(x).
///
/// The next point is x + b r less the combination of past changes of x + b r whose changes of r
/// cancel r best, in a weighted norm. Near the fixed point of a smooth contraction that is a method
/// of generalised minimal residuals, here with a memory of some iterations.
/// Sources: Anderson 1965; Walker and Ni 2011.
struct AndersonMixing {
  /// Roots of the weights of the norm.
  private let weights: [Double]
  /// b.
  private let damping: Double
  private var last: (point: [Double], residual: [Double])?
  /// Changes of x + b r, and weighted changes of r, the newest last.
  private var moves: [[Double]] = []
  private var changes: [[Double]] = []

  private static let memory = 8
  /// Added to the unit diagonal of the scaled normal equations: what their rounding may break.
  private static let regularization = 1e-10

  /// - Parameter weights: of each unknown in the norm.
  init(weights: [Double], damping: Double) {
    self.weights = weights.map { $0.squareRoot() }
    self.damping = damping
  }

  /// Forgets the past.
  mutating func reset() {
    last = nil
    moves = []
    changes = []
  }

  /// The next point after x with residual r.
  mutating func next(_ point: [Double], _ residual: [Double]) -> [Double] {
    remember(point, residual)
    last = (point, residual)
    let coefficients = mixture(residual)
    let moves = moves
    return ParallelLoop.map(count: point.count, grain: 4096) { i in
      var value = point[i] + damping * residual[i]
      for (coefficient, move) in zip(coefficients, moves) { value -= coefficient * move[i] }
      return value
    }
  }

  private mutating func remember(_ point: [Double], _ residual: [Double]) {
    guard let last else { return }
    moves.append(
      ParallelLoop.map(count: point.count, grain: 8192) {
        point[$0] - last.point[$0] + damping * (residual[$0] - last.residual[$0])
      })
    changes.append(
      ParallelLoop.map(count: point.count, grain: 8192) {
        weights[$0] * (residual[$0] - last.residual[$0])
      })
    if moves.count > Self.memory {
      moves.removeFirst()
      changes.removeFirst()
    }
  }

  /// The coefficients of the changes that cancel the residual best.
  private func mixture(_ residual: [Double]) -> [Double] {
    let right = ParallelLoop.map(count: residual.count, grain: 8192) { weights[$0] * residual[$0] }
    let norms = changes.map { ParallelLoop.dot($0, $0).squareRoot() }
    let used = changes.indices.filter { norms[$0] > 0 }
    var gram = Matrix(repeating: 0, rows: used.count, columns: used.count)
    var projections: [Double] = []
    for (a, k) in used.enumerated() {
      projections.append(ParallelLoop.dot(changes[k], right) / norms[k])
      for (b, l) in used[...a].enumerated() {
        gram[a, b] = ParallelLoop.dot(changes[k], changes[l]) / (norms[k] * norms[l])
      }
      gram[a, a] += Self.regularization
    }
    guard !used.isEmpty, let factor = Cholesky(gram) else { return [] }
    let column = Matrix(
      uncheckedRows: used.count, columns: 1, elements: projections)
    var result = [Double](repeating: 0, count: changes.count)
    for (a, k) in used.enumerated() { result[k] = factor.solve(column)[a, 0] / norms[k] }
    return result
  }
}
