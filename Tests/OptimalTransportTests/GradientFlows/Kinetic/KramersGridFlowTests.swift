import Foundation
import Testing

@testable import OptimalTransport

/// A Gaussian of (q, p) at the centres of cells on [-side, side] x [-limit, limit].
private func sampled(
  _ law: Gaussian, _ nq: Int, _ np: Int, side: Double = 5, limit: Double = 6
) throws -> PhaseDensity {
  let inverse = law.cholesky.solve(.identity(2))
  let peak = exp(-law.cholesky.logDeterminant / 2) / (2 * .pi)
  return try PhaseDensity(
    positions: nq, velocities: np, period: -side...side, velocityLimit: limit
  ) { q, p in
    let z = [q - law.mean[0], p - law.mean[1]]
    let w = inverse * z
    return peak * exp(-(z[0] * w[0] + z[1] * w[1]) / 2)
  }
}

/// Means and covariances, q first.
private func moments(_ density: PhaseDensity) -> [Double] {
  let (q, p, f) = (density.grid.axis(0), density.grid.axis(1), density.numbers)
  func mean(_ a: (Double, Double) -> Double) -> Double {
    f.indices.reduce(0) { $0 + f[$1] * a(q[$1 / p.count], p[$1 % p.count]) }
      * density.grid.cellVolume / density.mass
  }
  let (x, y) = (mean { q, _ in q }, mean { _, p in p })
  return [
    x, y, mean { q, _ in (q - x) * (q - x) }, mean { q, p in (q - x) * (p - y) },
    mean { _, p in (p - y) * (p - y) },
  ]
}

private func law() throws -> Gaussian {
  try Gaussian(mean: [0.5, -0.3], covariance: Matrix([[0.5, 0.2], [0.2, 0.6]]))
}

private let wells = ScalarPotential.line(
  "q^4/4 - q^2/2", value: { $0 * $0 * ($0 * $0 / 4 - 0.5) }, slope: { $0 * ($0 * $0 - 1) },
  curvature: { 3 * $0 * $0 - 1 })

@Suite struct `The nonlinear Kramers recursion` {
  /// The step's own Gaussian: flight, kick and flight back by half, then the recursion of free
  /// particles.
  private func exact(
    _ start: Gaussian, stiffness w: Double, h: Double, steps: Int
  ) throws -> (law: Gaussian, distances: [Double]) {
    let free = try LinearKramersFlow(
      stiffness: Matrix([[0]]), friction: 0.6, temperature: 0.8, timeStep: h)
    let kick =
      try Matrix([[1, -h / 2], [0, 1]])
      * (Matrix([[1, 0], [-h * w, 1]]) * Matrix([[1, h / 2], [0, 1]]))
    var (law, distances) = (start, [Double]())
    for _ in 0..<steps {
      let kicked = try Gaussian(
        mean: kick * law.mean,
        covariance: (kick * law.covariance * kick.transposed).symmetricPart)
      let step = try free.run(from: KramersGaussian(kicked), steps: 1)
      law = step.states[1].law
      distances.append(step.steps[0].distance)
    }
    return (law, distances)
  }

  @Test func `In a quadratic well it is the Gaussian recursion to second order in the cells`()
    throws
  {
    let (w, h, steps) = (1.0, 0.2, 3)
    let flow = try KramersGridFlow(
      potential: .quadratic(stiffness: w), friction: 0.6, temperature: 0.8, timeStep: h)
    let expected = try exact(law(), stiffness: w, h: h, steps: steps)
    let errors = try [24, 48].map { n in
      let solution = try flow.run(from: sampled(law(), n, 3 * n / 2), steps: steps)
      for (record, distance) in zip(solution.steps, expected.distances) {
        #expect(n < 48 || record.termination == .converged)
        // The map is read at centres: to O(cells^2) of the distance.
        #expect(abs(record.distance / distance - 1) < 10 / Double(n * n))
        #expect(record.gap >= 0)
      }
      #expect(abs(solution.states[steps].mass - solution.states[0].mass) < 1e-13)
      #expect(solution.states[steps].numbers.allSatisfy { $0 >= 0 })
      return try solution.states[steps].distance(to: sampled(expected.law, n, 3 * n / 2))
    }
    // Per step dp^2 / 12 of a second derivative of rho, in L1 about dp^2 / 4 in all on 36 cells.
    #expect(errors[0] < 0.01 && errors[0] > 3 * errors[1])
  }

