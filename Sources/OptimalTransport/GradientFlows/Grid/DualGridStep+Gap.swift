/// How far a step is above its minimum.
extension DualGridStep {
  /// How far apart the bounds are of min over rho of W2^2(rho, mu) / 2 + tau F(rho), over densities
  /// constant in each cell and with U * rho held at ``field``: ``result`` misses the minimum by no
  /// more.
  ///
  /// Of two pairs of bounds the better ones. Those of ``NodeLift`` and `SplatPlan` hold for steps
  /// of any length and are O(h^2 mass) off, h the sides of the `parts` that cells are cut into;
  /// those of ``MomentumBound`` and ``LipschitzExcess`` are off by a part of W2^2 where mass moves
  /// by less than h.
  ///
  /// - Parameter square: at least W2^2 of mu and the result, in place of ``MomentumBound``.
  func gap(parts: Int, square: Double? = nil) -> Double {
    let after = result
    let squares = min(
      splatCost(onto: after, parts),
      square ?? MomentumBound(problem.lift, from: before, onto: after).square)
    let upper = squares / 2 + timeStep * problem.frozenEnergy(after, field: field)
    return max(0, upper - max(lowerBound(parts), shortLowerBound(parts)))
  }

  func nodes(_ density: [Double], _ parts: Int) -> NodeLift {
    NodeLift(problem.lift, density: density, parts: parts)
  }

  /// At least W2^2 of mu and the density after: the cost of a plan along the gradient.
  private func splatCost(onto after: [Double], _ parts: Int) -> Double {
    let from = nodes(potentialIsBefore ? before : after, parts)
    let onto = nodes(potentialIsBefore ? after : before, parts)
    let moved = PartImages(from, potential: potential)
    return SplatPlan(
      source: moved.axes, images: ScratchArray(moved.points), masses: moved.masses,
      target: onto.grid.fine, targetMasses: onto.grid.fineMasses
    ).cost
  }

  /// At most the minimum: the potential's multilinear function, which need not be right where there
  /// is next to no mass, and what ``LipschitzExcess`` makes of it are a feasible pair.
  private func shortLowerBound(_ parts: Int) -> Double {
    let mu = nodes(before, parts)
    let p = mu.displacement(potential)
    let q = potentialIsBefore ? p : p.map { -$0 }
    let most = mu.grid.masses.max()!
    return [0, 1e-9, 1e-6, 1e-3].reduce(-.infinity) {
      max($0, lowerBound(of: mu.flattened(q, outside: $1 * most), mu))
    }
  }

  /// The dual value of (-q, q - r), or (-q - r, q) where the potential is that of rho.
  private func lowerBound(of q: [Double], _ nodes: NodeLift) -> Double {
    let (means, excess) = (nodes.cellMeans(ofNodes: q), nodes.excess(of: q))
    let isBefore = potentialIsBefore
    let answer = problem.answer(
      to: zip(excess, means).map { isBefore ? $0 - $1 : -$1 }, halfSquares: means.map { _ in 0 },
      timeStep: timeStep, field: field)
    var sum = CompensatedSum()
    for j in before.indices { sum.add(-(means[j] + (isBefore ? 0 : excess[j])) * before[j]) }
    return sum.value * problem.cellVolume + timeStep * answer.minimum
  }
}
