/// Where the unknowns of a flow in time live: densities at the time nodes k = 0...N in the cells,
/// momenta at the time centres k + 1/2 on the faces, potentials at the time centres in the cells.
///
/// Arrays are slabs of one number a cell, time by time; a momentum has a block of N slabs for each
/// axis. Lengths and densities are in the units of a ``FlowFrame``.
struct StaggeredGrid: Sendable {
  let shape: [Int]
  let isPeriodic: Bool
  /// The number of time steps N, of length tau = 1 / N.
  let timeSteps: Int
  /// Distances of neighbouring cell centres.
  let steps: [Double]
  let faces: SlabFaces

  init(shape: [Int], sides: [Double], isPeriodic: Bool, timeSteps: Int) {
    self.shape = shape
    self.isPeriodic = isPeriodic
    self.timeSteps = timeSteps
    steps = zip(sides, shape).map { $0 / Double($1) }
    faces = SlabFaces(shape: shape, steps: steps, isPeriodic: isPeriodic)
  }

  var dimension: Int { shape.count }
  var cells: Int { faces.cells }
  var tau: Double { 1 / Double(timeSteps) }
  var cellVolume: Double { steps.reduce(1, *) }
  var sides: [Double] { zip(steps, shape).map { $0 * Double($1) } }
  /// Numbers at the time centres: momenta of one axis, or a potential.
  var centreCount: Int { timeSteps * cells }
  /// Numbers at the time nodes: a density.
  var nodeCount: Int { (timeSteps + 1) * cells }
  /// What the axes' waves are in space.
  var bases: [AxisBasis] { shape.map { _ in isPeriodic ? .periodic : .cosine } }

  /// Calls `body` with ranges of time centres (or nodes), from several threads.
  func forTimes(_ count: Int, _ body: (Range<Int>) -> Void) {
    ParallelLoop.run(count: count, grain: 1 + 8192 / cells, body)
  }

  /// The start of slab k of the momentum along an axis.
  func start(_ axis: Int, _ k: Int) -> Int { (axis * timeSteps + k) * cells }

  func nodeArray() -> PaddedArray<Double> { PaddedArray(repeating: 0, count: nodeCount) }
  func centreArray() -> PaddedArray<Double> { PaddedArray(repeating: 0, count: centreCount) }
  func faceArray() -> PaddedArray<Double> {
    PaddedArray(repeating: 0, count: dimension * centreCount)
  }

  /// mean[c] = (density at node k + density at node k + 1) / 2.
  @inline(__always)
  func timeMean(_ density: PaddedArray<Double>, _ k: Int, into mean: PaddedArray<Double>) {
    let (here, next) = (k * cells, (k + 1) * cells)
    for c in 0..<cells { mean[c] = 0.5 * (density[here + c] + density[next + c]) }
  }
}

/// A density at the time nodes and a momentum on the faces.
struct StaggeredFlow: Sendable {
  let density: PaddedArray<Double>
  let momentum: PaddedArray<Double>
}

extension StaggeredGrid {
  /// The sum over time centres, axes and faces of tau vol m^2 / (2 r), and that of each time step
  /// alone, without tau. Here r is the mean of the density over the face's two cells at both times.
  func stepActions(_ flow: StaggeredFlow) -> [Double] {
    ParallelLoop.chunkedMap(count: timeSteps, grain: 1 + 8192 / cells) { range in
      let mean = PaddedArray<Double>(repeating: 0, count: cells)
      return range.map { k in
        timeMean(flow.density, k, into: mean)
        return (0..<dimension).reduce(0.0) {
          $0
            + faces.action(
              axis: $1, density: mean.slab(0), momentum: flow.momentum.slab(start($1, k)))
        } * cellVolume
      }
    }
  }

  func action(_ flow: StaggeredFlow) -> Double { stepActions(flow).compensatedSum() * tau }

  /// flow[k] = (density(k + 1) - density(k)) / tau + div m.
  func continuityDefect(_ flow: StaggeredFlow) -> PaddedArray<Double> {
    let defect = centreArray()
    forTimes(timeSteps) { range in
      for k in range {
        let (here, next) = (k * cells, (k + 1) * cells)
        for c in 0..<cells {
          defect[here + c] = (flow.density[next + c] - flow.density[here + c]) * Double(timeSteps)
        }
        for axis in 0..<dimension {
          faces.addDivergence(
            axis: axis, of: flow.momentum.slab(start(axis, k)), to: defect.slab(here))
        }
      }
    }
    return defect
  }

  /// H(phi) = sum over axes of the mean over the cell's two faces of (d_i phi)^2 / 2, for each time
  /// centre.
  func hamiltonian(_ potential: PaddedArray<Double>) -> PaddedArray<Double> {
    let energy = centreArray()
    forTimes(timeSteps) { range in
      for k in range {
        for axis in 0..<dimension {
          faces.addSlopeEnergy(
            axis: axis, of: potential.slab(k * cells), to: energy.slab(k * cells))
        }
      }
    }
    return energy
  }
}
