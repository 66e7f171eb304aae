import Foundation
import Testing

@testable import OptimalTransport

/// N(mean (1, ..., 1), variance I).
private func gaussian(_ d: Int, mean: Double, variance: Double) throws -> Gaussian {
  try Gaussian(
    mean: [Double](repeating: mean, count: d),
    covariance: Matrix.identity(d).scaled(by: variance))
}

private func ornsteinUhlenbeck(_ k: Double, _ theta: Double) throws -> FreeEnergy {
  try FreeEnergy.potential(.quadratic(stiffness: k)) + .entropy(theta)
}

/// The law after some steps of Euler and Maruyama, which Gaussians keep: m <- (1 - h k) m, s^2 <-
/// (1 - h k)^2 s^2 + 2 theta h.
private func law(
  _ steps: Int, h: Double, k: Double, spread: Double, theta: Double, mean: Double, variance: Double
) -> (mean: Double, variance: Double) {
  var (m, v) = (mean, variance)
  for _ in 0..<steps {
    m *= 1 - h * k
    v = pow(1 - h * spread, 2) * v + 2 * theta * h
  }
  return (m, v)
}

/// sum_i w_i |p_i / p(x_i) - 1|: the L1 error, sampled.
private func densityError(_ state: ParticleState, _ exact: Gaussian) -> Double {
  (0..<state.count).reduce(0) { sum, i in
    let ratio = exp(state.logDensities[i] - exact.logDensity(state.points.row(i)))
    return sum + state.weights[i] * abs(ratio - 1)
  }
}

