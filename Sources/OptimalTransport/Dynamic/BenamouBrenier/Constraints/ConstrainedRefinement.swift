/// From a run on a coarse grid to the start of one on a grid with twice the cells, or as many, along
/// each axis, and in time.
///
/// A fine cell has its coarse cell's value, plus a quarter of the difference to the next one on its
/// side along each axis that mass may pass to: linear, and blind to what is behind a wall.
struct ConstrainedRefinement {
  let coarse: ConstrainedProblem
  let fine: ConstrainedProblem

  /// The coarse cell of each fine one, and the coarse cells next to it on the fine one's side.
  private let parents: [(cell: Int32, next: [Int32])]
  private let timeFactor: Int

  init(coarse: ConstrainedProblem, fine: ConstrainedProblem) {
    self.coarse = coarse
    self.fine = fine
    timeFactor = fine.steps / coarse.steps
    let (small, large) = (coarse.space, fine.space)
    parents = (0..<fine.count).map { cell in
      var (rest, parent, stride) = (cell, 0, 1)
      var sides: [Int?] = []
      for k in large.shape.indices.reversed() {
        let (factor, place) = (large.shape[k] / small.shape[k], rest % large.shape[k])
        parent += place / factor * stride
        stride *= small.shape[k]
        rest /= large.shape[k]
        sides.append(factor == 2 ? place % 2 : nil)
      }
      let next = sides.reversed().enumerated().compactMap { k, side -> Int32? in
        guard let side else { return nil }
        let face = side == 1 ? Int32(parent) : small.below[k][parent]
        guard face >= 0, small.isOpen[k][Int(face)] else { return nil }
        return side == 1 ? small.above[k][parent] : face
      }
      return (Int32(parent), next)
    }
  }

  /// A slab of cells, one fine value each.
  private func refined(_ value: (Int) -> Double) -> [Double] {
    parents.map { parent in
      let center = value(Int(parent.cell))
      return parent.next.reduce(center) { $0 + (value(Int($1)) - center) / 4 }
    }
  }

  /// phi at the fine time centres.
  func potential(_ phi: [[Double]]) -> [[Double]] {
    (0..<fine.steps).map { step in
      let near = step / timeFactor
      guard timeFactor == 2 else { return refined { phi[near][$0] } }
      let other = min(max(near + (step % 2 == 0 ? -1 : 1), 0), coarse.steps - 1)
      return refined { phi[near][$0] + (phi[other][$0] - phi[near][$0]) / 4 }
    }
  }

  /// Fills the start of a fine run.
  func start(_ run: borrowing ConstrainedRun, from old: borrowing ConstrainedRun) {
    let (n, m) = (fine.count, coarse.count)
    for time in 1..<max(fine.steps, 1) {
      let (low, high) = (time / timeFactor, (time + timeFactor - 1) / timeFactor)
      let density = refined {
        (old.state.density[low * m + $0] + old.state.density[high * m + $0]) / 2
      }
      let dual = refined {
        (old.duals.density[low * m + $0] + old.duals.density[high * m + $0]) / 2
      }
      for c in 0..<n {
        run.state.density[time * n + c] = density[c]
        run.duals.density[time * n + c] = fine.space.isFree[c] ? min(dual[c], 0) : dual[c]
      }
    }
    let phi = (0..<coarse.steps).map { step in
      (0..<m).map { old.potential[step * m + $0] }
    }
    for (step, slab) in potential(phi).enumerated() { fill(run, old, step, slab) }
  }

  /// Momentum and growth from the coarse ones, duals from phi: grad phi and -|grad phi|^2/2.
  private func fill(
    _ run: borrowing ConstrainedRun, _ old: borrowing ConstrainedRun, _ step: Int,
    _ phi: [Double]
  ) {
    let (n, m, space) = (fine.count, coarse.count, fine.space)
    let near = step / timeFactor * m
    for k in 0..<space.dimension {
      let (base, oldBase) = ((k * fine.steps + step) * n, k * coarse.steps * m + near)
      for c in 0..<n where space.above[k][c] >= 0 {
        let above = Int(space.above[k][c])
        let (here, there) = (Int(parents[c].cell), Int(parents[above].cell))
        var flow = old.state.momentum[oldBase + here]
        if here == there {
          let below = Int(coarse.space.below[k][here])
          flow = (flow + (below >= 0 ? old.state.momentum[oldBase + below] : 0)) / 2
        }
        run.state.momentum[base + c] = space.isOpen[k][c] ? flow : 0
        let slope = (phi[above] - phi[c]) / space.steps[k]
        run.duals.momentum[base + c] = slope
        run.duals.faceDensity[base + c] = space.isOpen[k][c] ? -slope * slope / 2 : 0
      }
    }
    guard let growth = fine.growth else { return }
    for c in 0..<n {
      run.state.source[step * n + c] = old.state.source[near + Int(parents[c].cell)]
      run.duals.source[step * n + c] = phi[c] / growth
      run.duals.meanDensity[step * n + c] = -phi[c] * phi[c] / (2 * growth * growth)
    }
  }
}

extension ConstrainedProblem {
  /// The problem on half as many cells along each axis, and time steps, where these are even and
  /// more than eight; nil where nothing is. A coarse cell is a wall where all its cells are.
  var coarser: ConstrainedProblem? {
    let factors = space.shape.map { $0 % 2 == 0 && $0 > 8 ? 2 : 1 }
    guard factors.contains(2) else { return nil }
    let shape = zip(space.shape, factors).map { $0 / $1 }
    var blocked = [Bool](repeating: true, count: shape.reduce(1, *))
    var ends = [initial, final].map { _ in [Double](repeating: 0, count: blocked.count) }
    let share = 1 / Double(factors.reduce(1, *))
    for cell in 0..<count {
      let parent = self.parent(of: cell, shape, factors)
      if space.isFree[cell] { blocked[parent] = false }
      ends[0][parent] += share * initial[cell]
      ends[1][parent] += share * final[cell]
    }
    return ConstrainedProblem(
      space: FreeSpace(
        shape: shape, steps: zip(space.steps, factors).map { $0 * Double($1) },
        isPeriodic: space.isPeriodic, isBlocked: blocked),
      steps: steps % 2 == 0 && steps > 8 ? steps / 2 : steps, initial: ends[0], final: ends[1],
      cap: cap, growth: growth)
  }

  private func parent(of cell: Int, _ shape: [Int], _ factors: [Int]) -> Int {
    var (rest, parent, stride) = (cell, 0, 1)
    for k in shape.indices.reversed() {
      parent += rest % space.shape[k] / factors[k] * stride
      stride *= shape[k]
      rest /= space.shape[k]
    }
    return parent
  }
}
