import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct CloudBridgeTests {
  private static func clouds() throws -> (PointCloud, PointCloud) {
    var instances = RandomInstances(seed: 21)
    let (source, target) = (instances.cloud(9, 2), instances.cloud(14, 2))
    return (source.normalized(), target.normalized())
  }

  private static func priors() throws -> [LinearPrior] {
    [
      try .brownian(dimension: 2, noise: 0.5),
      try LinearPriorTests.doubleIntegrator(noise: 0.7),
      try LinearPrior(drift: Matrix([[-1, 2], [-2, -0.3]]), offset: [0.2, -1], noise: 0.4),
    ]
  }

  private static func points(_ count: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      uncheckedRows: count, columns: 2, elements: (0..<2 * count).map { _ in generator.normal() })
  }

  @Test(
    "the product of the factors is the density of the mixture of pinned bridges", arguments: 0..<3)
  func product(which: Int) throws {
    let (source, target) = try Self.clouds()
    let bridge = try SchrodingerBridge(prior: Self.priors()[which], tolerance: 1e-12)
      .solve(source: source, target: target)
    for t in [0.05, 0.5, 0.8] {
      let points = Self.points(12, seed: 2)
      let density = try bridge.logDensity(at: t, points: points)
      let mixture = try bridge.mixture(at: t, share: 0).mixture
      for i in 0..<12 {
        let exact = try mixture.density(at: points.row(i))
        // Exponents of size 1000 at most, of which each side rounds a few: 1e-12; tiny densities of
        // the mixture lose their own digits, so those are compared by their size only.
        if exact > 1e-250 { #expect(abs(density[i] - log(exact)) <= 1e-11 * (1 + abs(density[i]))) }
      }
    }
  }

  @Test("mean and covariance are those of the mixture, at any time", arguments: 0..<3)
  func moments(which: Int) throws {
    let (source, target) = try Self.clouds()
    let bridge = try SchrodingerBridge(prior: Self.priors()[which], tolerance: 1e-12)
      .solve(source: source, target: target)
    for t in [0.1, 0.5, 0.95] {
      let mixture = try bridge.mixture(at: t, share: 0).mixture
      #expect(try (bridge.covariance(at: t) - mixture.covariance).largestMagnitude <= 1e-12)
      for (m, exact) in zip(try bridge.mean(at: t), mixture.mean) {
        #expect(abs(m - exact) <= 1e-12)
      }
    }
    // At the ends, those of the measures, up to the marginal error.
    #expect(try (bridge.covariance(at: 0) - source.covariance).largestMagnitude <= 1e-11)
    #expect(try (bridge.covariance(at: 1) - target.covariance).largestMagnitude <= 1e-11)
    #expect(bridge.termination == .converged && bridge.certificate.marginalError <= 1e-12)
  }

  @Test("one atom to one atom is the pinned bridge, and the only control leads to the end")
  func single() throws {
    let prior = try LinearPrior.brownian(dimension: 2, noise: 0.3)
    let bridge = try SchrodingerBridge(prior: prior).solve(
      source: PointCloud(points: Matrix([[0, 1]]), weights: [2]),
      target: PointCloud(points: Matrix([[1, -1]]), weights: [2]))
    let law = try Gaussian(
      mean: [0.25, 0.5], covariance: Matrix.identity(2).scaled(by: 0.09 * 0.1875), mass: 2)
    let points = try Matrix([[0.2, 0.4], [0.25, 0.5], [1, 1]])
    for (i, value) in try bridge.density(at: 0.25, points: points).enumerated() {
      let exact = try law.density(at: points.row(i))
      #expect(abs(value - exact) <= 1e-12 * exact)
    }
    let control = try bridge.control(at: 0.25, points: points)
    #expect(abs(control[0, 0] - 0.8 / 0.75) <= 1e-13 && abs(control[2, 1] + 2 / 0.75) <= 1e-13)
  }

  @Test("atoms of no mass and of 1e-300 change nothing")
  func tinyWeights() throws {
    let (source, target) = try Self.clouds()
    let prior = try Self.priors()[1]
    let solver = SchrodingerBridge(prior: prior, tolerance: 1e-12)
    let plain = try solver.solve(source: source, target: target)
    let extended = try solver.solve(
      source: PointCloud(
        points: Matrix(
          uncheckedRows: 11, columns: 2, elements: source.points.elements + [5, 5, -3, 0.1]),
        weights: source.weights + [0, 1e-300]), target: target)
    let points = Self.points(5, seed: 6)
    for t in [0.2, 0.9] {
      let pairs = zip(
        try plain.logDensity(at: t, points: points), try extended.logDensity(at: t, points: points))
      // Two solutions to 1e-12 in the marginals; the least mass here is about 1e-3.
      for (a, b) in pairs { #expect(abs(a - b) <= 1e-8) }
    }
    let paths = try extended.samplePaths(count: 200, times: [0, 1], seed: 1)
    #expect(!(0..<200).contains { paths.positions[0][$0, 0] == 5 })
  }

  @Test("in one dimension, the density and the control satisfy the Fokker-Planck equation")
  func fokkerPlanck() throws {
    let prior = try LinearPrior(
      drift: Matrix([[-0.8]]), offset: [0.3], input: Matrix([[1.5]]), noise: 0.4)
    let bridge = try SchrodingerBridge(prior: prior, tolerance: 1e-13).solve(
      source: PointCloud(line: [-1, 0.2, 0.5], weights: [0.3, 0.3, 0.4]),
      target: PointCloud(line: [-0.4, 1.1], weights: [0.5, 0.5]))
    // Generator of dX = (A X + a + B u) dt + s B dW.
    let (h, step, t) = (1e-3, 1e-4, 0.45)
    let diffusion = prior.variance * 1.5 * 1.5 / 2
    for x in [-0.7, 0.1, 0.6] {
      let points = try Matrix([[x - h], [x], [x + h]])
      let rho = try bridge.density(at: t, points: points)
      let u = try bridge.control(at: t, points: points)
      let flux = (0..<3).map { (-0.8 * points[$0, 0] + 0.3 + 1.5 * u[$0, 0]) * rho[$0] }
      let right =
        -(flux[2] - flux[0]) / (2 * h)
        + diffusion * (rho[2] - 2 * rho[1] + rho[0]) / (h * h)
      let middle = try Matrix([[x]])
      let later = try bridge.density(at: t + step, points: middle)[0]
      let left = (later - (try bridge.density(at: t - step, points: middle)[0])) / (2 * step)
      // Central differences: h^2 = 1e-6 times fourth derivatives of modes of width 0.3, some
      // hundred.
      #expect(abs(left - right) <= 1e-3 * (1 + abs(left)))
    }
  }

  @Test("a double integrator's bridge between sampled Gaussians has the closed form's covariances")
  func doubleIntegrator() throws {
    let prior = try LinearPriorTests.doubleIntegrator(noise: 1)
    let first = try Gaussian(mean: [0, 0], covariance: Matrix([[0.3, 0.05], [0.05, 0.4]]))
    let second = try Gaussian(mean: [0.5, 0.2], covariance: Matrix([[0.4, 0], [0, 0.3]]))
    let box = try Box(lower: [-3.5, -3.5], upper: [3.5, 3.5])
    let (a, b) = (
      try first.discretized(shape: [32, 32], box: box).density,
      try second.discretized(shape: [32, 32], box: box).density
    )
    let bridge = try SchrodingerBridge(prior: prior, tolerance: 1e-7).solve(source: a, target: b)
    let exact = try GaussianSchrodingerBridge(source: first, target: second, prior: prior)
    for t in [0, 0.25, 0.5, 0.75, 1] {
      // Cells of width 0.22 add up to h^2 / 12 = 4e-3 to the variances of the ends, and a like
      // share of the covariances in between: R is at most 1, but positions gain from velocities
      // too.
      let difference = try bridge.covariance(at: t) - exact.covariance(at: t)
      #expect(difference.largestMagnitude <= 6e-3)
    }
    let points = try Matrix([[0, 0], [0.5, -0.4]])
    let control = try bridge.control(at: 0.5, points: points)
    for i in 0..<2 {
      let u = try exact.control(at: 0.5, point: points.row(i))
      #expect(abs(control[i, 0] - u[0]) <= 0.02)
    }
  }

  private static func gaussians(_ cells: Int) throws -> (GridDensity, GridDensity) {
    let box = try Box(lower: [-2, -2], upper: [2, 2])
    let source = try Gaussian(mean: [-0.3, 0], covariance: Matrix([[0.12, 0.05], [0.05, 0.08]]))
    let target = try Gaussian(mean: [0.3, 0.2], covariance: Matrix([[0.06, 0], [0, 0.1]]))
    return (
      try source.discretized(shape: [cells, cells], box: box).density,
      try target.discretized(shape: [cells, cells], box: box).density
    )
  }

  @Test("grids: Gaussian covariances at five times to 1e-3, masses to 1e-11")
  func gridCovariances() throws {
    let (source, target) = try Self.gaussians(48)
    let bridge = try SchrodingerBridge(prior: .brownian(dimension: 2, noise: 0.4), tolerance: 1e-11)
      .solve(source: source, target: target)
    // The closed form of the measures on the cells: their covariances contain h^2 / 12.
    let exact = try GaussianSchrodingerBridge(
      source: Gaussian(mean: source.mean, covariance: source.covariance),
      target: Gaussian(mean: target.mean, covariance: target.covariance), prior: bridge.prior)
    let times = [0, 0.02, 0.5, 0.75, 1]
    let path = try bridge.densities(times: times, shape: [48, 48], box: source.box)
    for (frame, t) in zip(path.frames, times) {
      // The tails beyond the box, 4 standard deviations of the widest frame away, hold 1e-6 at most
      // ...
      #expect(abs(frame.mass - 1) <= 2e-6)
      // ... and sub-cell positions of the frame add h^2 / 12 = 6e-4 to it.
      #expect(try (frame.covariance - exact.covariance(at: t)).largestMagnitude <= 1e-3)
      #expect(try (bridge.covariance(at: t) - exact.covariance(at: t)).largestMagnitude <= 1e-4)
    }
    // Masses of cells become densities again: a rounding each.
    for (a, b) in zip(path.frames[0].values, source.values) { #expect(abs(a - b) <= 1e-15 * b) }
  }

  @Test(
    "on a box that holds all mass, each frame's mass is the plan's to 1e-11, thin bridges included",
    arguments: [1e-4, 0.3, 0.999])
  func mass(t: Double) throws {
    let density = try GridDensity(shape: [16], values: (0..<16).map { 1 + Double($0 % 5) })
      .normalized()
    let bridge = try SchrodingerBridge(prior: .brownian(dimension: 1, noise: 0.1), tolerance: 1e-13)
      .solve(source: density, target: density)
    let frame = try bridge.densities(times: [t], shape: [48], box: Box(lower: [-1], upper: [2]))
      .frames[0]
    // 2 exp(-2 pi^2 1.2^2) = 9e-13 each mode, and the marginal error.
    #expect(abs(frame.mass - 1) <= 1e-11)
    // The way of clouds sums the same mixture.
    let cloud = try SchrodingerBridge(prior: .brownian(dimension: 1, noise: 0.1), tolerance: 1e-13)
      .solve(source: density.pointCloud, target: density.pointCloud)
      .densities(times: [t], shape: [48], box: Box(lower: [-1], upper: [2])).frames[0]
    for (a, b) in zip(frame.values, cloud.values) { #expect(abs(a - b) <= 1e-9) }
  }

  @Test(
    "as s -> 0 on a grid, the interpolation tends to the displacement interpolation, with its rate")
  func vanishingNoise() throws {
    let n = 400
    // A triangle of half-width 0.1 to one of half-width 0.3: W2^2 = (0.2)^2 / 6, and in the middle
    // a triangle of half-width 0.2 and the variance (0.2)^2 / 6; on 400 cells, to h^2.
    let (exactValue, exactVariance) = (0.04 / 6, 0.04 / 6)
    func triangle(_ width: Double) throws -> GridDensity {
      try GridDensity(
        shape: [n],
        values: (0..<n).map { max(0, width - abs((Double($0) + 0.5) / Double(n) - 0.5)) }
      ).normalized()
    }
    let (source, target) = (try triangle(0.1), try triangle(0.3))
    func error(_ noise: Double) throws -> Double {
      let bridge = try SchrodingerBridge(
        prior: .brownian(dimension: 1, noise: noise), tolerance: 1e-10
      ).solve(source: source, target: target)
      // <C, P> exceeds W2^2 by s^2 a dimension, to first order.
      let excess = bridge.certificate.upperBound - exactValue
      #expect(excess > 0 && excess <= noise * noise)
      return try bridge.covariance(at: 0.5)[0, 0] - exactVariance
    }
    // Smooth positive densities have the rate s^4, as Gaussians do; kinks and the edge of the
    // support lower it, but the bridges' own s^2 / 4 is made up for: an error of order s^2 would
    // only fall to a fourth.
    let (coarse, fine) = (try error(0.05), try error(0.025))
    #expect(coarse > 0 && coarse <= 0.05 * 0.05 / 20)
    #expect(fine <= coarse / 8 && fine >= coarse / 17)
  }

  @Test("paths: positions at each time and pairs of ends fit their laws, at level 1e-6")
  func paths() throws {
    let source = try PointCloud(line: [-1, 0.2, 0.5], weights: [0.3, 0.3, 0.4])
    let target = try PointCloud(line: [-0.4, 1.1], weights: [0.5, 0.5])
    let prior = try LinearPrior(drift: Matrix([[-0.8]]), noise: 0.4)
    let bridge = try SchrodingerBridge(prior: prior).solve(source: source, target: target)
    let times = [0, 0.25, 0.6, 1]
    let paths = try bridge.samplePaths(count: 5000, times: times, seed: 3)
    #expect(try paths == bridge.samplePaths(count: 5000, times: times, seed: 3))
    for k in [1, 2] {
      let mixture = try bridge.mixture(at: times[k], share: 0).mixture
      let values = (0..<5000).map { paths.positions[k][$0, 0] }
      let isFit = KolmogorovTest.accepts(values, level: 1e-6) { x in
        zip(mixture.weights, mixture.components).reduce(0) {
          $0 + $1.0
            * NormalDistribution.cumulative(
              (x - $1.1.mean[0]) / $1.1.covariance[0, 0].squareRoot())
        }
      }
      #expect(isFit)
    }
    // Pairs of ends as numbers 0...5, against the plan.
    let plan = try bridge.entropic.plan.truncated(share: 0).plan.dense
    let pairs = (0..<5000).map { p -> Double in
      let i = source.points.elements.firstIndex(of: paths.positions[0][p, 0])!
      let j = target.points.elements.firstIndex(of: paths.positions[3][p, 0])!
      return Double(2 * i + j)
    }
    #expect(
      KolmogorovTest.accepts(pairs, level: 1e-6) { x in
        plan.elements.enumerated().reduce(0) { $0 + (Double($1.offset) <= x ? $1.element : 0) }
      })
    #expect(
      try paths.path(7)
        == Matrix(uncheckedRows: 4, columns: 1, elements: (0..<4).map { paths.positions[$0][7, 0] })
    )
    #expect(try paths.cloud(2).mass == 1)
  }

  @Test("Sinkhorn's solution at eps is the bridge of noise (eps / 2)^1/2; other costs are refused")
  func fromSinkhorn() throws {
    let (source, target) = try Self.clouds()
    let problem = try TransportProblem(source: source, target: target)
    let solution = try Sinkhorn(.absolute(0.5), tolerance: 1e-12).solve(problem)
    let bridge = try CloudBridge(solution, source: source, target: target)
    #expect(bridge.prior.noise == 0.5)
    let solved = try SchrodingerBridge(prior: bridge.prior, tolerance: 1e-12)
      .solve(source: source, target: target)
    let points = Self.points(4, seed: 3)
    let pairs = zip(
      try bridge.logDensity(at: 0.3, points: points), try solved.logDensity(at: 0.3, points: points)
    )
    for (a, b) in pairs { #expect(abs(a - b) <= 1e-12 * (1 + abs(a))) }
    let manhattan = try TransportProblem(source: source, target: target, cost: .manhattan)
    let other = try Sinkhorn(.absolute(0.5)).solve(manhattan)
    #expect(throws: TransportError.self) { try CloudBridge(other, source: source, target: target) }
    #expect(throws: TransportError.self) {
      try CloudBridge(solution, source: target, target: source)
    }
  }

  @Test("bridges much thinner than the cells count as points on their way, and keep their mass")
  func thin() throws {
    let bridge = try SchrodingerBridge(prior: .brownian(dimension: 2, noise: 1e-4)).solve(
      source: PointCloud(points: Matrix([[0.1, 0.15], [0.1, 0.95]]), weights: [1, 2]),
      target: PointCloud(points: Matrix([[0.9, 0.15], [0.9, 0.95]]), weights: [1, 2]))
    let path = try bridge.densities(times: [0.3, 0.6], shape: [10, 10], box: .unit(2))
    for (frame, column) in zip(path.frames, [3, 5]) {
      // eps is 2e-8, and potentials of size one are rounded to 1e-16: exponents to 1e-8.
      #expect(abs(frame.mass - 3) <= bridge.certificate.marginalError + 1e-11)
      #expect(abs(frame.mass - 3) <= 1e-7)
      #expect(abs(frame.values[10 * column + 1] - 100) <= 1e-5)
      #expect(abs(frame.values[10 * column + 9] - 200) <= 1e-5)
    }
    let away = try Box(lower: [2, 2], upper: [3, 3])
    #expect(throws: TransportError.self) {
      try bridge.densities(times: [0.5], shape: [10, 10], box: away)
    }
  }

  @Test("bad input is refused at the door")
  func badInput() throws {
    let (source, target) = try Self.clouds()
    let solver = SchrodingerBridge(prior: try .brownian(dimension: 2, noise: 0.5))
    let line = try PointCloud(line: [0, 1])
    #expect(throws: TransportError.self) { try solver.solve(source: line, target: line) }
    #expect(throws: TransportError.self) {
      try solver.solve(
        source: source,
        target: PointCloud(points: target.points, weights: target.weights.map { 2 * $0 }))
    }
    let bridge = try solver.solve(source: source, target: target)
    let points = Self.points(2, seed: 1)
    #expect(throws: TransportError.self) { try bridge.density(at: 0, points: points) }
    #expect(throws: TransportError.self) { try bridge.density(at: 1, points: points) }
    #expect(throws: TransportError.self) { try bridge.control(at: 1, points: points) }
    #expect(throws: TransportError.self) { try bridge.control(at: 0.5, points: line.points) }
    #expect(throws: TransportError.self) { try bridge.mixture(at: 0.5, share: 2) }
    #expect(throws: TransportError.self) { try bridge.samplePaths(count: 0, times: [0.5], seed: 1) }
    #expect(throws: TransportError.self) {
      try bridge.densities(times: [0.5], shape: [4], box: .unit(1))
    }
    #expect(throws: TransportError.self) {
      try bridge.densities(times: [2], shape: [4, 4], box: .unit(2))
    }
    let paths = try bridge.samplePaths(count: 1, times: [0.5], seed: 1)
    #expect(throws: TransportError.self) { try paths.cloud(1) }
    #expect(throws: TransportError.self) { try paths.path(-1) }
  }
}
