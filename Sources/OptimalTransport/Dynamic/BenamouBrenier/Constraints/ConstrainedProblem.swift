/// A Benamou-Brenier problem with obstacles, a cap or growth, on one grid.
struct ConstrainedProblem: Sendable {
  private(set) var space: FreeSpace
  /// Time steps N.
  let steps: Int
  /// The densities at both ends.
  private(set) var (initial, final): ([Double], [Double])
  /// The greatest density at inner times; infinity for none.
  private(set) var cap: Double
  /// The length of growth, delta; nil for none.
  private(set) var growth: Double?

  var count: Int { space.count }
  /// The length of a time step.
  var tau: Double { 1 / Double(steps) }

  init(
    space: FreeSpace, steps: Int, initial: [Double], final: [Double], cap: Double = .infinity,
    growth: Double? = nil
  ) {
    self.space = space
    self.steps = steps
    self.initial = initial
    self.final = final
    self.cap = cap
    self.growth = growth
  }

  /// The problem in the units of a frame.
  func scaled(_ frame: FlowFrame) -> ConstrainedProblem {
    var problem = self
    problem.space.steps = space.steps.map { $0 / frame.length }
    problem.initial = frame.scaled(initial)
    problem.final = frame.scaled(final)
    problem.cap = cap / frame.density
    problem.growth = growth.map { $0 / frame.length }
    return problem
  }

  /// Brings the final mass of each piece of free space to the initial one, which a product of the
  /// right masses with rounding is not; returns how much mass has no route.
  mutating func balance() -> Double {
    var stranded = 0.0
    for piece in space.pieces {
      let masses = [initial, final].map { density in
        piece.cells.map { density[Int($0)] }.compensatedSum()
      }
      let scale = max(masses[0], masses[1])
      guard abs(masses[0] - masses[1]) <= 1e-9 * scale else {
        stranded += abs(masses[0] - masses[1]) / 2
        continue
      }
      for cell in piece.cells where masses[1] > 0 {
        final[Int(cell)] *= masses[0] / masses[1]
      }
    }
    return stranded
  }
}
