/// The even part of a plan's balance: what is too much flows to where there is too little.
extension SplatPlan {
  /// Rounds at most: each moves mass by no more than a cell along each axis.
  private static let rounds = 16
  /// The share of what is wrong that a round must not leave, or it was the last.
  private static let worthwhile = 0.9

  /// Moves mass to neighbours along the least flow with div F = mass - goal, the gradient of a g
  /// with -lap g = mass - goal; returns what that adds to the cost.
  ///
  /// In a round all moves are at once, so no mass moves further than to a neighbour, and a cell
  /// gives no more than it has: where the flow crosses cells with too little mass, some of it is
  /// left for the next round. A move takes from the sources of its cell in proportion, and so acts
  /// on masses and moments alike.
  mutating func flow(to goal: [Double]) -> Double {
    let (oldMass, oldMoment) = (mass, moment)
    let poisson = PoissonSolver(
      shape: axes.map(\.count), sides: axes.map { $0.upper - $0.lower },
      bases: axes.map { _ in .cosine })
    var error = Double.infinity
    for _ in 0..<Self.rounds {
      let excess = ParallelLoop.map(count: goal.count, grain: 1 << 14) { mass[$0] - goal[$0] }
      let left = excess.reduce(0) { $0 + abs($1) }
      guard left > 1e-15, left < Self.worthwhile * error else { break }
      error = left
      let round = FlowRound(axes: axes, potential: poisson.solve(excess), masses: mass)
      mass = round.moved(mass)
      for k in axes.indices { moment[k] = round.moved(moment[k]) }
    }
    return change(from: oldMass, oldMoment)
  }

  /// sum_j |y_j|^2 (m_j - m_j') - 2 y_j.(M_j - M_j') for the masses m and moments M of the cells.
  private func change(from oldMass: [Double], _ oldMoment: [[Double]]) -> Double {
    let squares = outerSum(axes.map { axis in axis.centers.map { $0 * $0 } })
    var sum = CompensatedSum()
    for j in mass.indices { sum.add(squares[j] * (mass[j] - oldMass[j])) }
    for k in axes.indices {
      let centers = outerSum(axes.indices.map { l in l == k ? axes[l].centers : axes[l].zeros })
      for j in mass.indices { sum.add(-2 * centers[j] * (moment[k][j] - oldMoment[k][j])) }
    }
    return sum.value
  }
}

extension GridAxis {
  fileprivate var zeros: [Double] { [Double](repeating: 0, count: count) }
}

/// Moves from cells to their neighbours down a potential, all at once.
private struct FlowRound {
  /// Along each axis: cells, the distance of neighbours in memory, the flow a unit of difference.
  private let faces: [(count: Int, stride: Int, rate: Double)]
  private let potential: [Double]
  /// What the moves out of a cell are shares of: its mass, or all it would give where that is more.
  private let whole: [Double]

  init(axes: [GridAxis], potential: [Double], masses: [Double]) {
    let faces = axes.indices.map { k in
      (
        count: axes[k].count, stride: axes[(k + 1)...].reduce(1) { $0 * $1.count },
        rate: 1 / (axes[k].step * axes[k].step)
      )
    }
    self.faces = faces
    self.potential = potential
    whole = ParallelLoop.map(count: masses.count, grain: 1 << 13) { cell in
      var outflow = 0.0
      Self.forEachNeighbor(of: cell, faces) { other, rate in
        outflow += rate * max(potential[cell] - potential[other], 0)
      }
      return max(masses[cell], outflow)
    }
  }

  /// A quantity that comes with the mass, after the moves.
  func moved(_ values: [Double]) -> [Double] {
    ParallelLoop.map(count: values.count, grain: 1 << 13) { cell in
      var (kept, gained) = (1.0, 0.0)
      Self.forEachNeighbor(of: cell, faces) { other, rate in
        let flow = rate * (potential[cell] - potential[other])
        if flow > 0 {
          kept -= flow / whole[cell]
        } else if flow < 0 {
          gained -= flow / whole[other] * values[other]
        }
      }
      return max(kept, 0) * values[cell] + gained
    }
  }

  @inline(__always)
  private static func forEachNeighbor(
    of cell: Int, _ faces: [(count: Int, stride: Int, rate: Double)],
    _ body: (_ other: Int, _ rate: Double) -> Void
  ) {
    for face in faces {
      let place = cell / face.stride % face.count
      if place > 0 { body(cell - face.stride, face.rate) }
      if place + 1 < face.count { body(cell + face.stride, face.rate) }
    }
  }
}