  @Test func `It converges to the equation with slope 1 in the step`() throws {
    let (w, g, theta, time) = (1.0, 0.6, 0.8, 0.8)
    let transition = LinearTransition(
      drift: try Matrix([[0, 1], [-w, -g]]), offset: [0, 0],
      diffusion: try Matrix([[0, 0], [0, 2 * g * theta]]), time: time)
    let start = try law()
    let mean = transition.propagator * start.mean
    let spread =
      transition.propagator * start.covariance * transition.propagator.transposed
      + transition.gramian
    let expected = [mean[0], mean[1], spread[0, 0], spread[0, 1], spread[1, 1]]
    let errors = try [4, 8].map { steps in
      let flow = try KramersGridFlow(
        potential: .quadratic(stiffness: w), friction: g, temperature: theta,
        timeStep: time / Double(steps))
      let end = try flow.run(from: sampled(start, 40, 48), steps: steps).states[steps]
      return zip(moments(end), expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
    // The ratio is 2 but for O(h), 0.28 for the Gaussian recursion itself, and the cells' error,
    // 1e-3 of 1.2e-2.
    #expect(abs(errors[0] / errors[1] - 2) < 0.5 && errors[1] < 0.02)
  }

  @Test func `It rests at Gibbs' density of two wells up to the step`() throws {
    let theta = 0.4
    func gibbs(_ n: Int) throws -> PhaseDensity {
      let raw = try PhaseDensity(
        positions: n, velocities: n, period: -3...3, velocityLimit: 3.2
      ) { q, p in exp(-(p * p / 2 + wells.value([q])) / theta) }
      return try raw.replacing(numbers: raw.numbers.map { $0 / raw.mass })
    }
    let rest = try gibbs(32)
    func drift(_ h: Double) throws -> Double {
      let flow = try KramersGridFlow(
        potential: wells, friction: 1, temperature: theta, timeStep: h)
      return try flow.run(from: rest, steps: Int(2 / h + 0.5)).states.last!.distance(to: rest)
    }
    let (long, short) = (try drift(0.2), try drift(0.1))
    #expect(short < 0.05 && abs(long / short - 2) < 0.5)
  }

  @Test func `The splitting with the exact transition agrees to first order`() throws {
    let (g, theta) = (0.8, 0.5)
    let equation = try VlasovEquation(friction: g, temperature: theta, potential: wells)
    let start = try sampled(
      Gaussian(mean: [1, 0], covariance: Matrix([[0.2, 0], [0, 0.3]])), 40, 48, side: 3, limit: 4)
    func parting(_ steps: Int) throws -> (Double, energies: [Double]) {
      let h = 0.8 / Double(steps)
      let flow = try KramersGridFlow(
        potential: wells, friction: g, temperature: theta, timeStep: h)
      let mine = try flow.run(from: start, steps: steps)
      let other = try VlasovGridFlow(equation, timeStep: h).run(from: start, steps: steps)
      // The same F, by the same sums.
      #expect(abs(mine.initialEnergy - other.initialEnergy) < 1e-12)
      return (
        mine.states[steps].distance(to: other.states[steps]),
        [mine.initialEnergy] + mine.steps.map(\.energy)
      )
    }
    let (long, short) = (try parting(4), try parting(8))
    #expect(short.0 < 0.1 && abs(long.0 / short.0 - 2) < 0.4)
    for (before, after) in zip(short.energies, short.energies.dropFirst()) {
      #expect(after < before)
    }
  }

  @Test func `Fluxes along columns bound the distance of Gaussians, to a few parts in a hundred`()
    throws
  {
    let (g, theta) = (0.6, 0.8)
    for h in [0.05, 0.2] {
      let free = try LinearKramersFlow(
        stiffness: Matrix([[0]]), friction: g, temperature: theta, timeStep: h)
      let step = try free.run(from: KramersGaussian(law()), steps: 1)
      // C_h, the squared distance in the frame.
      let exact = g * step.steps[0].distance * step.steps[0].distance
      let stretch = 12.0.squareRoot() / h
      func framed(_ law: Gaussian, _ side: Double) throws -> [Double] {
        let half = try Matrix([[1, side * h / 2], [0, 1]])
        let moved = try Gaussian(
          mean: half * law.mean,
          covariance: (half * law.covariance * half.transposed).symmetricPart)
        return try sampled(moved, 48, 72).numbers.map { $0 / stretch }
      }
      // Half a flight forwards before, half a flight backwards after.
      let bound = try ColumnMomentum(
        [
          GridAxis(lower: -5 * stretch, upper: 5 * stretch, count: 48),
          GridAxis(lower: -6, upper: 6, count: 72),
        ], from: framed(law(), 1), onto: framed(step.states[1].law, -1),
        diffusion: g * h * theta
      ).square
      // Linear fluxes add some dp^2 of the displacement's derivative: 1 part in a hundred.
      #expect(bound > exact * (1 - 1e-3) && bound < 1.03 * exact)
    }
  }

  @Test func `One position is Gaussian friction, exactly stepped`() throws {
    let (g, theta, h) = (1.0, 0.5, 0.3)
    let flow = try KramersGridFlow(
      potential: .quadratic(stiffness: 0), friction: g, temperature: theta, timeStep: h)
    let start = try PhaseDensity(
      positions: 1, velocities: 128, period: 0...1, velocityLimit: 6
    ) { _, p in exp(-(p - 0.7) * (p - 0.7) / 2) / (2 * .pi).squareRoot() }
    let end = try flow.run(from: start, steps: 1).states[1]
    // The prox of a Gaussian: mean m / (1 + g h), deviation (1 + sqrt(1 + 4 c)) / (2 (1 + g h)),
    // c = theta g h (1 + g h), to dp^2 / 12.
    let (k, c) = (1 + g * h, theta * g * h * (1 + g * h))
    let deviation = (1 + (1 + 4 * c).squareRoot()) / (2 * k)
    #expect(abs(end.meanVelocity - 0.7 / k) < 1e-3)
    #expect(abs(end.temperature - deviation * deviation) < 2e-3)
  }

  @Test func `Vacuum and denormal densities stay nonnegative and of their mass`() throws {
    let flow = try KramersGridFlow(
      potential: wells, friction: 1, temperature: 0.5, timeStep: 0.1)
    let start = try PhaseDensity(
      positions: 16, velocities: 32, period: -3...3, velocityLimit: 5
    ) { q, p in
      abs(q) < 1 ? (abs(p) < 1 ? 1 : Double.leastNormalMagnitude / 8) : 0
    }
    let solution = try flow.run(from: start, steps: 3)
    for state in solution.states {
      #expect(state.numbers.allSatisfy { $0 >= 0 && $0.isFinite })
      #expect(abs(state.mass / start.mass - 1) < 1e-12)
    }
    #expect(solution.steps.allSatisfy { $0.energy.isFinite && $0.slope.isFinite && $0.gap >= 0 })
  }

  @Test func `Bad input is a named error`() throws {
    func flow(
      _ g: Double, _ theta: Double, _ h: Double, tolerance: Double = 1e-6
    ) throws -> KramersGridFlow {
      try KramersGridFlow(
        potential: wells, friction: g, temperature: theta, timeStep: h, tolerance: tolerance)
    }
    #expect(throws: TransportError.self) { try flow(0, 1, 1) }
    #expect(throws: TransportError.self) { try flow(1, -1, 1) }
    #expect(throws: TransportError.self) { try flow(1, 1, .nan) }
    #expect(throws: TransportError.self) { try flow(1, 1, 1, tolerance: 0) }
    let start = try sampled(law(), 16, 16, limit: 3)
    // 4 thermal speeds are 4, and cells are 3/8.
    #expect(throws: TransportError.self) { try flow(1, 1, 0.1).stepper(for: start) }
    #expect(throws: TransportError.self) { try flow(1, 0.1, 0.1).stepper(for: start) }
    let broken = ScalarPotential.line(
      "1/0", value: { _ in .nan }, slope: { _ in 0 }, curvature: { _ in 0 })
    #expect(throws: TransportError.self) {
      try KramersGridFlow(potential: broken, friction: 1, temperature: 0.5, timeStep: 0.1)
        .stepper(for: start)
    }
    // A slope drives all mass against the wall of momentum.
    let slide = ScalarPotential.line(
      "-5 q", value: { -5 * $0 }, slope: { _ in -5 }, curvature: { _ in 0 })
    let falling = try KramersGridFlow(
      potential: slide, friction: 0.1, temperature: 0.5, timeStep: 0.2)
    #expect(throws: TransportError.self) { try falling.run(from: start, steps: 10) }
  }
}
