/// From a run on a coarse grid to the start of one on a grid with twice the cells, or as many,
/// along each axis, and in time.
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
  private func potential(_ phi: [[Double]]) -> [[Double]] {
    (0..<fine.steps).map { step in
      let near = step / timeFactor
      guard timeFactor == 2 else { return refined { phi[near][$0] } }
      let other = min(max(near + (step % 2 == 0 ? -1 : 1), 0), coarse.steps - 1)
      return refined { phi[near][$0] + (phi[other][$0] - phi[near][$0]) / 4 }
    }
  }

  /// rho at the fine time nodes.
  private func density(_ rho: [[Double]]) -> [[Double]] {
    (0...fine.steps).map { time in
      let (low, high) = (time / timeFactor, (time + timeFactor - 1) / timeFactor)
      let slab = refined { (rho[low][$0] + rho[high][$0]) / 2 }
      return zip(slab, fine.space.isFree).map { $1 ? $0 : 0 }
    }
  }

  func callAsFunction(_ state: DynamicState) -> DynamicState {
    func slabs(_ values: [Double]) -> [[Double]] {
      stride(from: 0, to: values.count, by: coarse.count).map {
        Array(values[$0..<$0 + coarse.count])
      }
    }
    return DynamicState(
      shape: fine.space.shape, timeSteps: fine.steps,
      density: density(slabs(state.density)).flatMap { $0 },
      potential: potential(slabs(state.potential)).flatMap { $0 })
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
