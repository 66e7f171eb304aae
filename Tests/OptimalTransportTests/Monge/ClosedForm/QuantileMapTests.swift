import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct QuantileMapTests {
  let uniform = try! GridDensity(shape: [1], values: [1])

  @Test func `Two Gaussians are mapped by the affine map, at a hundred deviations too`() throws {
    let map = try QuantileMap(
      source: Gaussian(mean: 1, variance: 4), target: Gaussian(mean: -2, variance: 25))
    for z in [-100.0, -3, 0, 0.5, 9, 100] {
      let x = 1 + 2 * z
      #expect(abs(map(x) - (-2 + 5 * z)) <= 4 * (2 + 5 * abs(z)).ulp)
      #expect(map.derivative(at: x) == 2.5)
    }
    // (1 + 2)^2 + (2 - 5)^2 for p = 2.
    let cost = try map.cost()
    #expect(abs(cost.value - 18) <= cost.error + 1e-13)
    #expect(cost.error < 1e-9)
    #expect(abs(cost.distance - 18.0.squareRoot()) < 1e-9)
  }

  @Test func `A mixture of one component is that Gaussian, in both tails`() throws {
    let gaussian = try Gaussian(mean: 1, variance: 4)
    let mixture = try GaussianMixture(
      weights: [0.25, 0, 0.75], components: [gaussian, gaussian, gaussian])
    let map = try QuantileMap(source: mixture, target: Gaussian(mean: 0, variance: 1))
    for z in stride(from: -30.0, through: 30, by: 3) {
      // A tail is good to some z^2 ulp, and z to that over z.
      #expect(abs(map(1 + 2 * z) - z) < 1e-13 * max(abs(z), 1))
    }
  }

  @Test func `The Gaussian maps onto the uniform law by its distribution function`() throws {
    let map = try QuantileMap(source: Gaussian(mean: 0, variance: 1), target: uniform)
    for x in [-8.0, -1, 0, 0.3, 5] {
      let exact = 0.5 * erfc(-x / 2.0.squareRoot())
      // Half an ulp in x / sqrt 2 is x^2 / 2 ulp in the tail.
      #expect(abs(map(x) - exact) <= (4 + x * x) * exact.ulp)
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      #expect(abs(map.derivative(at: x) - density) <= 4 * density.ulp)
    }
    // E (Z - Phi(Z))^2 = 1 + 1/3 - 2 E Z Phi(Z), E Z Phi(Z) = E phi(Z) = 1 / (2 sqrt pi).
    let cost = try map.cost()
    #expect(abs(cost.value - (4.0 / 3 - 1 / Double.pi.squareRoot())) <= cost.error + 1e-14)
    #expect(cost.error < 1e-11)
  }

  @Test func `The derivative is the difference quotient, and the inverse undoes the map`() throws {
    let source = try GaussianMixture(
      weights: [1, 2],
      components: [Gaussian(mean: -2, variance: 1), Gaussian(mean: 3, variance: 0.25)])
    let target = try LineLaw(density: { 1 + $0 }, from: 0, to: 2, mass: 3)
    let map = try QuantileMap(source: source, target: target)
    let back = try map.inverse()
    for x in [-4.0, -2, 0.1, 2.5, 3, 4] {
      let h = 1e-4
      let quotient = (map(x + h) - map(x - h)) / (2 * h)
      // Truncation h^2 T'''/6, with |T'''| below 10, and rounding 1e-15 / h.
      #expect(abs(map.derivative(at: x) - quotient) < 1e-6)
      // F is near 1/3 between the components with density 1e-3: T has few digits back.
      #expect(abs(back(map(x)) - x) < 1e-9)
    }
  }

  @Test func `The triangle to its double costs a sixth of its half-width squared`() throws {
    let w = 0.2
    let map = try QuantileMap(
      source: LineLaw(
        density: Oracles.triangle(center: 0.5, halfWidth: w), from: 0.5 - w, to: 0.5 + w),
      target: LineLaw(
        density: Oracles.triangle(center: 0.5, halfWidth: 2 * w), from: 0.5 - 2 * w,
        to: 0.5 + 2 * w))
    let cost = try map.cost()
    // The tabulated laws are good to 1e-13 of the mass; quantiles near the ends to its square root.
    #expect(abs(cost.value - Oracles.triangleDoublingDistanceSquared(halfWidth: w)) < 1e-10)
    #expect(abs(map(0.6) - 0.7) < 1e-11)
    #expect(abs(map.derivative(at: 0.6) - 2) < 1e-10)
  }

  @Test func `The split to the ends of an interval is exact on grids`() throws {
    // Uniform on [-w, w], w = 1/4, to the uniform law on [-1/2, -1/4] and [1/4, 1/2].
    let source = try GridDensity(
      shape: [4], box: Box(lower: [-0.5], upper: [0.5]), values: [0, 2, 2, 0])
    let target = try GridDensity(
      shape: [4], box: Box(lower: [-0.5], upper: [0.5]), values: [2, 0, 0, 2])
    let map = try QuantileMap(source: source, target: target)
    #expect(map(-0.125) == -0.375)
    #expect(map(0.125) == 0.375)
    #expect(map.derivative(at: 0.1) == 1)
    let exact = Oracles.splitDistanceSquared(halfWidth: 0.25)
    #expect(abs(try map.cost().value - exact) < 1e-16)
    // T moves every point by 1/4, whatever the cost.
    for p in [1.0, 1.5, 3] {
      #expect(abs(try map.cost(exponent: p).distance - 0.25) < 1e-15)
    }
  }

  @Test(arguments: [1, 1.5, 2, 4])
  func `The cost of equal atoms differs by their distances at most`(
    p: Double
  ) throws {
    let source = try GaussianMixture(
      weights: [1, 1],
      components: [Gaussian(mean: -1, variance: 1), Gaussian(mean: 2, variance: 4)])
    let target = try LineLaw(Gaussian(mean: 1, variance: 0.25, mass: 2))
    let cost = try QuantileMap(source: source, target: target).cost(exponent: p)
    #expect(cost.error < 1e-9 * cost.value)
    let n = 100
    let levels = try QuantileMap(source: GridDensity(shape: [1], values: [2]), target: source)
    let masses = [Double](repeating: 2 / Double(n), count: n)
    let from = try PointCloud(
      line: (0..<n).map { levels((Double($0) + 0.5) / Double(n)) }, weights: masses)
    let onto = try target.discretized(count: n)
    let discrete = try QuantileTransport().solve(source: from, target: onto, cost: .power(p))
    let slack =
      try QuantileMap(source: source, target: from).cost(exponent: p).distance
      + QuantileMap(source: target, target: onto).cost(exponent: p).distance
    #expect(abs(pow(discrete.value, 1 / p) - cost.distance) <= slack)
    #expect(slack < 0.4 * cost.distance)
  }

  @Test func `Laws that agree cost nothing, in whatever form they are given`() throws {
    let forms: [any Measure] = [
      try Gaussian(mean: 0, variance: 1), try LineLaw(Gaussian(mean: 0, variance: 1)),
      try LineLaw(cumulative: { 0.5 * erfc(-$0 / 2.0.squareRoot()) }),
      try GaussianMixture(
        weights: [0.5, 0.5],
        components: [Gaussian(mean: 0, variance: 1), Gaussian(mean: 0, variance: 1)]),
    ]
    for form in forms {
      for map in [
        try QuantileMap(source: form, target: forms[0]),
        try QuantileMap(source: forms[0], target: form),
      ] {
        let cost = try map.cost()
        // Upper tails of a LineLaw are resolved to 2^-53: 8 deviations squared times that.
        #expect(cost.value < 1e-13 && cost.value <= cost.error + 1e-20)
      }
    }
  }

  @Test func `Pushed samples have the target's distribution`() throws {
    let source = try Gaussian(mean: 0, variance: 1)
    let target = try GridDensity(
      shape: [5], box: Box(lower: [0], upper: [1]), values: [1, 0, 3, 0.5, 0.5])
    let map = try QuantileMap(source: source, target: target)
    let law = LineTails(target)
    // At exact source quantiles, G(T(Q(u))) = u wherever G grows.
    for k in 1..<100 {
      let u = Double(k) / 100
      let y = map(NormalDistribution.quantile(u))
      #expect(abs(law.lowerTail(y) - u) < 1e-14)
    }
  }

  @Test func `A target of atoms gives steps, a flat derivative and no inverse`() throws {
    let target = try PointCloud(line: [3, -1, 7, 3], weights: [0.2, 0.5, 1e-300, 0.3])
    let map = try QuantileMap(source: uniform, target: target)
    #expect([0.1, 0.49, 0.51, 0.9].map { map($0) } == [-1, -1, 3, 3])
    #expect(map.derivative(at: 0.3) == 0)
    // int_0^1/2 (u + 1)^2 + int_1/2^1 (3 - u)^2 = 19/24 + 61/24.
    #expect(abs(try map.cost().value - 80.0 / 24) < 1e-14)
    #expect(throws: TransportError.self) { try map.inverse() }
  }

  @Test func `Atoms in the source are found, named, and sent to plans`() throws {
    let atoms = try PointCloud(line: [0, 1])
    let jump = try LineLaw(cumulative: { $0 < 0.5 ? $0 / 2 : ($0 + 1) / 2 }, from: 0, to: 1)
    let small = try LineLaw(
      cumulative: { $0 < 0.5 ? $0 * 0.998 : $0 * 0.998 + 0.002 }, from: 0, to: 1)
    let flat = try LineLaw(quantile: { $0 < 0.25 ? $0 : max($0, 0.75) })
    for source in [atoms, jump, small, flat] as [any Measure] {
      let error = #expect(throws: TransportError.self) {
        try QuantileMap(source: source, target: uniform)
      }
      #expect(error?.description.contains("atom") == true)
      #expect(error?.description.contains("plan") == true)
      _ = try QuantileMap(source: uniform, target: source)
    }
  }

  @Test func `Laws with an infinite density at an end have no atom there`() throws {
    let law = try LineLaw(density: { 1 / $0.squareRoot() }, from: 0, to: 1)
    let map = try QuantileMap(source: law, target: uniform)
    // F(x) = sqrt x; the table resolves what lies beyond its last panel, 1e-9 of the mass.
    for x in [1e-6, 0.25, 0.81] { #expect(abs(map(x) - x.squareRoot()) < 1e-9) }
  }

  @Test func `Points beyond the support go to the nearest end`() throws {
    let map = try QuantileMap(source: uniform, target: uniform)
    #expect([-1.0, 0].allSatisfy { map($0) < 1e-300 })
    #expect([0.25, 1, 2].map { map($0) } == [0.25, 1, 1])
    #expect(map.derivative(at: 2) == 0)
    let line = try QuantileMap(source: uniform, target: Gaussian(mean: 0, variance: 1))
    #expect([-1.0, 0, 1, 2].allSatisfy { line($0).isFinite })
  }

  @Test func `Unequal masses, planes, concave costs and infinite moments are refused`() throws {
    let plane = try GridDensity(shape: [2, 2], values: [1, 1, 1, 1])
    #expect(throws: TransportError.self) { try QuantileMap(source: plane, target: plane) }
    #expect(throws: TransportError.massMismatch(source: 1, target: 2)) {
      try QuantileMap(source: uniform, target: GridDensity(shape: [1], values: [2]))
    }
    let map = try QuantileMap(source: uniform, target: uniform)
    for p in [0.5, .nan, .infinity, -1] {
      #expect(throws: TransportError.self) { try map.cost(exponent: p) }
    }
    // Tails P(|X| > x) = x^-3: variance 3, no third moment.
    let heavy = try LineLaw(quantile: { pow(1 - $0, -1.0 / 3) - pow($0, -1.0 / 3) })
    #expect(throws: TransportError.self) {
      try QuantileMap(source: uniform, target: heavy).cost(exponent: 3)
    }
  }
}