@Suite struct `Flows on particles` {
  @Test(arguments: [1, 2, 10, 30], [UInt64(1), 2, 3])
  func `Means and covariances of Ornstein-Uhlenbeck are right to sampling`(
    _ d: Int, _ seed: UInt64
  ) throws {
    let (k, theta, h, steps) = (1.5, 0.4, 0.05, 12)
    let start = try ParticleState(
      gaussian(d, mean: 2, variance: 0.25), count: d > 5 ? 200 : 400, seed: 100 + seed)
    let flow = try ParticleFlow(ornsteinUhlenbeck(k, theta), timeStep: h, seed: seed)
    let state = try flow.run(from: start, steps: steps).states.last!
    let exact = law(steps, h: h, k: k, spread: k, theta: theta, mean: 2, variance: 0.25)
    // 5 standard errors: one in two million for a normal estimate. Variances of n = 200 are skewed
    // by about sqrt(8 / n) = .2, which 5 covers too.
    for mean in state.mean {
      #expect(abs(mean.value - exact.mean) < 5 * mean.standardError)
    }
    for axis in 0..<d {
      let variance = state.covariance(axis, axis)
      #expect(abs(variance.value - exact.variance) < 5 * variance.standardError)
      let cross = state.covariance(axis, (axis + 1) % d)
      if d > 1 { #expect(abs(cross.value) < 5 * cross.standardError) }
    }
  }

  @Test(arguments: [1, 2]) func `Densities at the particles come right as their number grows`(
    _ d: Int
  ) throws {
    let (h, steps) = (0.05, 8)
    let exact = law(steps, h: h, k: 1, spread: 1, theta: 1, mean: 1, variance: 0.5)
    let target = try gaussian(d, mean: exact.mean, variance: exact.variance)
    let errors = try [100, 1600].map { n in
      try (UInt64(4)...5).reduce(0.0) { sum, seed in
        let start = try ParticleState(gaussian(d, mean: 1, variance: 0.5), count: n, seed: seed)
        let flow = try ParticleFlow(ornsteinUhlenbeck(1, 1), timeStep: h, seed: seed)
        return sum + densityError(try flow.run(from: start, steps: steps).states.last!, target) / 2
      }
    }
    // Silverman's rate n^(-2/(d+4)) makes it .33 (d = 1) or .40 (d = 2) of the error with sixteen
    // times the particles; the errors of so few runs scatter by a third.
    #expect(errors[1] < 0.6 * errors[0])
    #expect(errors[1] < (d == 1 ? 0.08 : 0.14))
  }

  @Test func `The law that is at rest stays, and so do its densities`() throws {
    let (k, theta, h) = (2.0, 0.5, 0.05)
    // Where Euler and Maruyama are at rest: theta / (k (1 - h k / 2)).
    let rest = theta / (k * (1 - h * k / 2))
    let target = try gaussian(1, mean: 0, variance: rest)
    let start = try ParticleState(target, count: 1000, seed: 5)
    let flow = try ParticleFlow(ornsteinUhlenbeck(k, theta), timeStep: h)
    let solution = try flow.run(from: start, steps: 10)
    let state = solution.states.last!
    let variance = state.covariance(0, 0)
    #expect(abs(variance.value - rest) < 5 * variance.standardError)
    #expect(densityError(state, target) < 0.08)
    // F of Gibbs' law is -theta log Z, Z = sqrt(2 pi theta / k), to O(h^2) for this rest.
    let energy = try flow.stepper(for: start).energyEstimate(of: state)
    let least = -theta / 2 * log(2 * .pi * theta / k)
    #expect(abs(energy.value - least) < 5 * energy.standardError + 0.02)
  }

  @Test func `Attraction to the mean stiffens the variance and not the mean`() throws {
    let (k, a, theta, h, steps) = (0.5, 2.0, 0.3, 0.05, 10)
    let energy = try ornsteinUhlenbeck(k, theta) + .interaction(.quadratic(strength: a))
    let exact = law(steps, h: h, k: k, spread: k + a, theta: theta, mean: 1.5, variance: 1)
    for seed in UInt64(1)...3 {
      let start = try ParticleState(gaussian(2, mean: 1.5, variance: 1), count: 600, seed: seed)
      let state = try ParticleFlow(energy, timeStep: h, seed: seed).run(from: start, steps: steps)
        .states.last!
      for axis in 0..<2 {
        // The mean of the noise is free of the attraction: its error is that of the start and
        // noise, somewhat more than the spread of the particles tells.
        let free = law(steps, h: h, k: k, spread: k, theta: theta, mean: 0, variance: 1)
        let error = (free.variance / 600).squareRoot()
        #expect(abs(state.mean[axis].value - exact.mean) < 5 * error)
        let variance = state.covariance(axis, axis)
        #expect(abs(variance.value - exact.variance) < 5 * variance.standardError)
      }
    }
  }

  @Test func `The slope and the energy follow the Gaussian's`() throws {
    // |grad (V + theta log p)|^2 = k^2 m^2 + (k - theta / s^2)^2 s^2 for a Gaussian on the line.
    let (k, theta, h) = (1.0, 0.5, 0.05)
    let start = try ParticleState(gaussian(1, mean: 2, variance: 0.2), count: 1500, seed: 8)
    let flow = try ParticleFlow(ornsteinUhlenbeck(k, theta), timeStep: h)
    let solution = try flow.run(from: start, steps: 4)
    for (index, step) in solution.steps.enumerated() {
      let (m, v) = law(
        index + 1, h: h, k: k, spread: k, theta: theta, mean: 2, variance: 0.2)
      let slope = (k * k * m * m + pow(k - theta / v, 2) * v).squareRoot()
      let free = k * (m * m + v) / 2 - theta / 2 * (1 + log(2 * .pi * v))
      #expect(abs(step.slope - slope) < 0.05 * slope)
      #expect(abs(step.energy - free) < 0.05)
      #expect(step.distance == h * step.slope)
      #expect(step.termination == .converged)
    }
  }

  @Test(arguments: [nil, 0.01, 0.05, 0.2])
  func `Without a drift the slope and the densities are those of the heat`(
    _ epsilon: Double?
  ) throws {
    let (theta, h, n) = (0.5, 0.05, 2000)
    let start = try ParticleState(gaussian(1, mean: 0, variance: 0.2), count: n, seed: 4)
    let flow = try ParticleFlow(.entropy(theta), timeStep: h, epsilon: epsilon)
    let run = try flow.run(from: start, steps: 1)
    // Where eps exceeds 2 theta h no entropy is left, and p = sum_i a_i y_i G_ij with 1 / y = G (p* /
    // q), p* the law of the nodes and q their density blurred: Gaussians all. Else p = p*.
    let variance = 0.2 + 2 * theta * h
    var widened = variance
    if let epsilon, epsilon > 2 * theta * h {
      let ratio = 1 / variance - 1 / (0.2 + epsilon)
      widened = 1 / (1 / 0.2 - 1 / (1 / ratio + epsilon)) + epsilon
    }
    // theta |grad log p| in the mean square over the particles, whose law is not widened.
    let slope = theta * variance.squareRoot() / widened
    // 2000 particles tell the variance to 3 %, and the score of p adds its own noise in the square.
    #expect(abs(run.steps[0].slope / slope - 1) < 0.08)
    // Twice the relative error (n p (4 pi eps)^(1/2))^(-1/2) where p = 1/2.
    let target = try gaussian(1, mean: 0, variance: widened)
    let kernel = (4 * .pi * (epsilon ?? 0.025)).squareRoot()
    #expect(densityError(run.states[1], target) < 2 / (Double(n) / 2 * kernel).squareRoot())
  }

  @Test func `A step depends on its arguments alone, and not on threads`() throws {
    let start = try ParticleState(gaussian(3, mean: 0, variance: 1), count: 300, seed: 2)
    let stepper = try ParticleFlow(ornsteinUhlenbeck(1, 1), timeStep: 0.02, seed: 7)
      .stepper(for: start)
    func step(_ state: ParticleState, threads: Int, index: Int) throws -> ParticleState {
      try ParallelLoop.$threadCount.withValue(threads) {
        try stepper.step(from: state, index: index, time: 0, timeStep: 0.02).state
      }
    }
    let one = try step(start, threads: 1, index: 3)
    #expect(try step(start, threads: 4, index: 3) == one)
    #expect(try step(start, threads: 1, index: 4) != one)
    let restored = try start.replacing(numbers: start.numbers)
    #expect(try step(restored, threads: 1, index: 3) == one)
    // Nor does it matter what the stepper has done before.
    let next = try step(one, threads: 1, index: 5)
    let fresh = try ParticleFlow(ornsteinUhlenbeck(1, 1), timeStep: 0.02, seed: 7)
      .stepper(for: one)
    #expect(try fresh.step(from: one, index: 5, time: 0, timeStep: 0.02).state == next)
    _ = try step(start, threads: 1, index: 6)
    #expect(try step(one, threads: 1, index: 5) == next)
  }

  @Test func `One particle, coinciding ones and masses of zero move`() throws {
    let energy = try ornsteinUhlenbeck(1, 0.5) + .interaction(.gaussian(strength: 1, width: 0.3))
    for cloud in [
      try PointCloud(line: [1]),
      try PointCloud(line: [1, 1, 1]),
      try PointCloud(line: [0, 1, 2, 3], weights: [0, 0x1p-1060, 1, 2]),
    ] {
      let solution = try ParticleFlow(energy, timeStep: 0.1).run(
        from: ParticleState(cloud), steps: 3)
      #expect(solution.states.count == 4)
      for state in solution.states {
        #expect(state.weights == cloud.weights)
        #expect(state.logDensities.allSatisfy { $0.isFinite })
      }
      #expect(solution.steps.allSatisfy { $0.termination == .converged && $0.energy.isFinite })
    }
  }

  @Test func `Tens of dimensions keep densities that are finite`() throws {
    let start = try ParticleState(gaussian(30, mean: 0, variance: 1), count: 100, seed: 2)
    let flow = try ParticleFlow(ornsteinUhlenbeck(1, 1), timeStep: 0.01, epsilon: 0.01)
    let step = try flow.stepper(for: start).detailedStep(
      from: start, index: 0, time: 0, timeStep: 0.01)
    #expect(step.state.logDensities.allSatisfy { $0.isFinite })
    // eps = theta h: half of the diffusion is the plan's, half the entropy's.
    #expect(abs(step.density!.contraction.bound - 1.0 / 3) < 1e-15)
    // No neighbours within sqrt(eps): each density rests on one particle and says so.
    #expect(step.densityError! > 0.9)
  }

  @Test(arguments: [0.01, 0.05, 0.3]) func `Starting in 32 bits costs no accuracy`(
    _ epsilon: Double
  ) throws {
    let start = try ParticleState(gaussian(2, mean: 0, variance: 1), count: 200, seed: 2)
    func step(_ tolerance: Double) throws -> ParticleStep {
      try ParticleFlow(
        ornsteinUhlenbeck(1, 1), timeStep: 0.1, epsilon: epsilon, tolerance: tolerance
      ).stepper(for: start).detailedStep(from: start, index: 0, time: 0, timeStep: 0.1)
    }
    let (rough, exact) = (try step(1e-4), try step(1e-12))
    let density = rough.density!
    #expect(density.relativeError <= 1e-4 && density.termination == .converged)
    // The masses of the plan are right to rounding: the last pass is in 64 bits.
    let brought = density.logMasses.map { exp($0) }.compensatedSum()
    #expect(abs(brought - start.mass) < 1e-13)
    // The fixed points differ by what 32 bits leave of the volumes w / q, another 1e-4 at most,
    // which kappa times as much of p answers.
    for (a, b) in zip(rough.state.logDensities, exact.state.logDensities) {
      #expect(abs(a - b) < 2e-4)
    }
  }

  @Test func `Bad flows are named`() throws {
    let start = try ParticleState(PointCloud(line: [0, 1]))
    #expect(throws: TransportError.self) {
      try ParticleFlow(ornsteinUhlenbeck(1, 1), timeStep: 0)
    }
    #expect(throws: TransportError.self) {
      try ParticleFlow(ornsteinUhlenbeck(1, 1), timeStep: .nan)
    }
    #expect(throws: TransportError.self) {
      try ParticleFlow(.power(2, 1), timeStep: 0.1).stepper(for: start)
    }
    #expect(throws: TransportError.self) {
      try ParticleFlow(.congestion(1), timeStep: 0.1).stepper(for: start)
    }
    let broken = InteractionKernel("nan", value: { _ in .nan }, gradient: { _ in [.nan] })
    #expect(throws: TransportError.self) {
      try ParticleFlow(.interaction(broken), timeStep: 0.1).run(from: start, steps: 1)
    }
    #expect(throws: TransportError.self) {
      try ParticleFlow(.interaction(broken) + .entropy(1), timeStep: 0.1).run(
        from: start, steps: 1)
    }
    let steep = ScalarPotential(
      "-exp", value: { -exp($0[0]) }, gradient: { [-exp(exp(exp($0[0] + 4)))] })
    #expect(throws: TransportError.self) {
      try ParticleFlow(.potential(steep) + .entropy(1), timeStep: 0.1).run(from: start, steps: 5)
    }
    let short = ScalarPotential("short", value: { $0[0] }, gradient: { _ in [] })
    #expect(
      throws: TransportError.shapeMismatch(
        argument: "gradient of the potential", expected: "1 numbers", found: "0")
    ) {
      try ParticleFlow(.potential(short) + .entropy(1), timeStep: 0.1).run(from: start, steps: 1)
    }
    #expect(throws: TransportError.self) {
      try ParticleState(PointCloud(line: [0]), logDensities: [.nan])
    }
    #expect(throws: TransportError.self) { try start.replacing(numbers: [1, 2]) }
  }
}
