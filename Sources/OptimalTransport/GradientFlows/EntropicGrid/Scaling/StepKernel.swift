import Foundation

/// The Gibbs kernel exp(-c_ij / eps) of an entropic step, between the cells of one grid, applied in
/// the log domain: axis by axis for squared distances in a box or on a torus, pair by pair for
/// distances around walls.
///
/// Complexity: O(N n) for n cells an axis; O(N k) with walls, k the cells within reach of one.
struct StepKernel: Sendable {
  let epsilon: Double
  /// At least the cost of some way between any two cells that have one.
  let greatestCost: Double
  private let form: Form
  /// eps log(volume of a cell).
  private let logVolume: Double

  private enum Form: Sendable {
    case grid(GridGibbs)
    case walls(WalkKernel)
  }

  /// Squared distances in a box, wrapped around the periodic axes.
  ///
  /// - Throws: `outOfRange` for an eps so small that costs in its units overflow.
  init(axes: [GridAxis], periodicAxes: Set<Int>, epsilon: Double) throws(TransportError) {
    let costs = axes.enumerated().map { k, axis in
      Self.squares(axis, isPeriodic: periodicAxes.contains(k))
    }
    let shape = axes.map(\.count)
    let cost = GridCost(
      sourceShape: shape, targetShape: shape, axes: costs, isConvex: periodicAxes.isEmpty)
    guard let gibbs = GridGibbs(cost, epsilon: epsilon) else {
      throw .outOfRange(
        argument: "epsilon", value: epsilon, expected: "at least 1e-150 of the squared box")
    }
    self.init(
      .grid(gibbs), axes: axes, epsilon: epsilon,
      greatestCost: costs.reduce(0) { $0 + $1.elements.max()! })
  }

  /// Squared lengths of the shortest ways around walls.
  init(walls: WalkKernel, axes: [GridAxis], greatestCost: Double) {
    self.init(.walls(walls), axes: axes, epsilon: walls.epsilon, greatestCost: greatestCost)
  }

  private init(_ form: Form, axes: [GridAxis], epsilon: Double, greatestCost: Double) {
    self.form = form
    self.epsilon = epsilon
    self.greatestCost = greatestCost
    logVolume = epsilon * axes.reduce(0) { $0 + log($1.step) }
  }

  private static func squares(_ axis: GridAxis, isPeriodic: Bool) -> Matrix {
    let n = axis.count
    return Matrix(
      uncheckedRows: n, columns: n,
      elements: (0..<n * n).map { pair in
        let steps = abs(pair / n - pair % n)
        let length = Double(isPeriodic ? min(steps, n - steps) : steps) * axis.step
        return length * length
      })
  }

  /// eps log(integral of exp((f(x) - c(x, y)) / eps) dx) at each cell y; -infinity where no f
  /// reaches.
  func potential(of f: [Double]) -> [Double] {
    var result =
      switch form {
      case .grid(let gibbs): gibbs.softTransform(of: f)
      case .walls(let walls): walls.softTransform(of: f)
      }
    let shift = logVolume
    ParallelLoop.update(&result) { value, _ in shift - value }
    return result
  }

  /// min over i of c_ij - f_i at each cell j.
  func costTransform(of f: [Double]) -> [Double] {
    switch form {
    case .grid(let gibbs): gibbs.cost.transform(f)
    case .walls(let walls): walls.costTransform(of: f)
    }
  }

  /// The marginals and the cost of the plan of density exp((f_i + g_j - c_ij) / eps), in masses.
  func sums(_ f: [Double], _ g: [Double]) -> GibbsSums {
    let (rows, columns) = (f.map { $0 + logVolume }, g.map { $0 + logVolume })
    return switch form {
    case .grid(let gibbs): gibbs.sums(rows, columns)
    case .walls(let walls): walls.gibbsSums(rows, columns)
    }
  }
}
