import Foundation

/// Recomputes a certificate from a plan, potentials and the problem's data alone.
///
/// It shares no code path with the solvers: costs come from their formulas in scalar arithmetic
/// instead of the SIMD kernels, feasibility is checked pair by pair, and sums are its own. The bounds
/// are those of ``Certificate``: the plan is rounded to its marginals, and beta is lowered to
/// min over i of c_ij - alpha_i.
///
/// Complexity: O(m n d) time in parallel, O(m + n) memory.
public struct Verifier: Sendable {
  private let source: [Double]
  private let target: [Double]
  private let cost: @Sendable (Int, Int) -> Double

  /// Verifies for two clouds under a ground cost.
  ///
  /// - Throws: `shapeMismatch` for clouds of different dimensions, `massMismatch`.
  public init(source: PointCloud, target: PointCloud, cost: GroundCost) throws(TransportError) {
    guard source.dimension == target.dimension else {
      throw .shapeMismatch(
        argument: "target points", expected: "dimension \(source.dimension), as the source has",
        found: "dimension \(target.dimension)")
    }
    let pair = ScalarCost(source: source.points, target: target.points, cost: cost)
    try self.init(source: source.weights, target: target.weights, cost: pair.value)
  }

  /// Verifies for masses and a matrix of costs, +infinity where a pair is forbidden.
  ///
  /// - Throws: `shapeMismatch`, `massMismatch`.
  public init(source: [Double], target: [Double], costs: Matrix) throws(TransportError) {
    guard costs.rows == source.count, costs.columns == target.count else {
      throw .shapeMismatch(
        argument: "cost matrix", expected: "\(source.count) x \(target.count)",
        found: "\(costs.rows) x \(costs.columns)")
    }
    try self.init(source: source, target: target) { i, j in
      costs.elements[i * costs.columns + j]
    }
  }

  /// Verifies for masses and any cost of a pair.
  ///
  /// - Throws: `massMismatch`.
  public init(
    source: [Double], target: [Double], cost: @escaping @Sendable (Int, Int) -> Double
  ) throws(TransportError) {
    let (have, want) = (Self.sum(source), Self.sum(target))
    guard abs(have - want) <= 1e-9 * max(have, want) else {
      throw .massMismatch(source: have, target: want)
    }
    self.source = source
    self.target = have == want ? target : target.map { $0 * (have / want) }
    self.cost = cost
  }

  /// The certificate of a plan and potentials, whoever made them.
  ///
  /// - Throws: `shapeMismatch` where a size differs from the problem's.
  public func certify(plan: TransportPlan, potentials: KantorovichPotentials)
    throws(TransportError) -> Certificate
  {
    let (m, n) = (source.count, target.count)
    guard plan.rowCount == m, plan.columnCount == n else {
      throw .shapeMismatch(
        argument: "plan", expected: "\(m) x \(n)", found: "\(plan.rowCount) x \(plan.columnCount)")
    }
    guard potentials.alpha.count == m, potentials.beta.count == n else {
      throw .shapeMismatch(
        argument: "potentials", expected: "\(m) and \(n) values",
        found: "\(potentials.alpha.count) and \(potentials.beta.count)")
    }
    let (lower, infeasibility, magnitude) = dualBound(potentials)
    let (upper, marginalError) = primalBound(plan)
    return Certificate(
      upperBound: upper, lowerBound: lower, marginalError: marginalError,
      dualInfeasibility: infeasibility,
      resolution: magnitude * 0x1p-51
        + Double(source.count + target.count) * .leastNonzeroMagnitude)
  }

  /// sum alpha a + sum beta' b with beta'_j = min over i of c_ij - alpha_i.
  private func dualBound(_ potentials: KantorovichPotentials) -> (Double, Double, Double) {
    let (alpha, cost) = (potentials.alpha, cost)
    let allowed: [Double] = ParallelLoop.map(count: target.count) { j in
      var least = Double.infinity
      for i in alpha.indices { least = min(least, cost(i, j) - alpha[i]) }
      return least
    }
    var infeasibility = 0.0
    for (given, most) in zip(potentials.beta, allowed) {
      infeasibility = max(infeasibility, given - most)
    }
    // Atoms without mass do not count, whatever their potential.
    let terms =
      zip(alpha, source).filter { $0.1 > 0 } + zip(allowed, target).filter { $0.1 > 0 }
    var products: [Double] = []
    var magnitude = 0.0
    for (p, w) in terms {
      let product = p * w
      let tail = (-product).addingProduct(p, w)
      products.append(product)
      products.append(tail)
      magnitude += abs(product)
    }
    return (Self.sum(products), infeasibility, magnitude)
  }

