import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct ObstacleTests {
  static func bump(_ shape: [Int], _ center: [Double], radius: Double = 0.2) throws -> GridDensity {
    try Samples.density(shape) { x in
      let square = zip(x, center).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return square < radius * radius ? 1 + cos(.pi * square.squareRoot() / radius) : 0
    }
  }

  private static let wall = try! Obstacles(shape: [16, 16]) {
    abs($0[0] - 0.5) < 0.07 && abs($0[1] - 0.7) > 0.13
  }

  /// A wall with a gap: nothing in the wall, and all mass through the gap.
  @Test("all mass goes through the gap in a wall, and nothing is ever inside it")
  func gap() throws {
    let (source, target) = (
      try Self.bump([16, 16], [0.22, 0.3]), try Self.bump([16, 16], [0.78, 0.3])
    )
    let solution = try BenamouBrenier(timeSteps: 12, tolerance: 5e-3, obstacles: Self.wall)
      .solve(from: source, to: target)
    #expect(solution.termination == .converged)
    #expect(solution.certificate.relativeGap <= 5e-3)
    #expect(solution.residuals.continuity < 1e-12)
    for frame in solution.path.frames {
      for (value, isBlocked) in zip(frame.values, Self.wall.isBlocked) where isBlocked {
        #expect(value == 0)
      }
    }
    // Through the plane of faces above row 7 in the course of time: tau h m of each face.
    var passed = 0.0
    for step in 0..<12 {
      for column in 0..<16 {
        let cell = 7 * 16 + column
        let momentum = solution.momentum[0][step * 256 + cell]
        if Self.wall.isBlocked[cell] { #expect(momentum == 0) }
        passed += momentum / 12 / 16
      }
    }
    // Sums of continuity's rounding.
    #expect(abs(passed - 1) < 1e-12)
    // The way around is longer: through the middle of the gap, (.5, .7).
    let around = 2 * (0.28 * 0.28 + 0.4 * 0.4).squareRoot()
    #expect(solution.certificate.lowerBound > 0.56 * 0.56 * 1.5)
    #expect(solution.certificate.upperBound < around * around)
  }

  /// A bent corridor one cell wide has the cells and faces of a straight one, so the same discrete
  /// problem.
  @Test("a bent corridor is a straight one of the same length")
  func corridor() throws {
    // Through rows 0, 1 and 2 of three by five cells: out, down, and back.
    let route = [0, 1, 2, 3, 4, 9, 14, 13, 12, 11, 10]
    let side = 1.0 / 11
    let plane = try Box(lower: [0, 0], upper: [3 * side, 5 * side])
    let masses = (0..<11).map { exp(-pow(Double($0) - 2, 2) / 3) }
    let others = (0..<11).map { exp(-pow(Double($0) - 8, 2) / 2) }
    func densities(_ masses: [Double]) throws -> (GridDensity, GridDensity) {
      let sum = masses.reduce(0, +)
      var bent = [Double](repeating: 0, count: 15)
      for (place, mass) in zip(route, masses) { bent[place] = mass / sum / side / side }
      return (
        try GridDensity(shape: [11], values: masses.map { $0 / sum / side }),
        try GridDensity(shape: [3, 5], box: plane, values: bent)
      )
    }
    let (source, target) = (try densities(masses), try densities(others))
    let corridor = try Obstacles(
      shape: [3, 5], isBlocked: (0..<15).map { !route.contains($0) })
    let straight = try BenamouBrenier(timeSteps: 8).solve(from: source.0, to: target.0)
    let bent = try BenamouBrenier(timeSteps: 8, obstacles: corridor)
      .solve(from: source.1, to: target.1)
    #expect(bent.certificate.relativeGap <= 1e-3)
    #expect(bent.certificate.lowerBound <= straight.certificate.upperBound)
    #expect(straight.certificate.lowerBound <= bent.certificate.upperBound)
  }

  @Test("a blocked cell cuts a circle into a line")
  func circle() throws {
    let line = try Self.bump([12], [0.3])
    let other = try Self.bump([12], [0.7])
    let box = try Box(lower: [0], upper: [13.0 / 12])
    func closed(_ density: GridDensity) throws -> GridDensity {
      try GridDensity(shape: [13], box: box, values: density.values + [0])
    }
    let cut = try Obstacles(shape: [13], isBlocked: (0..<13).map { $0 == 12 })
    let straight = try BenamouBrenier(timeSteps: 8).solve(from: line, to: other)
    let bent = try BenamouBrenier(timeSteps: 8, sides: .periodic, obstacles: cut)
      .solve(from: closed(line), to: closed(other))
    #expect(bent.certificate.relativeGap <= 1e-3)
    #expect(bent.certificate.lowerBound <= straight.certificate.upperBound)
    #expect(straight.certificate.lowerBound <= bent.certificate.upperBound)
  }

  @Test(
    "no obstacles and a cap out of reach change nothing", arguments: [[24], [8, 8], [4, 5, 4]])
  func inactive(shape: [Int]) throws {
    let source = try Samples.density(shape) { 1 + 0.8 * cos(3 * $0[0]) }
    let target = try Samples.density(shape) { 1.2 + 0.8 * sin(4 * $0[shape.count - 1]) }
    let plain = try BenamouBrenier(timeSteps: 6).solve(from: source, to: target)
    let none = try Obstacles(
      shape: shape, isBlocked: [Bool](repeating: false, count: source.count))
    let solver = BenamouBrenier(timeSteps: 6, obstacles: none, cap: 100)
    let solution = try solver.solve(from: source, to: target)
    #expect(solution.certificate.relativeGap <= 1e-3)
    #expect(solution.certificate.lowerBound <= plain.certificate.upperBound)
    #expect(plain.certificate.lowerBound <= solution.certificate.upperBound)
    // From the solution: at most the first bounds.
    let again = try solver.solve(from: source, to: target, startingFrom: solution)
    #expect(again.iterations <= solution.iterations)
  }

  @Test("the velocity at a wall is that of the side that is open")
  func velocity() throws {
    let source = try Self.bump([16, 16], [0.22, 0.3])
    let target = try Self.bump([16, 16], [0.78, 0.3])
    let solution = try BenamouBrenier(
      timeSteps: 4, iterationLimit: 5, obstacles: Self.wall
    ).solve(from: source, to: target)
    let velocity = solution.velocity(at: 1)
    // Rows 7 and 8 are the wall below column 9: cell (6, 3) has the face to (5, 3) only.
    let phi = solution.potential[1]
    #expect(Self.wall.isBlocked[7 * 16 + 3] && !Self.wall.isBlocked[6 * 16 + 3])
    let slope = (phi[6 * 16 + 3] - phi[5 * 16 + 3]) * 16
    #expect(abs(velocity.vectors[6 * 16 + 3, 0] - slope) <= 1e-12 * abs(slope))
    #expect(velocity.vectors[7 * 16 + 3, 0] == 0)
  }

  @Test("a cap makes mass queue at the gap: dearer, and never above it")
  func cap() throws {
    let (source, target) = (
      try Self.bump([16, 16], [0.22, 0.3]), try Self.bump([16, 16], [0.78, 0.3])
    )
    let highest = max(source.values.max()!, target.values.max()!)
    let free = try BenamouBrenier(timeSteps: 12, tolerance: 5e-3, obstacles: Self.wall)
      .solve(from: source, to: target)
    let capped = try BenamouBrenier(
      timeSteps: 12, tolerance: 5e-3, obstacles: Self.wall, cap: highest
    ).solve(from: source, to: target)
    #expect(free.path.frames.contains { $0.values.max()! > 1.2 * highest })
    for frame in capped.path.frames { #expect(frame.values.max()! <= highest * (1 + 1e-14)) }
    #expect(capped.certificate.relativeGap <= 5e-3)
    #expect(capped.certificate.lowerBound > free.certificate.upperBound)
  }

  @Test("in a convex box a cap above both ends changes nothing but the grid's error")
  func idleCap() throws {
    let source = try Self.bump([32], [0.3])
    let target = try Self.bump([32], [0.7])
    let highest = max(source.values.max()!, target.values.max()!)
    let free = try BenamouBrenier(timeSteps: 8).solve(from: source, to: target)
    let capped = try BenamouBrenier(timeSteps: 8, cap: highest).solve(from: source, to: target)
    #expect(capped.certificate.relativeGap <= 1e-3)
    // The discrete densities differ from the translated ones by O(h^2 + tau^2), here 1/64.
    #expect(
      abs(capped.certificate.upperBound - free.certificate.upperBound)
        < free.certificate.upperBound / 64)
  }

  @Test("equal densities stay where they are, at no cost", arguments: [nil, 0.5] as [Double?])
  func identity(growth: Double?) throws {
    let values = zip(Samples.uniform(256, seed: 4), Self.wall.isBlocked).map {
      $1 || $0 < -0.5 ? 0 : $0 + 0.6
    }
    let density = try GridDensity(shape: [16, 16], values: values)
    let solution = try BenamouBrenier(
      timeSteps: 4, iterationLimit: 5, obstacles: Self.wall, growth: growth
    ).solve(from: density, to: density)
    #expect(solution.certificate.upperBound == 0 && solution.certificate.lowerBound == 0)
    #expect(solution.termination == .converged)
  }

  @Test("tiny grids")
  func tiny() throws {
    let one = try GridDensity(shape: [1], values: [1])
    let still = try BenamouBrenier(timeSteps: 1, cap: 2).solve(from: one, to: one)
    #expect(still.certificate.upperBound == 0 && still.certificate.lowerBound == 0)
    let two = try GridDensity(shape: [2], values: [2, 0])
    let other = try GridDensity(shape: [2], values: [0, 2])
    // One step: m = 1 and r = 1 at the one face, so vol m^2/r = 1/2.
    let step = try BenamouBrenier(timeSteps: 1, cap: 2).solve(from: two, to: other)
    #expect(abs(step.certificate.upperBound - 0.5) < 1e-12)
    #expect(step.certificate.relativeGap <= 1e-3)
  }

  @Test("bad input is a named error")
  func refusals() throws {
    let source = try GridDensity(shape: [4], values: [1, 0, 0, 0])
    let target = try GridDensity(shape: [4], values: [0, 0, 0, 1])
    func solve(_ solver: BenamouBrenier) throws -> DynamicSolution {
      try solver.solve(from: source, to: target)
    }
    func blocked(_ cell: Int) throws -> Obstacles {
      try Obstacles(shape: [4], isBlocked: (0..<4).map { $0 == cell })
    }
    // Mass 1/4 cannot pass.
    #expect(throws: TransportError.infeasible(massWithoutRoute: 0.25)) {
      try solve(BenamouBrenier(obstacles: blocked(2)))
    }
    #expect(
      throws: TransportError.outOfRange(
        argument: "target[3]", value: 1, expected: "no mass inside an obstacle")
    ) { try solve(BenamouBrenier(obstacles: blocked(3))) }
    #expect(
      throws: TransportError.outOfRange(
        argument: "source[0]", value: 1, expected: "at most the cap, 0.5")
    ) { try solve(BenamouBrenier(cap: 0.5)) }
    #expect(throws: TransportError.self) { try solve(BenamouBrenier(growth: 0)) }
    #expect(throws: TransportError.self) { try solve(BenamouBrenier(growth: .nan)) }
    #expect(throws: TransportError.self) {
      try solve(
        BenamouBrenier(
          obstacles: Obstacles(shape: [2, 2], isBlocked: [Bool](repeating: false, count: 4))))
    }
    #expect(throws: TransportError.self) { try Obstacles(shape: [3], isBlocked: [true]) }
    let heavy = try GridDensity(shape: [4], values: [0, 0, 0, 2])
    #expect(throws: TransportError.massMismatch(source: source.mass, target: heavy.mass)) {
      try BenamouBrenier(cap: 5).solve(from: source, to: heavy)
    }
  }
}
