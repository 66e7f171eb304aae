/// A lower bound from any phi at the time centres, made feasible.
///
/// The dual of the discrete problem is
/// ```
/// max sum rho_N phi(1) - rho_0 phi(0) - cap sum of tau (violation)_+
///     phi(1) = phi^{N-1/2} - tau/2 H(phi^{N-1/2}),   phi(0) = phi^{1/2} + tau/2 H(phi^{1/2}),
///     violation = (phi^{k+1/2} - phi^{k-1/2}) / tau + (H(phi^{k+1/2}) + H(phi^{k-1/2})) / 2,
///     H(phi) = (1/4) sum over the cell's open faces of (grad phi)^2 + phi^2 / (2 delta^2),
/// ```
/// and without a cap the violation must not be positive. Walls have no faces and no inequality.
/// Later slabs are shifted. Without growth that changes no H, and the best shift s of a time is the
/// one where the cells in which tau violation > s hold the mass at the cap; with growth it is the
/// least that mends, cell by cell a quadratic, or none where a cap pays for the violation.
struct DualBound: Sendable {
  private let problem: ConstrainedProblem
  /// phi, N slabs, shifted.
  private(set) var potential: [[Double]]
  /// phi at times 0 and 1.
  private(set) var (initial, final): ([Double], [Double]) = ([], [])
  /// The bound; minus infinity where no shift mends.
  private(set) var value = 0.0
  /// The bound with all its terms taken positive.
  private(set) var magnitude = 0.0
  /// The greatest shift of a time, over tau.
  private(set) var violation = 0.0
  /// The bound without the shifts, which is none but about the optimum.
  private(set) var estimate = 0.0
  /// The sums over faces in H, N slabs.
  private let slopes: [[Double]]

  init(_ problem: ConstrainedProblem, potential: [[Double]]) {
    self.problem = problem
    self.potential = potential
    slopes = ParallelLoop.map(count: problem.steps) {
      Self.slopeEnergy(problem.space, potential[$0])
    }
    evaluate(penalty: 0)
    estimate = value
    if problem.growth == nil {
      let penalty = shift()
      evaluate(penalty: penalty)
      estimate -= penalty
      return
    }
    evaluate(penalty: march() ? 0 : .infinity)
    guard problem.cap.isFinite else { return }
    let (marched, bound) = (self.potential, value)
    self.potential = potential
    evaluate(penalty: penalty())
    guard value < bound else { return }
    self.potential = marched
    evaluate(penalty: 0)
  }

  private mutating func evaluate(penalty: Double) {
    let (half, last) = (problem.tau / 2, problem.steps - 1)
    initial = zip(potential[0], energy(0)).map { $0 + half * $1 }
    final = zip(potential[last], energy(last)).map { $0 - half * $1 }
    let ends = (
      compensatedDot(problem.initial, initial), compensatedDot(problem.final, final)
    )
    value = ends.1 - ends.0 - penalty
    magnitude =
      zip(problem.initial, initial).reduce(0) { $0 + $1.0 * abs($1.1) }
      + zip(problem.final, final).reduce(0) { $0 + $1.0 * abs($1.1) }
  }

  /// H at a step.
  func energy(_ step: Int) -> [Double] {
    guard let growth = problem.growth else { return slopes[step] }
    return zip(slopes[step], potential[step]).map { $0 + $1 * $1 / (2 * growth * growth) }
  }

  /// (1/4) the sum over a cell's open faces of (grad phi)^2.
  private static func slopeEnergy(_ space: FreeSpace, _ phi: [Double]) -> [Double] {
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

  private var freeCells: [Int] { problem.space.isFree.indices.filter { problem.space.isFree[$0] } }

  /// tau times the violation in free cells at an inner time.
  private func rises(_ time: Int) -> [Double] {
    let (half, before, after) = (problem.tau / 2, energy(time - 1), energy(time))
    return freeCells.map {
      potential[time][$0] - potential[time - 1][$0] + half * (before[$0] + after[$0])
    }
  }

  /// Shifts all slabs after each inner time, which changes no other rise; returns what excesses
  /// over the cap cost.
  private mutating func shift() -> Double {
    let (cap, mass) = (problem.cap, problem.initial.compensatedSum())
    var (shifts, penalty) = ([0.0], 0.0)
    for k in 1..<max(problem.steps, 1) {
      let rises = rises(k)
      let shift = Self.threshold(rises, count: mass / cap)
      if cap.isFinite { penalty += cap * rises.reduce(0) { $0 + max($1 - shift, 0) } }
      violation = max(violation, shift * Double(problem.steps))
      shifts.append(shifts[k - 1] + shift)
    }
    for (k, shift) in shifts.enumerated() {
      for c in potential[k].indices { potential[k][c] -= shift }
    }
    return penalty
  }

  /// The value that `count` values exceed, the greatest for less than one.
  private static func threshold(_ values: [Double], count: Double) -> Double {
    guard count >= 1 else { return values.max()! }
    let sorted = values.sorted(by: >)
    return sorted[Int(min(count, Double(sorted.count - 1)))]
  }

  /// cap times the sum of all violations.
  private func penalty() -> Double {
    (1..<max(problem.steps, 1)).reduce(0) { sum, k in
      sum + problem.cap * rises(k).reduce(0) { $0 + max($1, 0) }
    }
  }

  /// Shifts each slab by the least that satisfies the inequality with the one before; false where
  /// none does.
  private mutating func march() -> Bool {
    let (half, square) = (problem.tau / 2, problem.growth! * problem.growth!)
    for k in 1..<max(problem.steps, 1) {
      let before = energy(k - 1)
      var shift = -Double.infinity
      for c in freeCells {
        // u + tau/(4 delta^2) u^2 <= right for u = phi - shift.
        let right = potential[k - 1][c] - half * (before[c] + slopes[k][c])
        let root = 1 + 2 * half * right / square
        guard root >= 0 else { return false }
        shift = max(shift, potential[k][c] - 2 * right / (1 + root.squareRoot()))
      }
      violation = max(violation, shift * Double(problem.steps))
      for c in potential[k].indices { potential[k][c] -= shift }
    }
    return true
  }
}
