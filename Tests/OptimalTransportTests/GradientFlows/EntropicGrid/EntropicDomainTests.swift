import Foundation
import Testing

@testable import OptimalTransport

private func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

@Suite struct `Entropic flows around walls` {
  private let side = 16

  /// A wall across the square from y = 0, a gap of some cells at its end.
  private func wall(gap: Int) throws -> Obstacles {
    try Obstacles(
      shape: [side, side],
      isBlocked: (0..<side * side).map { $0 / side == 7 && $0 % side < side - gap })
  }

  private func drift() throws -> FreeEnergy {
    try FreeEnergy.potential(.quadratic(stiffness: 2, center: [1, 0.3])) + .entropy(0.1)
  }

  private func start(_ walls: Obstacles) throws -> GridDensity {
    try GridDensity(
      shape: walls.shape,
      values: walls.isBlocked.indices.map { walls.isBlocked[$0] ? 0 : 1 + Double($0 % 3) })
  }

  @Test func `Nothing enters a wall, and mass goes around it`() throws {
    let walls = try wall(gap: 4)
    let flow = try EntropicGridFlow(
      drift(), timeStep: 0.05, domain: FlowDomain(walls: walls))
    let start = try start(walls)
    let solution = try flow.run(from: start, steps: 4)
    let end = solution.states[4]
    for j in end.values.indices where walls.isBlocked[j] { #expect(end.values[j] == 0) }
    #expect(abs(end.mass / start.mass - 1) < 1e-13)
    let right = { (d: GridDensity) in d.values[(8 * side)...].reduce(0, +) * d.cellVolume }
    #expect(right(end) > right(start) + 0.02)
    #expect(solution.steps.allSatisfy { $0.termination == .converged && $0.gap < 1e-6 })
  }

  @Test func `Two chambers flow as each does alone`() throws {
    let walls = try wall(gap: 0)
    let (start, tau) = (try start(walls), 0.05)
    let domain = try FlowDomain(walls: walls)
    let end = try EntropicGridFlow(drift(), timeStep: tau, domain: domain, tolerance: 1e-11)
      .run(from: start, steps: 1).states[1]
    let mass = { (d: [Double], rows: Range<Int>) in
      d[(rows.lowerBound * side)..<(rows.upperBound * side)].compensatedSum()
    }
    for rows in [0..<7, 8..<side] {
      #expect(abs(mass(end.values, rows) / mass(start.values, rows) - 1) < 1e-13)
      let box = try Box(
        lower: [Double(rows.lowerBound) / 16, 0], upper: [Double(rows.upperBound) / 16, 1])
      let range = (rows.lowerBound * side)..<(rows.upperBound * side)
      let alone = try GridDensity(
        shape: [rows.count, side], box: box, values: Array(start.values[range]))
      let expected = try EntropicGridFlow(drift(), timeStep: tau, tolerance: 1e-11)
        .run(from: alone, steps: 1).states[1]
      // Beyond reach are terms of exp(-36).
      #expect(largestDifference(Array(end.values[range]), expected.values) < 1e-8)
    }
  }

  @Test func `In a corridor a blob walks at the speed of the drift`() throws {
    let shape = [32, 8]
    let walls = try Obstacles(shape: shape, isBlocked: (0..<256).map { !(2...5).contains($0 % 8) })
    let box = try Box(lower: [0, 0], upper: [4, 1])
    let slope = ScalarPotential(
      "-x", convexity: 0, value: { -$0[0] }, gradient: { _ in [-1, 0] })
    let values = (0..<256).map { j -> Double in
      let x = (Double(j / 8) + 0.5) / 8 - 1.6
      return (2...5).contains(j % 8) ? exp(-x * x / 0.08) : 0
    }
    let start = try GridDensity(shape: shape, box: box, values: values)
    let flow = try EntropicGridFlow(
      .potential(slope), timeStep: 0.3, domain: FlowDomain(walls: walls), tolerance: 1e-10)
    let solution = try flow.run(from: start, steps: 1)
    let (before, after) = (gridMoments(start), gridMoments(solution.states[1]))
    // Sums over cells are integrals to 3e-9, and the ends of the corridor at exp(-16) away.
    #expect(abs(after.mean - before.mean - 0.3) < 1e-6)
    // The blur that the closed form leaves, s = eps / 2 = h^2.
    let (a, s) = (before.variance, 1.0 / 64)
    let variance = RootFinding.bracket(from: a / 2, to: 2 * a) { b in
      1 - 2 * a / ((4 * a * b + s * s).squareRoot() + s) - s / (2 * b)
    }!.nonNegative
    #expect(abs(after.variance - variance) < 1e-6)
    #expect(abs(solution.steps[0].slope - start.mass.squareRoot()) < 1e-6)
  }

  @Test func `A full room stays full and a fuller one spills`() throws {
    let slope = ScalarPotential("x", convexity: 0, value: { $0[0] }, gradient: { _ in [1] })
    let energy = try FreeEnergy.potential(slope) + .congestion(1)
    let flow = try EntropicGridFlow(energy, timeStep: 0.1)
    let full = try GridDensity(shape: [16], values: [Double](repeating: 1, count: 16))
    let stay = try flow.run(from: full, steps: 1)
    for value in stay.states[1].values { #expect(abs(value - 1) < 1e-12 && value <= 1) }
    let heap = try GridDensity(shape: [16], values: (0..<16).map { $0 < 4 ? 3 : 0 })
    let spilt = try flow.run(from: heap, steps: 1)
    #expect(spilt.states[1].values.max()! <= 1)
    #expect(abs(spilt.states[1].mass / heap.mass - 1) < 1e-13)
    #expect(spilt.steps[0].termination == .converged)
  }

  @Test func `A crowd leaves through its exit, no denser than its cap`() throws {
    let shape = [24, 12]
    // A room, and a door of two cells in the wall before the exit.
    let walls = try Obstacles(
      shape: shape,
      isBlocked: (0..<288).map { $0 / 12 == 18 && !(5...6).contains($0 % 12) })
    let exits = (0..<288).map { $0 / 12 == 23 }
    let box = try Box(lower: [0, 0], upper: [2, 1])
    let domain = try FlowDomain(walls: walls, exits: exits)
    let distance = try ExitDistance(domain, shape: shape, box: box)
    let energy = try FreeEnergy.potential(distance.potential()) + .congestion(1)
    let start = try GridDensity(
      shape: shape, box: box, values: (0..<288).map { $0 / 12 < 12 ? 0.8 : 0 })
    let flow = try EntropicGridFlow(
      energy, timeStep: 0.1, domain: domain, epsilon: 1.0 / 144, tolerance: 1e-7)
    let stepper = try flow.stepper(for: start)
    var (state, left, last) = (start, 0.0, start.mass)
    for k in 0..<24 {
      let step = try stepper.detailed(from: state, time: 0.1 * Double(k))
      left += step.departedMass
      state = step.density
      for j in state.values.indices where !exits[j] { #expect(state.values[j] <= 1) }
      for j in state.values.indices where exits[j] { #expect(state.values[j] == 0) }
      #expect(abs(state.mass + left - start.mass) < 1e-12)
      #expect(state.mass <= last + 1e-14)
      last = state.mass
    }
    // The way of the last ones is 2 long at speed 1; the door lets 1/6 through at most.
    #expect(left > 0.25 * start.mass && left < start.mass)
  }
}

@Suite struct `Ways around walls` {
  @Test func `The distance to an exit falls at the speed of one along straight ways`() throws {
    let shape = [8, 4]
    let domain = try FlowDomain(exits: (0..<32).map { $0 / 4 == 7 })
    let box = try Box(lower: [0, 0], upper: [2, 1])
    let distance = try ExitDistance(domain, shape: shape, box: box)
    let potential = try distance.potential(speed: 3)
    for i in 0..<7 {
      let center = [0.25 * (Double(i) + 0.5), 0.6]
      #expect(abs(potential.value(center) - 3 * 0.25 * Double(7 - i)) < 1e-14)
      // At the box a cell counts itself as its neighbour.
      let gradient = potential.gradient(center)
      #expect(abs(gradient[0] - (i == 0 ? -1.5 : -3)) < 1e-14 && abs(gradient[1]) < 1e-14)
    }
  }

  private func graph(_ shape: [Int], _ isBlocked: (Int, Int) -> Bool) -> SightGraph {
    SightGraph(
      axes: GridAxis.all(shape: shape, box: Box.unit(2)),
      isFree: (0..<shape[0] * shape[1]).map { !isBlocked($0 / shape[1], $0 % shape[1]) },
      periodicAxes: [])
  }

  @Test func `Without walls they are straight`() {
    let ways = ShortestWays(graph([5, 4]) { _, _ in false }, reach: 0.5)
    for place in ways.places(from: [6]) {
      let (dx, dy) = (Double(place.cell / 4 - 1) / 5, Double(place.cell % 4 - 2) / 4)
      #expect(abs(place.length - hypot(dx, dy)) < 1e-15 && place.length <= 0.5)
    }
    #expect(ways.places(from: [6]).count == 13)
  }

  @Test func `They bend in the cells at corners`() {
    // A wall from below, one cell thick, up to row 5 of 8.
    let ways = ShortestWays(graph([8, 8]) { i, j in i == 4 && j < 5 }, reach: .infinity)
    let lengths = Dictionary(
      uniqueKeysWithValues: ways.places(from: [3 * 8]).map { ($0.cell, $0.length) })
    // From (3, 0) up to (3, 4), past the corner to (4, 5), to (5, 4), down to (5, 0).
    #expect(abs(lengths[5 * 8]! - (8 + 8.0.squareRoot()) / 8) < 1e-15)
    #expect(lengths[4 * 8] == nil)
    // The true way turns at the corners of the wall, by (4, 5) and (5, 5): half a cell closer.
    let exact = (2 * hypot(0.5, 4.5) + 1) / 8
    #expect(lengths[5 * 8]! > exact && lengths[5 * 8]! < exact + 2 * 2.0.squareRoot() / 8)
  }

  @Test func `Sight goes past corners and not between walls that touch`() {
    let open = graph([2, 2]) { i, j in i == 0 && j == 1 }
    let line = SightLine(to: SIMD3(1, 1, 0), axes: open.axes)
    #expect(line.isOpen(from: .zero, open))
    let shut = graph([2, 2]) { i, j in i != j }
    #expect(!line.isOpen(from: .zero, shut))
    #expect(ShortestWays(shut, reach: .infinity).places(from: [0]).map(\.cell) == [0])
  }

  @Test func `They are as long both ways, and hardly longer than over a third cell`() throws {
    var generator = SeededGenerator(seed: 3)
    let blocked = (0..<80).map { _ in generator.uniform() < 0.3 }
    let graph = graph([10, 8]) { i, j in blocked[i * 8 + j] }
    let ways = ShortestWays(graph, reach: .infinity)
    let table = (0..<80).map { i -> [Double] in
      var row = [Double](repeating: .infinity, count: 80)
      if !blocked[i] { for place in ways.places(from: [i]) { row[place.cell] = place.length } }
      return row
    }
    for i in 0..<80 {
      for j in 0..<80 where table[i][j] < .infinity {
        #expect(abs(table[i][j] - table[j][i]) < 1e-14)
        let (dx, dy) = (Double(i / 8 - j / 8) / 10, Double(i % 8 - j % 8) / 8)
        #expect(table[i][j] >= hypot(dx, dy) - 1e-15)
        // A bend in a cell that touches no corner may save a few hundredths of a cell.
        let slack = 0.1 * hypot(0.1, 0.125)
        for k in 0..<80 { #expect(table[i][j] <= table[i][k] + table[k][j] + slack) }
      }
    }
  }

  @Test func `Around a torus they take the shorter side`() {
    let graph = SightGraph(
      axes: GridAxis.all(shape: [8], box: Box.unit(1)), isFree: (0..<8).map { $0 != 3 },
      periodicAxes: [0])
    let lengths = Dictionary(
      uniqueKeysWithValues: ShortestWays(graph, reach: .infinity).places(from: [0])
        .map { ($0.cell, $0.length) })
    #expect(lengths[7] == 1.0 / 8 && lengths[4] == 4.0 / 8 && lengths[2] == 2.0 / 8)
  }
}
