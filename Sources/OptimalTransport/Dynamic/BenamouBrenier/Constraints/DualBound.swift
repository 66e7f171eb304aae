/// A lower bound from any phi at the time centres, made feasible.
///
/// The dual of the discrete problem is
/// ```
/// max sum rho_N phi(1) - rho_0 phi(0) - cap sum of tau (violation)_+
///     phi(1) = phi^{N-1/2} - tau/2 H(phi^{N-1/2}),   phi(0) = phi^{1/2} + tau/2 H(phi^{1/2}),
///     violation = (phi^{k+1/2} - phi^{k-1/2}) / tau + (H(phi^{k+1/2}) + H(phi^{k-1/2})) / 2,
///     H(phi) = (1/4) sum over the cell's open faces of (grad phi)^2 + phi^2 / (2 delta^2),
/// ```
/// without a cap the violation must not be positive. Walls have no faces and no inequality. Later
/// slabs are shifted: without growth that changes no H, and the shift s of a time that is best for
/// the bound is the one where the cells in which violation > s / tau hold the mass at the cap; with
/// growth it is the least that mends, cell by cell a quadratic.
struct DualBound {
  private let problem: ConstrainedProblem
  /// phi, N slabs, shifted.
  private(set) var potential: [[Double]]
  /// phi at times 0 and 1.
  private(set) var (initial, final): ([Double], [Double])
  /// The bound; minus infinity where no shift mends.
  private(set) var value: Double

  init(_ problem: ConstrainedProblem, potential: [[Double]]) {
    self.problem = problem
    self.potential = potential
    let slopes = ParallelLoop.map(count: problem.steps) {
      Self.slopeEnergy(problem.space, potential[$0])
    }
    (initial, final, value) = ([], [], 0)
    let penalty = problem.growth == nil ? shift(slopes) : march(slopes)
    let half = problem.tau / 2
    initial = zip(self.potential[0], energy(0, slopes)).map { $0 + half * $1 }
    final = zip(self.potential[problem.steps - 1], energy(problem.steps - 1, slopes)).map {
      $0 - half * $1
    }
    value =
      compensatedDot(problem.final, final) - compensatedDot(problem.initial, initial) - penalty
  }

  /// H at a step.
  private func energy(_ step: Int, _ slopes: [[Double]]) -> [Double] {
    guard let growth = problem.growth else { return slopes[step] }
    return zip(slopes[step], potential[step]).map { $0 + $1 * $1 / (2 * growth * growth) }
  }

  /// (1/4) the sum over a cell's open faces of (grad phi)^2.
  static func slopeEnergy(_ space: FreeSpace, _ phi: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: phi.count)
    for k in 0..<space.dimension {
      let scale = 1 / (4 * space.steps[k] * space.steps[k])
      for c in phi.indices where space.isOpen[k][c] {
        let above = Int(space.above[k][c])
        let square = scale * (phi[above] - phi[c]) * (phi[above] - phi[c])
        result[c] += square
        result[above] += square
      }
    }
    return result
  }

  /// Shifts all slabs after each inner time; returns what excesses over the cap cost.
  private mutating func shift(_ slopes: [[Double]]) -> Double {
    let (half, cap) = (problem.tau / 2, problem.cap)
    let mass = problem.initial.compensatedSum()
    var (total, penalty) = (0.0, 0.0)
    for k in 1..<max(problem.steps, 1) {
      var rises: [Double] = []
      for c in problem.space.isFree.indices where problem.space.isFree[c] {
        // The slab before is shifted already, this one not yet.
        let rise = potential[k][c] - potential[k - 1][c] - total
        rises.append(rise + half * (slopes[k - 1][c] + slopes[k][c]))
      }
      let shift = Self.threshold(rises, count: mass / cap)
      if cap.isFinite { penalty += cap * rises.reduce(0) { $0 + max($1 - shift, 0) } }
      total += shift
      for c in potential[k].indices { potential[k][c] -= total }
    }
    return penalty
  }

  /// The greatest number that at least `count` + 1 of the values reach.
  private static func threshold(_ values: [Double], count: Double) -> Double {
    guard count >= 1 else { return values.max()! }
    let sorted = values.sorted(by: >)
    return sorted[min(Int(count), sorted.count - 1)]
  }

  /// Shifts each slab by the least that satisfies the inequality with the one before.
  private mutating func march(_ slopes: [[Double]]) -> Double {
    let (half, square) = (problem.tau / 2, problem.growth! * problem.growth!)
    for k in 1..<max(problem.steps, 1) {
      let before = energy(k - 1, slopes)
      var shift = -Double.infinity
      for c in problem.space.isFree.indices where problem.space.isFree[c] {
        // u + tau/(4 delta^2) u^2 <= right for u = phi - shift.
        let right = potential[k - 1][c] - half * (before[c] + slopes[k][c])
        let root = 1 + 2 * half * right / square
        guard root >= 0 else { return .infinity }
        shift = max(shift, potential[k][c] - 2 * right / (1 + root.squareRoot()))
      }
      for c in potential[k].indices { potential[k][c] -= shift }
    }
    return 0
  }
}
