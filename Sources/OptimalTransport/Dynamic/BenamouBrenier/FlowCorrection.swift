/// Flows that satisfy the continuity equation to rounding.
struct FlowCorrection {
  let grid: StaggeredGrid
  private let poisson: PoissonSolver

  init(_ grid: StaggeredGrid) {
    self.grid = grid
    poisson = PoissonSolver(shape: grid.shape, sides: grid.sides, bases: grid.bases)
  }

  /// Adds to the momentum, step by step, the gradient that brings back continuity; a second time,
  /// to rid the first of its rounding. All densities must have the same mass.
  func correct(_ flow: StaggeredFlow) {
    for _ in 0..<2 {
      let defect = grid.continuityDefect(flow)
      grid.forTimes(grid.timeSteps) { range in
        let potential = PaddedArray<Double>(repeating: 0, count: grid.cells)
        for k in range {
          let here = k * grid.cells
          potential.write(defect.array(here..<here + grid.cells))
          poisson.solve(inPlace: potential)
          for axis in 0..<grid.dimension {
            grid.faces.addGradient(
              axis: axis, of: potential.slab(0), to: flow.momentum.slab(grid.start(axis, k)))
          }
        }
      }
    }
  }

  /// The mixture of both ends with a share 4 w t (1 - t) of the uniform density: where w > 0 it is
  /// positive everywhere between the ends.
  func mixture(source: [Double], target: [Double], uniform weight: Double) -> StaggeredFlow {
    let density = grid.nodeArray()
    let uniform = source.compensatedSum() / Double(grid.cells)
    for k in 0...grid.timeSteps {
      let t = Double(k) * grid.tau
      let share = 4 * weight * t * (1 - t)
      for c in 0..<grid.cells {
        // Equal ends give equal densities at all times, to the bit.
        let mixed = k == grid.timeSteps ? target[c] : source[c] + t * (target[c] - source[c])
        density[k * grid.cells + c] = (1 - share) * mixed + share * uniform
      }
    }
    let flow = StaggeredFlow(density: density, momentum: grid.faceArray())
    correct(flow)
    return flow
  }

  /// The flow with its negative densities cut off, each time's mass restored, and the momentum
  /// corrected accordingly.
  func clipped(_ flow: StaggeredFlow, mass: Double) -> StaggeredFlow {
    let density = flow.density.copy
    grid.forTimes(max(0, grid.timeSteps - 1)) { range in
      for k in range {
        let cells = (k + 1) * grid.cells..<(k + 2) * grid.cells
        var sum = 0.0
        for c in cells {
          density[c] = max(density[c], 0)
          sum += density[c]
        }
        let factor = mass / sum
        for c in cells { density[c] *= factor }
      }
    }
    let result = StaggeredFlow(density: density, momentum: flow.momentum)
    correct(result)
    return result
  }
}
