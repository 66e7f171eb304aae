/// Nodes to start a step from: those of a profile, moved apart where the energy is infinite, and
/// between the walls.
struct SeparatedNodes {
  let nodes: [Double]

  /// - Throws: `infeasible` when the cap leaves no room for the mass between the walls.
  init(
    _ profile: QuantileProfile, energy: QuantileEnergy, timeStep: Double,
    walls: ClosedRange<Double>
  ) throws(TransportError) {
    let (count, x) = (profile.count, profile.nodes)
    // Diffusion spreads an atom to about sqrt(theta tau), whose thousandth Newton's method can
    // widen in a few steps without the curvature of the energy hiding that of the distance.
    let spread = (energy.temperature * timeStep).squareRoot()
    let extent = max(x[count] - x[0], 1e3 * spread)
    let least = energy.leastWidths
    // A little more than the least, so that logarithms are finite.
    let margin = energy.separatesNodes || energy.isCapped ? 1e-6 * extent / Double(count) : 0
    let widths = (0..<count).map { max(x[$0 + 1] - x[$0], 1.0001 * least[$0] + margin) }
    let (room, total) = (walls.upperBound - walls.lowerBound, widths.reduce(0, +))
    let needed = least.reduce(0, +)
    guard needed < room else {
      throw .infeasible(massWithoutRoute: profile.mass * (1 - room / needed))
    }
    // Where they do not fit, what exceeds the least widths shrinks.
    let part = total <= room ? 1 : 0.9999 * (room - needed) / (total - needed)
    let fitted = zip(widths, least).map { $1 + part * ($0 - $1) }
    var edges = [0.0]
    for width in fitted { edges.append(edges[edges.count - 1] + width) }
    let shift = QuantileProfile(uncheckedNodes: edges, masses: profile.masses).mean - profile.mean
    let lowest = min(max(-shift, walls.lowerBound), walls.upperBound - edges[count])
    let isUnchanged = fitted == (0..<count).map { x[$0 + 1] - x[$0] }
    let isInside = walls.contains(x[0]) && walls.contains(x[count])
    nodes = isUnchanged && isInside ? x : edges.map { lowest + $0 }
  }
}
