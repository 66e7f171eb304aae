import Foundation
import Testing

@testable import OptimalTransport

@Suite struct GrowthTests {
  /// The least sum of tau delta^2 zeta^2 / (2 s), zeta = (rho' - rho) / tau and s = (rho + rho') /
  /// 2, from a to b in N steps, by shooting: zeta = s phi / delta^2, and phi falls by tau (phi^2 +
  /// phi'^2) / (4 delta^2) from one step to the next.
  private static func growthAction(from a: Double, to b: Double, delta: Double, steps: Int)
    -> Double
  {
    let tau = 1 / Double(steps)
    func shoot(_ start: Double) -> (density: Double, action: Double) {
      var (phi, rho, action) = (start, a, 0.0)
      for step in 0..<steps {
        if step > 0 {
          let c = tau / (4 * delta * delta)
          let right = phi - c * phi * phi
          phi = 2 * right / (1 + (1 + 4 * c * right).squareRoot())
        }
        let rate = tau * phi / (2 * delta * delta)
        let next = rho * (1 + rate) / (1 - rate)
        action += tau * (rho + next) / 2 * phi * phi / (2 * delta * delta)
        rho = next
      }
      return (rho, action)
    }
    var (low, high) = (0.0, delta * delta * Double(steps))
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if shoot(middle).density < b { low = middle } else { high = middle }
    }
    return shoot(low).action
  }

  @Test(
    "pure growth is the optimum of the discrete problem in time", arguments: [[1], [5], [3, 4]])
  func pureGrowth(shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let source = try GridDensity(shape: shape, values: [Double](repeating: 1, count: count))
    let target = try GridDensity(shape: shape, values: [Double](repeating: 3, count: count))
    let delta = 0.7
    for steps in [1, 8] {
      let solution = try BenamouBrenier(timeSteps: steps, tolerance: 1e-5, growth: delta)
        .solve(from: source, to: target)
      let exact = 2 * Self.growthAction(from: 1, to: 3, delta: delta, steps: steps)
      #expect(solution.certificate.lowerBound <= exact * (1 + 1e-12))
      #expect(solution.certificate.upperBound >= exact * (1 - 1e-12))
      #expect(solution.certificate.relativeGap <= 1e-5)
      #expect(solution.residuals.continuity < 1e-14)
    }
    // Twice 2 delta^2 (sqrt 3 - 1)^2, to second order in tau.
    let limit = 4 * delta * delta * pow(3.0.squareRoot() - 1, 2)
    let errors = [8, 16].map {
      abs(2 * Self.growthAction(from: 1, to: 3, delta: delta, steps: $0) - limit)
    }
    #expect(errors[0] < 0.01 * limit && abs(errors[0] / errors[1] - 4) < 0.2)
  }

  private static func dirac(_ n: Int, _ x: Double, mass: Double) throws -> GridDensity {
    let cell = Int(x * Double(n))
    return try GridDensity(
      shape: [n], values: (0..<n).map { $0 == cell ? mass * Double(n) : 0 })
  }

  /// Twice the action: 4 delta^2 (a + b - 2 sqrt(ab) cos(min(l / (2 delta), pi/2))).
  private static func cone(_ a: Double, _ b: Double, _ length: Double, _ delta: Double) -> Double {
    let angle = min(length / (2 * delta), .pi / 2)
    return 4 * delta * delta * (a + b - 2 * (a * b).squareRoot() * cos(angle))
  }

  @Test("two Diracs of different masses: the cone formula, to first order in the grid")
  func cone() throws {
    let (delta, length) = (0.5, 0.5)
    let exact = Self.cone(1, 2, length, delta)
    var errors: [Double] = []
    for n in [16, 32, 64] {
      let solution = try BenamouBrenier(timeSteps: n, tolerance: 2e-3, growth: delta).solve(
        from: Self.dirac(n, 0.25, mass: 1), to: Self.dirac(n, 0.75, mass: 2))
      #expect(solution.certificate.relativeGap <= 2e-3)
      errors.append(solution.certificate.upperBound / exact - 1)
      // On the cone the path is a straight line: masses at t are the squares of its radii.
      let middle = solution.path.frames[n / 2].mass
      let angle = length / (2 * delta)
      let mass = 0.25 * (1 + 2 + 2 * 2.0.squareRoot() * cos(angle))
      #expect(abs(middle / mass - 1) < 1 / Double(n))
    }
    // A cell's width and a time step, each of order 1/n: the error halves with both, up to the gap.
    #expect(errors[0] < 2.0 / 16)
    #expect(errors[1] / errors[0] < 0.6 && errors[2] / errors[1] < 0.6)
  }

  @Test("Diracs too far apart die and grow in place")
  func apart() throws {
    let delta = 0.1
    let solution = try BenamouBrenier(timeSteps: 16, iterationLimit: 300, growth: delta).solve(
      from: Self.dirac(24, 0.2, mass: 1), to: Self.dirac(24, 0.8, mass: 2))
    let exact = Self.cone(1, 2, 0.6, delta)
    #expect(exact == 4 * delta * delta * 3)
    // Second order in tau where mass grows from nothing is first: 1/16.
    #expect(abs(solution.certificate.upperBound / exact - 1) < 1.0 / 16)
    #expect(solution.certificate.lowerBound <= exact * (1 + 1.0 / 16))
  }

  @Test("growth that costs too much leaves plain transport")
  func transport() throws {
    let source = try ObstacleTests.bump([24], [0.3])
    let target = try ObstacleTests.bump([24], [0.7])
    let plain = try BenamouBrenier(timeSteps: 8).solve(from: source, to: target)
    let grown = try BenamouBrenier(timeSteps: 8, growth: 30).solve(from: source, to: target)
    // Less by O(l^2 / delta^2) of itself, (0.4/30)^2 / 48, and no more.
    #expect(grown.certificate.relativeGap <= 1e-3)
    #expect(grown.certificate.lowerBound <= plain.certificate.upperBound)
    #expect(plain.certificate.lowerBound <= grown.certificate.upperBound * (1 + 1e-5))
  }

  @Test("a wall between two masses: they die and grow, and continuity holds with the growth")
  func wall() throws {
    let wall = try Obstacles(shape: [10], isBlocked: (0..<10).map { $0 == 5 })
    let source = try GridDensity(shape: [10], values: (0..<10).map { $0 < 5 ? 2 : 0 })
    let target = try GridDensity(shape: [10], values: (0..<10).map { $0 > 5 ? 2 : 0 })
    let solution = try BenamouBrenier(
      timeSteps: 8, tolerance: 1e-2, iterationLimit: 200, obstacles: wall, growth: 0.3
    ).solve(from: source, to: target)
    for frame in solution.path.frames { #expect(frame.values[5] == 0) }
    for step in solution.growthRate { #expect(step[5] == 0) }
    // sum of tau zeta is what each cell gains.
    for cell in 0..<10 {
      let gained = solution.growthRate.reduce(0) { $0 + $1[cell] / 8 }
      var left = 0.0
      for step in 0..<8 {
        let out = solution.momentum[0][step * 10 + cell]
        let into = cell > 0 ? solution.momentum[0][step * 10 + cell - 1] : 0
        left += (out - into) * 10 / 8
      }
      #expect(abs(gained - left - (target.values[cell] - source.values[cell])) < 1e-12)
    }
  }
}
