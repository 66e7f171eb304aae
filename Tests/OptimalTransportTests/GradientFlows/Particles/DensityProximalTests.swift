import Foundation
import Testing

@testable import OptimalTransport

private func random(_ n: Int, _ d: Int, seed: UInt64) -> Matrix {
  ParticleNoise.normals(seed: seed, step: 0, count: n, dimension: d)
}

@Suite struct `The density's proximal step` {
  /// The published recursion in plain loops, with volumes and masses, for kernels that do not
  /// underflow.
  private func plainRecursion(
    _ problem: DensityProximal, _ cloud: PointCloud, _ nodes: Matrix, _ volumes: [Double],
    _ energy: [Double]
  ) -> [Double] {
    let (m, n) = (cloud.count, nodes.rows)
    func kernel(_ i: Int, _ j: Int) -> Double {
      let square = (0..<nodes.columns).reduce(0.0) {
        $0 + pow(cloud.points[i, $1] - nodes[j, $1], 2)
      }
      return exp(-square / (2 * problem.epsilon))
    }
    let xi = energy.map { exp(-$0 / problem.temperature - 1) }
    var (y, z) = ([Double](repeating: 1, count: m), [Double](repeating: 1, count: n))
    var image = z
    for _ in 0..<200 {
      for i in 0..<m { y[i] = 1 / (0..<n).reduce(0) { $0 + kernel(i, $1) * volumes[$1] * z[$1] } }
      for j in 0..<n {
        image[j] = (0..<m).reduce(0) { $0 + kernel($1, j) * cloud.weights[$1] * y[$1] }
        z[j] = pow(xi[j] / image[j], problem.contractionBound)
      }
    }
    return zip(z, image).map { $0 * $1 }
  }

  @Test(arguments: [(1, 0.05), (2, 0.2), (3, 1.0)])
  func `It is the fixed point of the plain recursion`(_ dimension: Int, _ epsilon: Double) throws {
    let (m, n) = (31, 47)
    var generator = SeededGenerator(seed: 5)
    let cloud = try PointCloud(
      points: random(m, dimension, seed: 1), weights: (0..<m).map { _ in generator.uniform() })
    let nodes = random(n, dimension, seed: 2)
    let volumes = (0..<n).map { _ in generator.uniform() }
    let energy = (0..<n).map { j in nodes.row(j).reduce(0) { $0 + $1 * $1 } / 2 }
    let problem = try DensityProximal(
      temperature: 0.7, timeStep: 0.3, epsilon: epsilon, tolerance: 1e-12)
    let step = try problem.solve(
      from: cloud, to: nodes, logVolumes: volumes.map { log($0) }, potential: energy)
    let expected = plainRecursion(problem, cloud, nodes, volumes, energy)
    // 200 contractions by at most kappa = .81 leave 1e-18; sums of 47 terms round.
    for (found, plain) in zip(step.logDensities, expected) {
      #expect(abs(found - log(plain)) < 1e-11)
    }
    #expect(step.termination == .converged)
    #expect(step.gap >= -1e-16 && step.gap < 1e-20)
    // The plan's rows are exact, so the masses add up.
    #expect(abs(step.logMasses.map { exp($0) }.reduce(0, +) - cloud.mass) < 1e-12)
    // The rate of changes far above rounding.
    let early = try DensityProximal(
      temperature: 0.7, timeStep: 0.3, epsilon: epsilon, tolerance: 1e-5
    ).solve(from: cloud, to: nodes, logVolumes: volumes.map { log($0) }, potential: energy)
    #expect(early.contraction.observedRate! <= early.contraction.bound)
  }

  @Test func `From one point the density is a tilted Gaussian`() throws {
    // M = m: p ~ exp(-(C / 2 + h E) / (eps + h theta)).
    let nodes = random(50, 2, seed: 3)
    let energy = (0..<50).map { sin(nodes[$0, 0]) + nodes[$0, 1] }
    let volumes = (0..<50).map { 0.1 + 0.01 * Double($0) }
    let problem = try DensityProximal(
      temperature: 0.5, timeStep: 0.2, epsilon: 0.15, tolerance: 1e-12)
    let step = try problem.solve(
      from: PointCloud(points: Matrix([[0.3, -0.2]]), weights: [2]), to: nodes,
      logVolumes: volumes.map { log($0) }, potential: energy)
    let raw = (0..<50).map { j in
      let square = pow(nodes[j, 0] - 0.3, 2) + pow(nodes[j, 1] + 0.2, 2)
      return exp(-(square / 2 + 0.2 * energy[j]) / 0.25)
    }
    let total = zip(raw, volumes).map { $0 * $1 }.reduce(0, +)
    for j in 0..<50 {
      #expect(abs(step.logDensities[j] - log(2 * raw[j] / total)) < 1e-11)
    }
  }

