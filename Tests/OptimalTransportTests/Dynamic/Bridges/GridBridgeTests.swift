import Foundation
import Testing

@testable import OptimalTransport

@Suite struct GridBridgeTests {
  private static func density(_ prior: GridPrior, _ values: (Int) -> Double) throws -> GridDensity {
    try GridDensity(
      shape: prior.shape, box: prior.box, values: (0..<prior.count).map(values)
    ).normalized()
  }

  @Test("every frame has the same mass and the ends are the marginals, under a rotating drift")
  func masses() throws {
    let prior = try GridPriorTests.rotating([16, 12])
    let source = try Self.density(prior) { $0 < 40 ? 1 : 0 }
    let target = try Self.density(prior) { $0 > 130 ? Double($0 % 4) : 0 }
    let bridge = try FortetIteration(prior: prior, steps: 8, tolerance: 1e-11)
      .solve(source: source, target: target)
    #expect(bridge.termination == .converged && bridge.times.count == 9)
    for frame in bridge.densities.frames {
      // The pairing of the two factors, kept to an ulp a jump; some 1000 jumps.
      #expect(abs(frame.mass - 1) <= 1e-12)
    }
    for (a, b) in zip(bridge.densities.frames[8].values, target.values) {
      #expect(abs(a - b) <= 1e-13 * b)
    }
    let error =
      zip(bridge.densities.frames[0].values, source.values)
      .reduce(0) { $0 + abs($1.0 - $1.1) } * source.cellVolume
    #expect(abs(error - bridge.certificate.marginalError) <= 1e-14 && error <= 1e-11)
    // What is missing weighs at most log-range, some hundred, times 1e-11.
    #expect(bridge.certificate.gap <= 1e-8 && bridge.relativeEntropy > 0)
    // The L1 error of Fortet's iteration never grows but by rounding.
    for (a, b) in zip(bridge.trace, bridge.trace.dropFirst()) {
      #expect(b <= a * (1 + 1e-9) + 1e-14)
    }
  }

  @Test("KL(P | R) is that of Sinkhorn's plan for the dense kernel -log M")
  func dense() throws {
    let prior = try GridPriorTests.rotating([4, 3], noise: 1)
    let source = try Self.density(prior) { Double(1 + $0 % 3) }
    let target = try Self.density(prior) { Double(2 + $0 % 5) }
    let bridge = try FortetIteration(prior: prior, steps: 3, tolerance: 1e-12)
      .solve(source: source, target: target)
    let propagator = ChainPropagator(prior, steps: 3)
    var costs = Matrix(repeating: 0, rows: 12, columns: 12)
    for i in 0..<12 {
      var unit = [Double](repeating: 0, count: 12)
      unit[i] = 1
      for (j, log) in propagator.forwardThrough(ScaledVector(unit)).logs.enumerated() {
        costs[i, j] = -log
      }
    }
    let problem = try TransportProblem(
      sourceWeights: source.cellMasses, targetWeights: target.cellMasses,
      geometry: Geometry(dense: costs))
    let entropic = try Sinkhorn(.absolute(1), tolerance: 1e-13).solve(problem)
    // <C, P> + <P, log P - 1> = KL(P | M) - 1, and R has the weights a M.
    let entropy = source.cellMasses.reduce(0) { $0 + $1 * log($1) }
    #expect(abs(entropic.objectives.primal + 1 - entropy - bridge.relativeEntropy) <= 1e-9)
    #expect(abs(entropic.objectives.dual + 1 - entropy - bridge.certificate.lowerBound) <= 1e-9)
    // The density in the middle of the way, by its definition.
    let plan = try entropic.plan.truncated(share: 0).plan
    #expect(abs(plan.mass.reduce(0, +) - 1) <= 1e-12)
  }

  @Test("an unfinished iteration still has a true bracket, which closes")
  func unfinished() throws {
    let prior = try GridPrior(shape: [30], noise: 0.15)
    let source = try Self.density(prior) { 1 + 0.9 * cos(Double($0) / 4) }
    let target = try Self.density(prior) { 1.2 - cos(Double($0) / 3) }
    func certificate(_ limit: Int) throws -> Certificate {
      let bridge = try FortetIteration(
        prior: prior, steps: 4, tolerance: 1e-12, iterationLimit: limit
      ).solve(source: source, target: target)
      #expect(bridge.termination == (limit < 1000 ? .iterationLimit : .converged))
      return bridge.certificate
    }
    let best = try certificate(10_000)
    #expect(best.gap <= 1e-9)
    var last = Double.infinity
    for limit in [1, 4, 16] {
      let found = try certificate(limit)
      #expect(found.lowerBound <= best.upperBound && found.upperBound >= best.lowerBound)
      #expect(found.gap < last && found.gap > 0)
      last = found.gap
    }
  }

