/// A density path that keeps the constraints, with the momentum, and the growth, of least action.
///
/// Given rho, that is m = r grad q and zeta = s q / delta^2, where for each step
/// ```
/// - div(r grad q) + s q / delta^2 = - rho_t:
/// ```
/// the Laplacian of a graph, solved by conjugate gradients. What these leave goes along a tree of
/// open faces, or into zeta, so that continuity holds to rounding.
struct FeasiblePath: Sendable {
  /// rho at N + 1 times.
  let density: [[Double]]
  /// For each step and axis, m at the faces above the cells.
  let momentum: [[[Double]]]
  /// For each step, zeta; empty without growth.
  let source: [[Double]]
  /// The sum over steps of tau times each one's sum of m^2/(2 r) + delta^2 zeta^2/(2 s).
  let action: Double
  /// The action of each step, over its time.
  let powers: [Double]

  init(_ problem: ConstrainedProblem, density: [[Double]]) {
    let pieces = problem.growth == nil ? problem.space.pieces : []
    let layers = ParallelLoop.map(count: problem.steps) { step in
      StepFlow(problem, from: density[step], to: density[step + 1], pieces: pieces)
    }
    self.density = density
    momentum = layers.map(\.momentum)
    source = problem.growth == nil ? [] : layers.map(\.source)
    powers = layers.map(\.power)
    action = problem.tau * powers.compensatedSum()
  }
}

/// One step of a ``FeasiblePath``.
struct StepFlow: Sendable {
  private(set) var momentum: [[Double]]
  private(set) var source: [Double] = []
  private(set) var power = 0.0

  /// What conjugate gradients may leave, the square of which is how far the action is from least,
  /// and how long they may take.
  private static let (tolerance, iterationLimit) = (1e-7, 500)

  init(
    _ problem: ConstrainedProblem, from: [Double], to: [Double], pieces: [FreeSpace.Piece]
  ) {
    let (space, rate) = (problem.space, Double(problem.steps))
    let mean = zip(from, to).map { ($0 + $1) / 2 }
    let change = zip(from, to).map { rate * ($1 - $0) }
    let faceDensity = space.isOpen.indices.map { k in
      mean.indices.map {
        space.isOpen[k][$0] ? (mean[$0] + mean[Int(space.above[k][$0])]) / 2 : 0
      }
    }
    let excess = mean.map { mean in problem.growth.map { mean / ($0 * $0) } ?? 0 }
    let q = Self.potential(space, faceDensity, excess, change)
    momentum = space.isOpen.indices.map { k in
      mean.indices.map {
        let r = faceDensity[k][$0]
        return r > 0 ? r * (q[Int(space.above[k][$0])] - q[$0]) / space.steps[k] : 0
      }
    }
    if problem.growth == nil {
      for piece in pieces { mend(piece, space, change) }
    } else {
      source = mean.indices.map { change[$0] + divergence(at: $0, space) }
    }
    power = action(problem, faceDensity, mean)
  }

  private static func potential(
    _ space: FreeSpace, _ faceDensity: [[Double]], _ excess: [Double], _ change: [Double]
  ) -> [Double] {
    var edges: [(Int32, Int32, Double)] = []
    for k in faceDensity.indices {
      let scale = 1 / (space.steps[k] * space.steps[k])
      for c in faceDensity[k].indices where faceDensity[k][c] > 0 {
        edges.append((Int32(c), space.above[k][c], faceDensity[k][c] * scale))
      }
    }
    let factor = ApproximateCholesky(edges: edges, excess: excess)
    return ConjugateGradients.solve(
      change, tolerance: tolerance, iterationLimit: iterationLimit,
      preconditioner: { factor.solve($0) },
      product: { x in
        var image = zip(x, excess).map { $0 * $1 }
        for (i, j, weight) in edges {
          let flow = weight * (x[Int(i)] - x[Int(j)])
          image[Int(i)] += flow
          image[Int(j)] -= flow
        }
        return image
      }
    ).solution
  }

  private func divergence(at c: Int, _ space: FreeSpace) -> Double {
    var sum = 0.0
    for k in momentum.indices {
      let below = Int(space.below[k][c])
      sum += (momentum[k][c] - (below >= 0 ? momentum[k][below] : 0)) / space.steps[k]
    }
    return sum
  }

  /// Carries what is left of the continuity equation from the leaves of a tree to its root.
  private mutating func mend(_ piece: FreeSpace.Piece, _ space: FreeSpace, _ change: [Double]) {
    for place in piece.cells.indices.dropFirst().reversed() {
      let cell = Int(piece.cells[place])
      let (axis, face, _) = piece.links[place - 1]
      let left = change[cell] + divergence(at: cell, space)
      // A face is stored at the cell below: its momentum leaves that cell.
      let sign = Int(face) == cell ? -1.0 : 1.0
      momentum[axis][Int(face)] += sign * left * space.steps[axis]
    }
  }

  private func action(
    _ problem: ConstrainedProblem, _ faceDensity: [[Double]], _ mean: [Double]
  ) -> Double {
    var sum = CompensatedSum()
    for k in momentum.indices {
      for (m, r) in zip(momentum[k], faceDensity[k]) where m != 0 { sum.add(m * m / (2 * r)) }
    }
    if let growth = problem.growth {
      for (zeta, s) in zip(source, mean) where zeta != 0 {
        sum.add(growth * growth * zeta * zeta / (2 * s))
      }
    }
    return sum.value
  }
}
