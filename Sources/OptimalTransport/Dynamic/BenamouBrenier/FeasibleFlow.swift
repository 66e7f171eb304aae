/// A flow with continuity, nonnegative densities and a finite action, made of one that lacks the
/// last two: its action is an upper bound of the minimum.
///
/// The iterate has densities a little below zero and a little momentum where there is no mass. Cut
/// off and corrected, it is mixed with a flow that is positive everywhere, (1 - theta) and theta,
/// with the theta that makes the action least, which is a convex function of it.
struct FeasibleFlow {
  let flow: StaggeredFlow
  let action: Double
  /// The share of the positive flow.
  let share: Double

  /// - Parameters:
  ///   - flow: with continuity, data at the ends; nonnegative densities.
  ///   - guess: a former theta, to begin from.
  init(_ flow: StaggeredFlow, positive: StaggeredFlow, grid: StaggeredGrid, guess: Double?) {
    let mixture = FlowMixture(first: flow, second: positive, grid: grid)
    (share, action) = mixture.leastAction(guess: guess)
    self.flow = share == 0 ? flow : mixture(share)
  }
}

/// The flows (1 - theta) first + theta second.
struct FlowMixture {
  let first: StaggeredFlow
  let second: StaggeredFlow
  let grid: StaggeredGrid

  func callAsFunction(_ theta: Double) -> StaggeredFlow {
    StaggeredFlow(
      density: mixed(first.density, second.density, theta),
      momentum: mixed(first.momentum, second.momentum, theta))
  }

  private func mixed(
    _ a: PaddedArray<Double>, _ b: PaddedArray<Double>, _ theta: Double
  ) -> PaddedArray<Double> {
    let result = PaddedArray<Double>(repeating: 0, count: a.count)
    ParallelLoop.run(count: a.count, grain: 1 << 15) { range in
      for i in range { result[i] = (1 - theta) * a[i] + theta * b[i] }
    }
    return result
  }

  /// The action, without storing the mixture.
  func action(_ theta: Double) -> Double {
    let cells = grid.cells
    return ParallelLoop.chunkedMap(count: grid.timeSteps, grain: 1 + 8192 / cells) { range in
      let mean = PaddedArray<Double>(repeating: 0, count: cells)
      let momentum = PaddedArray<Double>(repeating: 0, count: cells)
      return range.map { k -> Double in
        for c in 0..<cells {
          let (here, next) = (k * cells + c, (k + 1) * cells + c)
          mean[c] =
            0.5
            * ((1 - theta) * (first.density[here] + first.density[next])
              + theta * (second.density[here] + second.density[next]))
        }
        return (0..<grid.dimension).reduce(0.0) { sum, axis in
          let start = grid.start(axis, k)
          for c in 0..<cells {
            momentum[c] =
              (1 - theta) * first.momentum[start + c] + theta * second.momentum[start + c]
          }
          return sum
            + grid.faces.action(axis: axis, density: mean.slab(0), momentum: momentum.slab(0))
        }
      }
    }.compensatedSum() * grid.tau * grid.cellVolume
  }

  /// The theta of least action among 0 and the powers of 2 from 2^-30 to 1, to a factor of two:
  /// downhill from the guess.
  func leastAction(guess: Double?) -> (Double, Double) {
    let zero = action(0)
    var theta = min(max(guess ?? 0x1p-10, 0x1p-30), 1)
    var value = action(theta)
    for factor in [0.5, 2] {
      while theta * factor >= 0x1p-30, theta * factor <= 1 {
        let next = action(theta * factor)
        // Infinite on both sides: on towards the positive flow.
        guard next < value || (!value.isFinite && factor > 1) else { break }
        (theta, value) = (theta * factor, next)
      }
    }
    return zero <= value ? (0, zero) : (theta, value)
  }
}
