/// The splitting that solves the discrete problem of ``BenamouBrenier``: alternately the continuity
/// equation, exactly, by one Poisson equation in space and time, and the cost, exactly, face by
/// face.
///
/// Faces have densities r of their own, beside r = A rho, the means of the nodes' densities rho; so
/// have nodes, s = rho, which keeps rho >= 0; and rho itself has a copy, with the weight that makes
/// the sum of all four a multiple of the identity, A'A + (d - A'A) + epsilon = d + epsilon = c, so
/// that the projection is a plain Poisson equation. Minimise
/// ```
/// sum m^2/(2 r) + [s >= 0]  over (A rho, m, s, B rho) = (r, m, s, y),  (rho, m) with continuity,
/// ```
/// by Douglas' and Rachford's iteration with relaxation: v is the state,
/// ```
/// u = the part of v that the cost's dual holds,  z = v - u,    (rho, m) = projection of z - u,
/// v += relaxation (K (rho, m) - z),
/// ```
/// where u of (r, m) is the projection of gamma v onto the parabola { a + b^2/2 <= 0 }, over gamma,
/// and u of s is min(v, 0). At a fixed point phi = gamma psi, psi the multiplier of continuity, and
/// (a, b) = (-|grad phi|^2/2, grad phi). Source: Benamou and Brenier 2000 (the augmented
/// Lagrangian), Papadakis, Peyré and Oudet 2014 (the staggered splitting); the copies are new here.
struct ProximalSplitting {
  let grid: StaggeredGrid
  /// The step size of the splitting: the unit of a over that of r.
  private(set) var gamma: Double
  /// By how much a step goes beyond the projection.
  static let relaxation = 1.8
  /// The weight of the nodes' own densities.
  static let nodeWeight = 0.25

  /// rho of the last projection, with the data at both ends.
  let density: PaddedArray<Double>
  /// psi of the last projection.
  let multiplier: PaddedArray<Double>
  /// The copy of rho, relaxed.
  private let relaxedDensity: PaddedArray<Double>
  private let faceDensity: PaddedArray<Double>
  private let momentum: PaddedArray<Double>
  private let dualDensity: PaddedArray<Double>
  private let dualMomentum: PaddedArray<Double>
  private let nodes: PaddedArray<Double>
  private let share: PaddedArray<Double>
  private let poisson: PoissonSolver

  /// c = d + epsilon.
  private var weight: Double { Double(grid.dimension) + Self.nodeWeight }

  /// - Parameter start: densities at the nodes, data at the ends, and a potential.
  init(grid: StaggeredGrid, gamma: Double, start: FlowStart) {
    self.grid = grid
    self.gamma = gamma
    density = start.density.copy
    relaxedDensity = start.density.copy
    multiplier = grid.centreArray()
    faceDensity = grid.faceArray()
    momentum = grid.faceArray()
    dualDensity = grid.faceArray()
    dualMomentum = grid.faceArray()
    nodes = grid.nodeArray()
    share = grid.centreArray()
    poisson = PoissonSolver(
      shape: [grid.timeSteps] + grid.shape,
      sides: [(Double(grid.dimension) + Self.nodeWeight).squareRoot()] + grid.sides,
      bases: [.cosine] + grid.bases)
    prime(start)
  }

  /// phi = gamma psi.
  var potential: PaddedArray<Double> {
    let result = multiplier.copy
    for i in 0..<result.count { result[i] *= gamma }
    return result
  }

  /// Goes on with another step size: z and the duals gamma u stay, so a fixed point stays one.
  mutating func setStepSize(_ new: Double) {
    let surplus = gamma / new - 1
    ParallelLoop.run(count: momentum.count, grain: 1 << 14) { range in
      for i in range {
        momentum[i] += surplus * dualMomentum[i]
        faceDensity[i] += surplus * dualDensity[i]
      }
    }
    for i in 0..<nodes.count { nodes[i] += surplus * min(nodes[i], 0) }
    gamma = new
  }

  func iterate() {
    reflectFaces()
    gatherNodes()
    poisson.solve(inPlace: multiplier)
    updateNodes()
    updateFaces()
  }

