import Foundation

extension EntropicProblem {
  /// Checks an energy, a grid and a domain against each other.
  ///
  /// - Throws: as ``EntropicGridFlow/stepper(for:)``.
  init(_ flow: EntropicGridFlow, grid: GridDensity) throws(TransportError) {
    let (domain, dimension) = (flow.domain, grid.dimension)
    try domain.check(shape: grid.shape)
    let terms = try EnergyTerms(flow.energy, dimension: dimension)
    let isFree = domain.walls.map { $0.isBlocked.map { !$0 } } ?? grid.values.map { _ in true }
    axes = GridAxis.all(shape: grid.shape, box: grid.box)
    periodicAxes = domain.periodicAxes
    correction = flow.correction
    temperature = terms.temperature
    powers = terms.powers
    exits = domain.exits
    let drift = try Self.drift(terms.potentials, grid, isFree)
    self.drift = drift
    try PotentialFloor(flow.energy).check(
      values: isFree.indices.map { isFree[$0] ? drift[$0] : .infinity }, centers: grid.centers,
      steps: axes.map(\.step))
    caps = isFree.indices.map { j in
      !isFree[j] ? 0 : !domain.exits.isEmpty && domain.exits[j] ? .infinity : terms.cap
    }
    selfField = try FlowField(terms, axes: axes, periodicAxes: periodicAxes)
    let graph = SightGraph(axes: axes, isFree: isFree, periodicAxes: domain.periodicAxes)
    let epsilon = flow.epsilon ?? Self.epsilon(axes)
    if domain.walls == nil {
      kernel = try StepKernel(axes: axes, periodicAxes: periodicAxes, epsilon: epsilon)
      parts = [Array(isFree.indices)]
    } else {
      let reach =
        domain.reach
        ?? 6 * epsilon.squareRoot() + 1.5 * flow.timeStep * graph.steepness(of: drift)
      let connected = graph.parts
      parts = connected.map(\.cells)
      kernel = StepKernel(
        walls: try WalkKernel(graph, reach: reach, epsilon: epsilon), axes: axes,
        greatestCost: connected.reduce(0) { max($0, 4 * $1.radius * $1.radius) })
    }
    try checkCorrection(domain)
    try checkRoom(for: grid.values)
  }

  /// Twice the square of the longest side of a cell: the kernel's standard deviation is that side,
  /// at which sums over cells are integrals to exp(-2 pi^2) = 3e-9.
  private static func epsilon(_ axes: [GridAxis]) -> Double {
    let side = axes.reduce(0) { max($0, $1.step) }
    return 2 * side * side
  }

  private static func drift(
    _ potentials: [ScalarPotential], _ grid: GridDensity, _ isFree: [Bool]
  ) throws(TransportError) -> [Double] {
    let places = grid.centers
    let drift = ParallelLoop.map(count: grid.count, grain: 256) { j -> Double in
      guard isFree[j] else { return 0 }
      let point = places.row(j)
      return potentials.reduce(0) { $0 + $1.value(point) }
    }
    try checkFinite(drift, argument: "potential at the cell centres")
    return drift
  }

  private func checkCorrection(_ domain: FlowDomain) throws(TransportError) {
    guard correction == .selfTransport else { return }
    guard domain.walls == nil, temperature > 0 else {
      throw .notApplicable(
        method: "entropic flow with the correction selfTransport",
        reason: "it asks for an entropy in the energy and for a domain without walls",
        remedy: "Take the correction firstOrder.")
    }
  }

  /// - Throws: `infeasible` for mass in walls, or more of it than caps leave room for.
  func checkRoom(for density: [Double]) throws(TransportError) {
    let volume = cellVolume
    let walled = density.indices.filter { caps[$0] == 0 }.reduce(0) { $0 + density[$1] } * volume
    guard walled == 0 else { throw .infeasible(massWithoutRoute: walled) }
    for (cells, mass) in zip(parts, masses(density)) {
      let room = cells.reduce(0) { $0 + caps[$1] } * volume
      // A density at the cap everywhere has no room to spare and needs none.
      guard room >= mass * (1 - 1e-14) else { throw .infeasible(massWithoutRoute: mass - room) }
    }
  }
}

extension SightGraph {
  /// The greatest difference quotient between free cells that share a face.
  func steepness(of values: [Double]) -> Double {
    var steepest = 0.0
    for k in axes.indices {
      var step = SIMD3<Int>.zero
      step[k] = 1
      for i in values.indices where isFree[i] {
        guard let j = cell(i, step), isFree[j] else { continue }
        steepest = max(steepest, abs(values[j] - values[i]) / axes[k].step)
      }
    }
    return steepest
  }
}
