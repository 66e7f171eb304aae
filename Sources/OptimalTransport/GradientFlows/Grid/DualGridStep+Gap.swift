/// How far a step is above its minimum.
extension DualGridStep {
  /// How far apart the bounds are of min over rho of W2^2(rho, mu) / 2 + tau F(rho), over densities
  /// constant in each cell and with U * rho held at ``field``: rho misses the minimum by no more.
  ///
  /// Of two pairs of bounds the better ones. Those of ``NodeLift`` and `SplatPlan` hold for steps
  /// of any length and are O(h^2 mass) off, h the sides of the `parts` that cells are cut into;
  /// those of ``MomentumBound`` and ``LipschitzExcess`` are off by a part of W2^2 where mass moves by less than h.
  ///
  /// - Parameter square: at least W2^2(rho, mu), in place of ``MomentumBound``.
  func gap(parts: Int, square: Double? = nil) -> Double {
    let squares = min(
      splatCost(parts),
      square ?? MomentumBound(problem.lift, from: before, onto: density).square)
    let upper = squares / 2 + timeStep * problem.frozenEnergy(density, field: field)
    return max(0, upper - max(lowerBound(parts), shortLowerBound(parts)))
  }

  func nodes(_ density: [Double], _ parts: Int) -> NodeLift {
    NodeLift(problem.lift, density: density, parts: parts)
  }

  /// At least W2^2(rho, mu): the cost of a plan along the gradient.
  private func splatCost(_ parts: Int) -> Double {
    let (from, onto) = (nodes(carriage.from, parts), nodes(carriage.onto, parts))
    let moved = PartImages(from, potential: potential)
    return SplatPlan(
      source: moved.axes, images: ScratchArray(moved.points), masses: moved.masses,
      target: onto.grid.fine, targetMasses: onto.grid.fineMasses
    ).cost
  }

  /// At most the minimum: the potential's multilinear function and what ``LipschitzExcess`` makes of
  /// it are a feasible pair.
  private func shortLowerBound(_ parts: Int) -> Double {
    let mu = nodes(before, parts)
    let isBefore = potentialIsBefore
    // The pair is (-q, q - excess) or (-q - excess, q), for u on the cells of mu or of rho.
    let p = mu.displacement(potential)
    let q = isBefore ? p : p.map { -$0 }
    guard let parts = mu.excess(of: q) else { return -.infinity }
    let excess = mu.cellMeans(ofParts: parts)
    let means = mu.cellMeans(ofNodes: q)
    let zeros = means.map { _ in 0.0 }
    let answer = problem.answer(
      to: zip(excess, means).map { isBefore ? $0 - $1 : -$1 }, halfSquares: zeros,
      timeStep: timeStep, field: field)
    var sum = CompensatedSum()
    for j in before.indices { sum.add(-(means[j] + (isBefore ? 0 : excess[j])) * before[j]) }
    return sum.value * problem.cellVolume + timeStep * answer.minimum
  }
}