  @Test(
    "Gaussians at five times, to 1e-3, without drift and under an Ornstein-Uhlenbeck prior",
    arguments: [0, 1.2])
  func gaussians(k: Double) throws {
    let (n, s) = (160, 0.5)
    let box = try Box(lower: [-3], upper: [3])
    let prior = try GridPrior(shape: [n], box: box, noise: s, drift: { [-k * $0[0]] })
    let source = try Gaussian(mean: -0.6, variance: 0.1)
    let target = try Gaussian(mean: 0.5, variance: 0.2)
    let bridge = try FortetIteration(prior: prior, steps: 16).solve(
      source: source.discretized(shape: [n], box: box).density,
      target: target.discretized(shape: [n], box: box).density)
    let exact = try GaussianSchrodingerBridge(
      source: source, target: target, prior: LinearPrior(drift: Matrix([[-k]]), noise: s))
    for step in [0, 4, 8, 12, 16] {
      let (frame, t) = (bridge.densities.frames[step], bridge.times[step])
      // h^2 / 12 = 1e-4 of the cells, and the chain's own h^2.
      #expect(try abs(frame.covariance[0, 0] - exact.covariance(at: t)[0, 0]) <= 1e-3)
      #expect(try abs(frame.mean[0] - exact.mean(at: t)[0]) <= 1e-3)
      guard step < 16 else { break }
      let control = try bridge.control(step: step)
      let middle = frame.axis(0).firstIndex { $0 > frame.mean[0] }!
      let u = try exact.control(at: t, point: [frame.axis(0)[middle]])[0]
      #expect(abs(control.vectors[middle, 0] - u) <= 5e-3)
    }
    #expect(abs(bridge.controlEnergy / exact.controlEnergy - 1) <= 5e-3)
  }

  @Test("in two dimensions, a rotating linear drift gives the closed form at second order in h")
  func rotation() throws {
    let s = 0.5
    let box = try Box(lower: [-2, -2], upper: [2, 2])
    let matrix = try Matrix([[-0.2, -1], [1, -0.2]])
    let source = try Gaussian(mean: [-0.5, 0], covariance: Matrix([[0.1, 0.04], [0.04, 0.1]]))
    let target = try Gaussian(mean: [0.3, 0.2], covariance: Matrix([[0.1, 0], [0, 0.15]]))
    func error(_ n: Int) throws -> (mean: Double, covariance: Double) {
      let prior = try GridPrior(shape: [n, n], box: box, noise: s, drift: { matrix * $0 })
      let (first, last) = (
        try source.discretized(shape: [n, n], box: box).density,
        try target.discretized(shape: [n, n], box: box).density
      )
      let bridge = try FortetIteration(prior: prior, steps: 4, tolerance: 1e-7)
        .solve(source: first, target: last)
      // The closed form of the measures on the cells, so that what is left is the chain's error.
      let exact = try GaussianSchrodingerBridge(
        source: Gaussian(mean: first.mean, covariance: first.covariance),
        target: Gaussian(mean: last.mean, covariance: last.covariance),
        prior: LinearPrior(drift: matrix, noise: s))
      var (mean, covariance) = (0.0, 0.0)
      for (frame, t) in zip(bridge.densities.frames, bridge.times) {
        covariance = max(
          covariance, try (frame.covariance - exact.covariance(at: t)).largestMagnitude)
        for (m, e) in zip(frame.mean, try exact.mean(at: t)) { mean = max(mean, abs(m - e)) }
      }
      return (mean, covariance)
    }
    // The chain diffuses too much by b^2 h^2 / 12 D = 6e-3 h^2 / h_0^2 b^2, b about 1/2; h_0 = 1/8,
    // h = 1/16.
    let (coarse, fine) = (try error(32), try error(64))
    #expect(coarse.covariance <= 6e-3 && coarse.mean <= 6e-3)
    #expect(fine.covariance <= coarse.covariance / 3.5 && fine.mean <= coarse.mean / 3.5)
  }