  @Test func `The gap bounds what is missing from the minimum`() throws {
    let (cloud, nodes) = (try PointCloud(points: random(40, 1, seed: 7)), random(40, 1, seed: 8))
    let energy = nodes.elements.map { $0 * $0 / 2 }
    let volumes = [Double](repeating: 0.1, count: 40)
    func solve(_ limit: Int) throws -> DensityStep {
      try DensityProximal(
        temperature: 1, timeStep: 1, epsilon: 0.02, tolerance: 1e-13, iterationLimit: limit
      ).solve(from: cloud, to: nodes, logVolumes: volumes.map { log($0) }, potential: energy)
    }
    /// The objective of the plan M = a y G z v, with the rows' potential f = eps log y: <f, a> +
    /// <g, m> is (1/2) <C, M> + eps KL.
    func objective(_ step: DensityStep) -> Double {
      (0..<40).reduce(0.0) { sum, i in
        let f = 0.02 * step.logY[i] * cloud.weights[i]
        let g = 0.02 * (step.logDensities[i] - step.logImage[i])
        let mass = exp(step.logMasses[i])
        return sum + f + mass * (g + energy[i] + step.logDensities[i])
      }
    }
    let best = objective(try solve(2000))
    for limit in [1, 3, 10, 30] {
      let step = try solve(limit)
      let excess = objective(step) - best
      #expect(excess >= -1e-14)
      #expect(excess <= step.gap + 1e-14)
      #expect(step.termination == .iterationLimit)
    }
  }

  @Test func `Without entropy one pass is enough`() throws {
    let cloud = try PointCloud(points: random(20, 2, seed: 1))
    let problem = try DensityProximal(temperature: 0, timeStep: 0.1, epsilon: 0.2)
    let step = try problem.solve(
      from: cloud, to: random(20, 2, seed: 2), logVolumes: [Double](repeating: 0, count: 20),
      potential: [Double](repeating: 1, count: 20))
    #expect(step.iterations == 1 && step.gap == 0 && problem.contractionBound == 0)
  }

  @Test func `The sampling error is that of the sum that makes the density`() throws {
    let (x, y) = (random(60, 2, seed: 11), random(45, 2, seed: 12))
    let cloud = try PointCloud(
      points: x, weights: (0..<60).map { 0.5 + Double($0 % 4) })
    let problem = try DensityProximal(temperature: 0.4, timeStep: 0.2, epsilon: 0.3)
    let step = try problem.solve(
      from: cloud, to: y, logVolumes: (0..<45).map { 0.1 * Double($0 % 7) },
      potential: [Double](repeating: 0.5, count: 45))
    let sums = GaussianSums(rows: PointBlocks(x), columns: PointBlocks(y), variance: 0.3)
    // p_j = z_j sum_i a_i y_i G_ij, a sum of independent terms: the squares of their shares, in the
    // mean over 45 nodes with equal weights.
    let squares = (0..<45).map { j -> Double in
      let terms = (0..<60).map { i -> Double in
        let square = pow(x[i, 0] - y[j, 0], 2) + pow(x[i, 1] - y[j, 1], 2)
        return cloud.weights[i] * exp(step.logY[i] - square / 0.6)
      }
      let total = terms.reduce(0, +)
      return terms.reduce(0) { $0 + $1 * $1 / (total * total) }
    }
    let found = DensitySampling(masses: cloud.weights, sums: sums).shares(of: step)
    for (a, b) in zip(found, squares) { #expect(abs(a - b) < 1e-12 * b) }
  }

  @Test func `Kernels that underflow change nothing`() throws {
    // Two pairs far apart with eps = 1e-6: exp(-C / eps) is 0 in a Double. All mass stays near.
    let cloud = try PointCloud(line: [0, 10], weights: [0.25, 0.75])
    let problem = try DensityProximal(temperature: 1e-3, timeStep: 1e-3, epsilon: 1e-6)
    let step = try problem.solve(
      from: cloud, to: Matrix([[0.5], [10.5]]), logVolumes: [0, log(3)], potential: [0, 0])
    #expect(abs(step.logDensities[0] - log(0.25)) < 1e-9)
    #expect(abs(step.logDensities[1] - log(0.25)) < 1e-9)
  }

  @Test func `Zero and denormal masses and volumes are fine`() throws {
    let cloud = try PointCloud(line: [0, 1, 2, 2], weights: [0, 0x1p-1060, 1, 0.5])
    let problem = try DensityProximal(temperature: 1, timeStep: 0.1, epsilon: 0.1)
    let step = try problem.solve(
      from: cloud, to: Matrix([[0], [1.5], [1.5]]), logVolumes: [-.infinity, -300, 0],
      potential: [0, 1, 1])
    #expect(step.logDensities.allSatisfy { $0.isFinite })
    #expect(abs(step.logMasses.map { exp($0) }.reduce(0, +) - 1.5) < 1e-12)
  }

  @Test func `Bad input is named`() throws {
    #expect(throws: TransportError.self) {
      try DensityProximal(temperature: -1, timeStep: 0.1, epsilon: 0.1)
    }
    #expect(throws: TransportError.self) {
      try DensityProximal(temperature: 1, timeStep: 0, epsilon: 0.1)
    }
    #expect(throws: TransportError.self) {
      try DensityProximal(temperature: 1, timeStep: 1, epsilon: .nan)
    }
    let problem = try DensityProximal(temperature: 1, timeStep: 1, epsilon: 1)
    let cloud = try PointCloud(line: [0])
    let node = try Matrix([[1]])
    #expect(throws: TransportError.self) {
      try problem.solve(from: cloud, to: Matrix([[1, 2]]), logVolumes: [0], potential: [0])
    }
    #expect(throws: TransportError.self) {
      try problem.solve(from: cloud, to: node, logVolumes: [0, 0], potential: [0])
    }
    #expect(throws: TransportError.self) {
      try problem.solve(from: cloud, to: node, logVolumes: [0], potential: [.nan])
    }
    #expect(throws: TransportError.self) {
      try problem.solve(from: cloud, to: node, logVolumes: [-.infinity], potential: [0])
    }
  }
}
