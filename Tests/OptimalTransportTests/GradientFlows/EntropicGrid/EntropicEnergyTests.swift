import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Answers of cells to a potential` {
  @Test func `Wright's omega solves its equation from vacuum to overflow`() {
    for w in [-1e300, -800, -30, -1, 0, 0.5, 1, 2, 40, 1e5, 1e300] {
      let y = logOmega(w)
      // exp(y) and y have rounding of their own, and so does w.
      let scale = max(abs(w), 1)
      #expect(abs(exp(y) + y - w) <= 1e-14 * scale)
    }
    #expect(logOmega(-.infinity) == -.infinity)
  }

  @Test func `The density satisfies the cell's equation for any powers`() {
    let laws: [[CellProximal.Power]] = [
      [], [.init(exponent: 2, factor: 0.3)], [.init(exponent: 0.6, factor: 2)],
      [.init(exponent: 3, factor: 5), .init(exponent: 0.7, factor: 0.1)],
    ]
    for powers in laws {
      let cell = CellProximal(stiffness: 0.02, powers: powers)
      for b in [-40, -3, -0.1, 0, 0.2, 5] {
        let x = cell.logDensity(b)
        let left = powers.reduce(cell.stiffness * x) {
          let k = $1.exponent - 1
          return $0 + $1.factor * $1.exponent / k * exp(k * x)
        }
        let size = powers.reduce(abs(b) + abs(cell.stiffness * x)) {
          $0 + $1.factor * exp(($1.exponent - 1) * x) * 10
        }
        #expect(abs(left - b) < 1e-13 * size)
        let (density, step) = (exp(x), 1e-6)
        let difference = exp(cell.logDensity(b + step)) - exp(cell.logDensity(b - step))
        #expect(abs(difference / (2 * step) - cell.response(density)) <= 1e-6 * cell.response(density) + 1e-300)
      }
      #expect(cell.logDensity(-.infinity) == -.infinity)
    }
  }

  @Test func `The multiplier gives the mass to rounding, caps and all`() {
    let slopes = (0..<50).map { sin(Double($0)) * 3 }
    for (cap, mass) in [(Double.infinity, 1.0), (0.05, 0.9), (0.05, 2.5), (1, 1e-200)] {
      let search = AnswerSearch(
        proximal: CellProximal(stiffness: 0.1, powers: []),
        caps: slopes.indices.map { $0 == 7 ? 0 : cap }, cellVolume: 1)
      let answer = search(slopes, in: Array(slopes.indices), mass: min(mass, 49 * cap), from: 0)
      let density = answer.logs.map { min(exp($0), cap) }
      #expect(abs(density.compensatedSum() / min(mass, 49 * cap) - 1) < 1e-14)
      #expect(density[7] == 0)
    }
  }
}

@Suite struct `Entropic flows of other energies` {
  @Test func `A step of porous medium is the Barenblatt dilation`() throws {
    // m = 2 in 1-D: C = (sqrt 3 / 8)^(2/3), R^2 = C / ka, ka = 1/12, second moment R^2 / 5,
    // F1 = 2 C / 5 + ... by the dilation (l+ - l) m2 / tau = F1 / l+^2.
    let profile = { (x: Double, l: Double) -> Double in
      let c = pow(3.0.squareRoot() / 8, 2.0 / 3)
      return max(0, c - x * x / (l * l) / 12) / l
    }
    let n = 256
    let box = try Box(lower: [-4], upper: [4])
    func sampled(_ l: Double) throws -> GridDensity {
      try GridDensity(
        shape: [n], box: box,
        values: (0..<n).map { profile(-4 + (Double($0) + 0.5) * 8 / Double(n), l) })
    }
    let start = try sampled(1)
    let m2 = start.centers.elements.indices.reduce(0) {
      $0 + start.values[$1] * start.centers.elements[$1] * start.centers.elements[$1]
    } * start.cellVolume
    let f1 = start.values.reduce(0) { $0 + $1 * $1 } * start.cellVolume
    let tau = 0.5
    let l = RootFinding.bracket(from: 1, to: 10) { ($0 - 1) * m2 / tau - f1 / ($0 * $0) }!.negative
    let flow = try EntropicGridFlow(.power(2, 1), timeStep: tau)
    let solution = try flow.run(from: start, steps: 1)
    let expected = try sampled(l)
    print("BAR", l, solution.states[1].distance(to: expected), solution.steps[0])
    #expect(solution.steps[0].termination == .converged)
  }

  @Test func `Fast diffusion agrees with the flow of quantiles`() throws {
    let energy = try FreeEnergy.power(0.7, 0.5) + .potential(.quadratic(stiffness: 1))
    let start = try sampledGaussian(0.3, 0.2, 128, 3)
    let solution = try EntropicGridFlow(energy, timeStep: 0.1, correction: .firstOrder).run(from: start, steps: 2)
    let line = try QuantileFlow(energy, timeStep: 0.1, walls: -3...3).run(
      from: QuantileProfile(LineLaw(Gaussian(mean: 0.3, variance: 0.2)), cells: 400), steps: 2)
    let (end, expected) = (gridMoments(solution.states[2]), line.states[2])
    print("FAST", end, expected.mean, expected.variance, solution.steps)
  }
}