  /// m of the last projection.
  var projectedMomentum: PaddedArray<Double> {
    let result = momentum.copy
    let factor = 2 - Self.relaxation
    grid.forTimes(grid.timeSteps) { range in
      let slope = PaddedArray<Double>(repeating: 0, count: grid.cells)
      for k in range {
        for axis in 0..<grid.dimension {
          let start = grid.start(axis, k)
          slope.fill(0..<grid.cells, with: 0)
          grid.faces.addGradient(
            axis: axis, of: multiplier.slab(k * grid.cells), to: slope.slab(0))
          for c in 0..<grid.cells {
            result[start + c] +=
              (1 - Self.relaxation) * slope[c] - factor * dualMomentum[start + c]
          }
        }
      }
    }
    return result
  }
}

extension ProximalSplitting {
  /// The state that is a fixed point if the start solves the problem: z and u side by side.
  private func prime(_ start: FlowStart) {
    start.forFaces(grid) { face, r, slope in
      faceDensity[face] = r - slope * slope / (2 * gamma)
      momentum[face] = r * slope + slope / gamma
    }
    let energy = grid.hamiltonian(start.potential)
    grid.forTimes(grid.timeSteps + 1) { range in
      for k in range {
        let here = k * grid.cells
        for c in here..<here + grid.cells {
          nodes[c] = start.density[c]
          guard k > 0, k < grid.timeSteps else { continue }
          let defect =
            (start.potential[c] - start.potential[c - grid.cells]) * Double(grid.timeSteps)
            + 0.5 * (energy[c] + energy[c - grid.cells])
          nodes[c] += min(0, defect) / (gamma * Self.nodeWeight)
        }
      }
    }
  }

  /// The duals of the faces, and what their reflections say to the cells: the divergence of the
  /// momenta in `multiplier`, the densities in `share`.
  private func reflectFaces() {
    grid.forTimes(grid.timeSteps) { range in
      let mean = PaddedArray<Double>(repeating: 0, count: grid.cells)
      let work = PaddedArray<Double>(repeating: 0, count: 2 * grid.cells)
      for k in range {
        let here = k * grid.cells
        multiplier.fill(here..<here + grid.cells, with: 0)
        share.fill(here..<here + grid.cells, with: 0)
        grid.timeMean(relaxedDensity, k, into: mean)
        for axis in 0..<grid.dimension {
          let first = grid.start(axis, k)
          grid.faces.reflect(
            axis: axis, gamma: gamma, faceDensity: faceDensity.slab(first),
            momentum: momentum.slab(first), density: mean.slab(0),
            dualDensity: dualDensity.slab(first), dualMomentum: dualMomentum.slab(first),
            flow: multiplier.slab(here), share: share.slab(here), work: work.slab(0))
        }
      }
    }
  }

  /// The density before the correction by the multiplier, and the defect of continuity.
  private func gatherNodes() {
    let (cells, last) = (grid.cells, grid.timeSteps)
    let (epsilon, factor) = (Self.nodeWeight, 1 / weight)
    grid.forTimes(max(0, last - 1)) { range in
      for k in range {
        let here = (k + 1) * cells
        for c in here..<here + cells {
          let bar = relaxedDensity[c]
          let asked = epsilon * (abs(nodes[c]) - bar) + 0.5 * (share[c - cells] + share[c])
          density[c] = bar + factor * asked
        }
      }
    }
    let rate = Double(last)
    grid.forTimes(last) { range in
      for c in range.lowerBound * cells..<range.upperBound * cells {
        multiplier[c] += rate * (density[c + cells] - density[c])
      }
    }
  }

  private func updateNodes() {
    let (cells, relaxation) = (grid.cells, Self.relaxation)
    let factor = Double(grid.timeSteps) / weight
    grid.forTimes(max(0, grid.timeSteps - 1)) { range in
      for k in range {
        let here = (k + 1) * cells
        for c in here..<here + cells {
          let rho = density[c] + factor * (multiplier[c] - multiplier[c - cells])
          density[c] = rho
          nodes[c] += relaxation * (rho - max(nodes[c], 0))
          relaxedDensity[c] += relaxation * (rho - relaxedDensity[c])
        }
      }
    }
  }

  private func updateFaces() {
    grid.forTimes(grid.timeSteps) { range in
      let mean = PaddedArray<Double>(repeating: 0, count: grid.cells)
      for k in range {
        grid.timeMean(density, k, into: mean)
        for axis in 0..<grid.dimension {
          let first = grid.start(axis, k)
          grid.faces.update(
            axis: axis, relaxation: Self.relaxation, potential: multiplier.slab(k * grid.cells),
            density: mean.slab(0), dualDensity: dualDensity.slab(first),
            dualMomentum: dualMomentum.slab(first), faceDensity: faceDensity.slab(first),
            momentum: momentum.slab(first))
        }
      }
    }
  }
}
