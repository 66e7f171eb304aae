import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Answers of cells to a potential` {
  @Test func `Wright's omega solves its equation from vacuum to overflow`() {
    for w in [-1e300, -800, -30, -1, 0, 0.5, 1, 2, 40, 1e5, 1e300] {
      let y = logOmega(w)
      // exp(y) is off by |y| units of rounding, the rest by one.
      let rounding = 4 * Double.ulpOfOne * (1 + abs(y)) * max(abs(w), 1)
      #expect(abs(exp(y) + y - w) <= rounding)
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
        #expect(abs(left - b) <= 1e-13 * size)
        let (density, step) = (exp(x), 1e-6)
        let difference = exp(cell.logDensity(b + step)) - exp(cell.logDensity(b - step))
        #expect(
          abs(difference / (2 * step) - cell.response(density)) <= 1e-6 * cell.response(density)
            + 1e-300)
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
  /// l^-1 p(x / l), p = (C - x^2 / 12)_+ of mass 1: the Barenblatt profile of m = 2.
  private func barenblatt(_ l: Double, _ n: Int) throws -> GridDensity {
    let height = pow(3.0.squareRoot() / 8, 2.0 / 3)
    return try GridDensity(
      shape: [n], box: Box(lower: [-4], upper: [4]),
      values: (0..<n).map {
        let x = (-4 + (Double($0) + 0.5) * 8 / Double(n)) / l
        return max(0, height - x * x / 12) / l
      })
  }

  @Test func `A step of porous medium is a dilation`() throws {
    // (l - 1) m2 / tau = F1 / l^2 with m2 = R^2 / 5, F1 = 4 C / 5 and R^2 = 12 C: mass 4 C R / 3 =
    // 1.
    let height = pow(3.0.squareRoot() / 8, 2.0 / 3)
    let tau = 0.5
    let dilation = RootFinding.bracket(from: 1, to: 10) {
      ($0 - 1) * 12 * height / 5 / tau - 4 * height / 5 / ($0 * $0)
    }!.nonNegative
    let errors = try [64, 128, 256].map { n in
      let solution = try EntropicGridFlow(.power(2, 1), timeStep: tau)
        .run(from: barenblatt(1, n), steps: 1)
      #expect(solution.steps[0].termination == .converged)
      return try solution.states[1].distance(to: barenblatt(dilation, n))
    }
    // At both fronts a kink of slope R / 6 is smoothed over a few cells: some slope h^2 of mass.
    let slope = (12 * height).squareRoot() / 6
    for (n, error) in zip([64.0, 128, 256], errors) { #expect(error < 2 * slope * 64 / (n * n)) }
    #expect(errors[0] > 2.5 * errors[1] && errors[1] > 2.5 * errors[2])
  }

  @Test func `Fast diffusion agrees with the flow of quantiles`() throws {
    let energy = try FreeEnergy.power(0.7, 0.5) + .potential(.quadratic(stiffness: 1))
    let solution = try EntropicGridFlow(energy, timeStep: 0.1)
      .run(from: sampledGaussian(0.3, 0.2, 128, 3), steps: 2)
    let line = try QuantileFlow(energy, timeStep: 0.1, walls: -3...3).run(
      from: QuantileProfile(LineLaw(Gaussian(mean: 0.3, variance: 0.2)), cells: 400), steps: 2)
    let (end, expected) = (gridMoments(solution.states[2]), line.states[2])
    // Tails of |x|^(-20/3) give the last quantile cells, 1/400 of the mass, a part of their
    // variance.
    #expect(abs(end.mean - expected.mean) < 1e-5)
    #expect(abs(end.variance - expected.variance) < 1e-4)
    // The box's cells at the wall hold mass, and the flow has a kink there of no more than that.
    #expect(solution.steps.allSatisfy { $0.gap < 1e-6 })
  }

  @Test func `F is that of the energy, term by term`() throws {
    var generator = SeededGenerator(seed: 3)
    let state = try GridDensity(
      shape: [7, 5], box: Box(lower: [-1, 0], upper: [2, 1]),
      values: (0..<35).map { $0 == 11 ? 0 : generator.uniform() })
    let terms = try [
      FreeEnergy.potential(.quadratic(stiffness: 2)), .entropy(0.3), .power(2.5, 0.7),
      .interaction(.gaussian(strength: 1.5, width: 0.4)), .congestion(3),
    ]
    var energy = terms[0]
    for term in terms.dropFirst() { energy = energy + term }
    let found = try EntropicGridFlow(energy, timeStep: 0.1).stepper(for: state).energy(of: state)
    #expect(abs(found - (try energy.value(of: state))) < 1e-13 * (1 + abs(found)))
    // The pairs by themselves: half of the double sum, U(0) as a cell's mean but for 2 % of it.
    let centers = state.centers
    let pairs =
      (0..<35).reduce(0.0) { sum, i in
        (0..<35).reduce(sum) {
          let z = [centers[i, 0] - centers[$1, 0], centers[i, 1] - centers[$1, 1]]
          let u = 1.5 * exp(-(z[0] * z[0] + z[1] * z[1]) / 0.32)
          return $0 + state.values[i] * state.values[$1] * u / 2
        }
      } * state.cellVolume * state.cellVolume
    let alone = try EntropicGridFlow(terms[3], timeStep: 0.1).stepper(for: state).energy(of: state)
    #expect(abs(alone - pairs) < 0.03 * pairs)
  }

  @Test func `Attraction stiffens the variance and not the mean`() throws {
    let (k, a, theta, tau, epsilon) = (0.5, 1.0, 0.4, 0.2, 2.0 / 256)
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: k)) + .entropy(theta)
      + .interaction(.quadratic(strength: a))
    let flow = try EntropicGridFlow(energy, timeStep: tau, tolerance: 1e-10)
    let solution = try flow.run(from: sampledGaussian(1, 0.25, 160, 5), steps: 1)
    // The closed form of BlurCorrection.firstOrder with k + a in the variance.
    let s = epsilon / 2
    let variance = RootFinding.bracket(from: 0.01, to: 1) { b in
      let d = (4 * 0.25 * b + s * s).squareRoot()
      return 1 - 0.5 / (d + s) - s / (2 * b) + tau * (k + a - theta / b)
    }!.nonNegative
    let end = gridMoments(solution.states[1])
    #expect(solution.steps[0].termination == .converged)
    #expect(abs(end.mean - 1 / (1 + tau * k)) < 1e-7)
    // U is a mean over the cell about zero, a h^2 / 24 in place of 0: as if a h^3 / 48 int rho^2
    // were added to F, whose pressure raises the variance by 2 tau times 3e-6.
    #expect(abs(end.variance - variance) < 1.2e-6)
  }

  @Test func `An electric field on a torus slows or speeds a wave as it should`() throws {
    let (n, theta, tau, amplitude) = (32, 0.1, 0.02, 1e-5)
    let epsilon = 2 / Double(n * n)
    let start = try GridDensity(
      shape: [n], values: (0..<n).map { 1 + amplitude * cos(2 * .pi * (Double($0) + 0.5) / 32) })
    let weights = (0..<n).map { exp(-pow(Double(min($0, n - $0)) / Double(n), 2) / epsilon) }
    let symbol =
      (0..<n).reduce(0) { $0 + weights[$1] * cos(2 * .pi * Double($1) / 32) }
      / weights.reduce(0, +)
    // -lap phi = rho - 1 by second differences.
    let laplacian = pow(2 * Double(n) * sin(.pi / Double(n)), 2)
    for strength in [2.0, -2] {
      let energy = try FreeEnergy.entropy(theta) + .electricField(.init(strength: strength))
      let flow = try EntropicGridFlow(
        energy, timeStep: tau, domain: .torus(1), tolerance: 1e-12)
      let end = try flow.run(from: start, steps: 1).states[1]
      let resistance = 0.5 + 2 * tau * (theta + strength / laplacian) / epsilon
      let factor = 1 / ((1 - symbol * symbol) / symbol * resistance + symbol)
      #expect(abs((end.values[0] - 1) / (start.values[0] - 1) - factor) < 10 * amplitude)
    }
  }
}
