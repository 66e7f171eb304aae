import Foundation

extension GridBridge {
  /// Independent paths of the bridge's chain, at the cell centres, at all of its times: exact
  /// draws.
  ///
  /// The bridge is the prior's chain with transitions P_ij phi(j) / phi(i) (Doob's transform).
  /// Within a step from i the number of jumps r is drawn with probabilities w_r (P^r phi_{k+1})(i)
  /// / phi_k(i), then each jump from i to j with r left after it with P_ij (P^r phi_{k+1})(j) /
  /// (P^{r+1} phi_{k+1})(i).
  ///
  /// The same seed gives the same paths. Complexity: O(jumps) a path and a step, and the powers of
  /// one step in memory, N times the greatest number of jumps.
  /// - Throws: `outOfRange` for a count below 1, or for powers that would take more than 2 GiB.
  public func samplePaths(count: Int, seed: UInt64) throws(TransportError) -> BridgePaths {
    try checkSampleCount(count)
    guard propagator.weights.count * prior.count <= 1 << 28 else {
      throw .outOfRange(
        argument: "jumps a step times cells",
        value: Double(propagator.weights.count) * Double(prior.count),
        expected: "at most 2^28; solve with more steps")
    }
    var generator = SeededGenerator(seed: seed)
    let table = CumulativeTable(densities.frames[0].values)
    var cells = (0..<count).map { _ in table.draw(&generator) }
    let centers = cellCenters(shape: prior.shape, box: prior.box)
    var positions = [centers.selecting(cells)]
    let walk = ChainWalk(propagator, strides: prior.strides)
    for k in 0..<propagator.steps {
      let future = propagator.powers(ScaledVector(logs: logFactors[k + 1]).values)
      cells = cells.map { walk.step(from: $0, future: future, &generator) }
      positions.append(centers.selecting(cells))
    }
    return BridgePaths(times: times, positions: positions, mass: densities.frames[0].mass)
  }
}

/// One step of a chain conditioned by a factor.
private struct ChainWalk {
  let propagator: ChainPropagator
  let strides: [Int]

  init(_ propagator: ChainPropagator, strides: [Int]) {
    self.propagator = propagator
    self.strides = strides
  }

  /// The cell after the step; `future[r]` is P^r phi.
  func step(
    from start: Int, future: [[Double]], _ generator: inout SeededGenerator
  ) -> Int {
    var cell = start
    var left = jumps(from: start, future: future, &generator)
    while left > 0 {
      left -= 1
      cell = jump(from: cell, towards: future[left], &generator)
    }
    return cell
  }

  private func jumps(
    from cell: Int, future: [[Double]], _ generator: inout SeededGenerator
  ) -> Int {
    let weights = propagator.weights
    var total = 0.0
    for r in weights.indices { total += weights[r] * future[r][cell] }
    var level = generator.uniform() * total
    for r in weights.indices {
      level -= weights[r] * future[r][cell]
      if level < 0 { return r }
    }
    // Rounding may leave a crumb: then the last count that is possible.
    return weights.indices.last { weights[$0] * future[$0][cell] > 0 } ?? 0
  }

  private func jump(
    from cell: Int, towards factor: [Double], _ generator: inout SeededGenerator
  ) -> Int {
    var chances = [(cell, propagator.stay[cell] * factor[cell])]
    for (k, stride) in strides.enumerated() {
      if propagator.up[k][cell] > 0 {
        chances.append((cell + stride, propagator.up[k][cell] * factor[cell + stride]))
      }
      if propagator.down[k][cell] > 0 {
        chances.append((cell - stride, propagator.down[k][cell] * factor[cell - stride]))
      }
    }
    var level = generator.uniform() * chances.reduce(0) { $0 + $1.1 }
    for (next, chance) in chances {
      level -= chance
      if level < 0 { return next }
    }
    return chances.last { $0.1 > 0 }?.0 ?? cell
  }
}
