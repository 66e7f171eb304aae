/// The distribution function of a grid on the circle, continued to the line: F(x + L) = F(x) + 1.
struct LiftedSteps: Sendable {
  /// The ends of the cells, n + 1 of them.
  let edges: [Double]
  /// F there, from 0 to 1.
  let levels: [Double]
  /// The circumference L.
  let length: Double

  init(_ grid: GridDensity) {
    edges = grid.box.edges(axis: 0, count: grid.count)
    levels = StepTails(masses: grid.cellMasses).lower
    length = grid.box.sides[0]
  }

  /// F(x).
  func level(_ x: Double) -> Double {
    let turn = ((x - edges[0]) / length).rounded(.down)
    let (k, t) = StepTails.position(x - turn * length, in: edges)
    return turn + levels[k] + t * (levels[k + 1] - levels[k])
  }

  /// min {x : F(x) >= u}.
  func position(_ u: Double) -> Double {
    let turn = u.rounded(.up) - 1
    let level = u - turn
    let k = min(StepTails.first(levels.count - 1) { levels[$0 + 1] >= level }, levels.count - 2)
    let share = levels[k + 1] - levels[k]
    let t = share > 0 ? min(max((level - levels[k]) / share, 0), 1) : 0
    return turn * length + edges[k] + t * (edges[k + 1] - edges[k])
  }

  /// The levels of the ends of cells in [theta, theta + 1).
  func levels(from theta: Double) -> [Double] {
    levels.dropLast().map { $0 + (theta - $0).rounded(.up) }
  }
}