  /// The cost of the plan with its marginals made exact, and |P1 - a|_1 + |P'1 - b|_1 before.
  private func primalBound(_ plan: TransportPlan) -> (Double, Double) {
    var mass = plan.mass
    var error = 0.0
    for (lines, weights) in [(plan.rows, source), (plan.columns, target)] {
      let before = Self.lineSums(plan.mass, lines, count: weights.count)
      error += Self.sum(zip(before, weights).map { abs($0 - $1) })
      let now = Self.lineSums(mass, lines, count: weights.count)
      for k in mass.indices where now[lines[k]] > weights[lines[k]] {
        mass[k] *= weights[lines[k]] / now[lines[k]]
      }
    }
    var products: [Double] = []
    for k in mass.indices where mass[k] > 0 {
      products.append(mass[k] * cost(plan.rows[k], plan.columns[k]))
    }
    let missingRows = zip(source, Self.lineSums(mass, plan.rows, count: source.count))
      .map { max(0, $0 - $1) }
    let missingColumns = zip(target, Self.lineSums(mass, plan.columns, count: target.count))
      .map { max(0, $0 - $1) }
    products += remainder(missingRows, missingColumns)
    return (Self.sum(products), error)
  }

  /// The cost terms of a staircase between what is missing. Where it meets a forbidden pair, the term
  /// is infinite, unless all that is missing is the rounding of m + n additions.
  private func remainder(_ rows: [Double], _ columns: [Double]) -> [Double] {
    let rounding = Double(rows.count + columns.count) * 0x1p-52 * Self.sum(source)
    let isRounding = Self.sum(rows) <= rounding
    var terms: [Double] = []
    var (left, right) = (rows, columns)
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      let moved = min(left[i], right[j])
      if moved > 0 {
        let term = moved * cost(i, j)
        if term.isFinite || !isRounding { terms.append(term) }
      }
      left[i] -= moved
      right[j] -= moved
      if left[i] <= 0 { i += 1 } else { j += 1 }
    }
    return terms
  }

  private static func lineSums(_ mass: [Double], _ lines: [Int], count: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    var tails = sums
    for (k, line) in lines.enumerated() {
      let old = sums[line]
      let new = old + mass[k]
      tails[line] += abs(old) >= abs(mass[k]) ? (old - new) + mass[k] : (mass[k] - new) + old
      sums[line] = new
    }
    return zip(sums, tails).map { $0 + $1 }
  }

  /// A sum by Kahan and Babuska's second-order scheme.
  private static func sum(_ terms: [Double]) -> Double {
    var (sum, tail) = (0.0, 0.0)
    for term in terms {
      let new = sum + term
      tail += abs(sum) >= abs(term) ? (sum - new) + term : (term - new) + sum
      sum = new
    }
    return tail.isFinite ? sum + tail : sum
  }
}

/// Ground costs from their formulas, one pair at a time.
private struct ScalarCost: Sendable {
  let value: @Sendable (Int, Int) -> Double

  init(source: Matrix, target: Matrix, cost: GroundCost) {
    let d = source.columns
    let (x, y) = (source.elements, target.elements)
    @Sendable func fold(
      _ i: Int, _ j: Int, _ step: (Double, Double) -> Double
    ) -> Double {
      var total = 0.0
      for k in 0..<d { total = step(total, x[i * d + k] - y[j * d + k]) }
      return total
    }
    @Sendable func length(_ i: Int, _ j: Int) -> Double {
      let square = fold(i, j) { $0 + $1 * $1 }
      if square > 0x1p-900 && square < .infinity { return square.squareRoot() }
      let longest = fold(i, j) { max($0, abs($1)) }
      if longest == 0 || longest == .infinity { return longest }
      return longest * fold(i, j) { $0 + ($1 / longest) * ($1 / longest) }.squareRoot()
    }
    switch cost {
    case .squaredEuclidean: value = { i, j in fold(i, j) { $0 + $1 * $1 } }
    case .euclidean: value = length
    case .manhattan: value = { i, j in fold(i, j) { $0 + abs($1) } }
    case .chebyshev: value = { i, j in fold(i, j) { max($0, abs($1)) } }
    case .power(let p): value = { i, j in pow(length(i, j), p) }
    case .cosine, .custom: value = { i, j in cost(source.row(i), target.row(j)) }
    }
  }
}