  @Test("a cancelled task stops, with a solution that says so and a valid bracket")
  func cancelled() async throws {
    let prior = try GridPrior(shape: [30], noise: 0.15)
    let source = try Self.density(prior) { 1 + 0.9 * cos(Double($0) / 4) }
    let target = try Self.density(prior) { 1.2 - cos(Double($0) / 3) }
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try FortetIteration(prior: prior).solve(source: source, target: target)
    }
    let bridge = try await task.value
    #expect(bridge.termination == .cancelled && bridge.iterations == 1)
    #expect(bridge.certificate.gap > 0 && bridge.certificate.upperBound.isFinite)
  }

  @Test("paths: cells at each time and pairs of ends fit their laws, at level 1e-6")
  func paths() throws {
    let prior = try GridPriorTests.rotating([5, 4], noise: 0.9)
    let source = try Self.density(prior) { $0 < 8 ? Double(1 + $0) : 0 }
    let target = try Self.density(prior) { Double($0 % 3) }
    let bridge = try FortetIteration(prior: prior, steps: 3).solve(source: source, target: target)
    let paths = try bridge.samplePaths(count: 5000, seed: 9)
    #expect(try paths == bridge.samplePaths(count: 5000, seed: 9))
    let centers = source.centers
    let cells = paths.positions.map { frame in
      (0..<5000).map { p in (0..<20).first { centers.row($0) == frame.row(p) }! }
    }
    for k in 0...3 {
      let masses = bridge.densities.frames[k].cellMasses
      let isFit = KolmogorovTest.accepts(cells[k].map(Double.init), level: 1e-6 / 6) { x in
        masses.enumerated().reduce(0) { $0 + (Double($1.offset) <= x ? $1.element : 0) }
      }
      #expect(isFit)
    }
    // Pairs of neighbouring times: rho_k(i) M_ij phi_{k+1}(j) / phi_k(i).
    let propagator = ChainPropagator(prior, steps: 3)
    for k in [0, 2] {
      var law = [Double](repeating: 0, count: 400)
      for i in 0..<20 {
        var unit = [Double](repeating: 0, count: 20)
        unit[i] = 1
        let row = propagator.forward(unit)
        for j in 0..<20 {
          let mass = bridge.densities.frames[k].cellMasses[i]
          let factor = exp(bridge.logFactors[k + 1][j] - bridge.logFactors[k][i])
          law[20 * i + j] = mass * row[j] * factor
        }
      }
      let pairs = (0..<5000).map { Double(20 * cells[k][$0] + cells[k + 1][$0]) }
      let isFit = KolmogorovTest.accepts(pairs, level: 1e-6 / 6) { x in
        law.enumerated().reduce(0) { $0 + (Double($1.offset) <= x ? $1.element : 0) }
      }
      #expect(isFit)
    }
  }

  @Test("one cell, cells of no mass and of 1e-300, and a mass that is not one are all right")
  func degenerate() throws {
    let single = try GridPrior(shape: [1], noise: 0.3)
    let atom = try GridDensity(shape: [1], values: [2])
    let still = try FortetIteration(prior: single, steps: 2).solve(source: atom, target: atom)
    #expect(still.densities.frames.allSatisfy { abs($0.mass - 2) <= 1e-15 })
    #expect(abs(still.relativeEntropy) <= 1e-15)
    let prior = try GridPrior(shape: [20], noise: 0.3)
    let source = try GridDensity(
      shape: [20], values: (0..<20).map { $0 == 3 ? 40 : $0 == 15 ? 1e-300 : 0 })
    let target = try GridDensity(shape: [20], values: (0..<20).map { $0 > 9 ? 4 : 0 })
    let bridge = try FortetIteration(prior: prior, steps: 4).solve(source: source, target: target)
    #expect(bridge.termination == .converged)
    for frame in bridge.densities.frames { #expect(abs(frame.mass - 2) <= 1e-12) }
    #expect(bridge.certificate.gap <= 1e-9)
    #expect(try bridge.control(step: 3).vectors.elements.allSatisfy(\.isFinite))
  }

  @Test("bad input is refused at the door, too little noise with a reason")
  func badInput() throws {
    let prior = try GridPrior(shape: [8], noise: 0.5)
    let flat = try GridDensity(shape: [8], values: [Double](repeating: 1, count: 8))
    let other = try GridDensity(shape: [9], values: [Double](repeating: 1, count: 9))
    let double = try GridDensity(shape: [8], values: [Double](repeating: 2, count: 8))
    func solve(
      _ iteration: FortetIteration, _ source: GridDensity, _ target: GridDensity
    ) throws { _ = try iteration.solve(source: source, target: target) }
    let solver = FortetIteration(prior: prior)
    #expect(throws: TransportError.self) { try solve(solver, other, flat) }
    #expect(throws: TransportError.self) { try solve(solver, flat, double) }
    #expect(throws: TransportError.self) {
      try solve(FortetIteration(prior: prior, steps: 0), flat, flat)
    }
    #expect(throws: TransportError.self) {
      try solve(FortetIteration(prior: prior, tolerance: 0), flat, flat)
    }
    #expect(throws: TransportError.self) {
      try solve(FortetIteration(prior: prior, iterationLimit: 0), flat, flat)
    }
    let hot = try GridPrior(shape: [8], noise: 1e5)
    #expect(throws: TransportError.self) { try solve(FortetIteration(prior: hot), flat, flat) }
    let quiet = try GridPrior(shape: [200], noise: 1e-3)
    let left = try GridDensity(shape: [200], values: (0..<200).map { $0 < 2 ? 1 : 0 })
    let right = try GridDensity(shape: [200], values: (0..<200).map { $0 > 197 ? 1 : 0 })
    let error = #expect(throws: TransportError.self) {
      try solve(FortetIteration(prior: quiet, steps: 4), left, right)
    }
    #expect(error?.description.contains("noise") == true)
    let bridge = try solver.solve(source: flat, target: flat)
    #expect(throws: TransportError.self) { try bridge.control(step: 32) }
    #expect(throws: TransportError.self) { try bridge.samplePaths(count: 0, seed: 1) }
  }
}
