import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite("Push-forward on the line: every branch")
struct BranchSearchTests {
  static let square = ScalarMap({ $0 * $0 }, derivative: { 2 * $0 })

  /// Sources with their densities.
  static func sources() throws -> [(measure: any Measure, density: (Double) -> Double)] {
    let normal = { (x: Double, m: Double, v: Double) in
      exp(-(x - m) * (x - m) / (2 * v)) / (2 * .pi * v).squareRoot()
    }
    return [
      (try Gaussian(mean: 0.3, variance: 1.7, mass: 2), { 2 * normal($0, 0.3, 1.7) }),
      (
        try LineLaw(density: { _ in 5 }, from: -1, to: 3),
        { $0 >= -1 && $0 <= 3 ? 0.25 : 0 }
      ),
      (
        try GridDensity(shape: [1], box: Box(lower: [-1], upper: [3]), values: [0.25]),
        { $0 >= -1 && $0 <= 3 ? 0.25 : 0 }
      ),
      (
        try GaussianMixture(
          weights: [0.4, 0.6, 0],
          components: [
            Gaussian(mean: -2, variance: 0.01), Gaussian(mean: 1, variance: 0.5),
            Gaussian(mean: 9, variance: 1),
          ]), { 0.4 * normal($0, -2, 0.01) + 0.6 * normal($0, 1, 0.5) }
      ),
    ]
  }

  @Test("x^2 has the density (xi(r) + xi(-r)) / 2r, r = sqrt(y), to 1e-10 for every source")
  func squares() throws {
    for (source, density) in try Self.sources() {
      let result = try BranchSearch().pushforward(of: source, by: Self.square)
      #expect(result.branches.count == 2 && result.warnings.isEmpty)
      #expect(result.certificate.massError <= 1e-12 && result.certificate.conservesMass)
      for y in [1e-6, 1e-3, 0.09, 0.5, 0.99, 1.01, 2, 3.9, 8.9] {
        let r = y.squareRoot()
        let exact = (density(r) + density(-r)) / (2 * r)
        #expect(abs(result.density(at: y) - exact) <= 1e-10 * exact)
      }
      #expect(result.density(at: 1e-30) > 1e13)
      #expect(result.density(at: -1e-9) == 0 && result.cumulative(-1e-9) == 0)
      #expect(result.cumulative(1e9) == 1)
    }
  }

  @Test("x^2 far in the tail keeps its digits")
  func tail() throws {
    let result = try BranchSearch().pushforward(
      of: Gaussian(mean: 0, variance: 1), by: Self.square)
    // The density's exponent is y / 2, so one ulp of y counts y / 2 times.
    for y in [50.0, 200, 1000] {
      let exact = exp(-y / 2) / (2 * .pi * y).squareRoot()
      #expect(abs(result.density(at: y) / exact - 1) < 1e-15 * y)
    }
  }

  @Test("the distribution function of x^2 is that of a chi-squared law")
  func cumulative() throws {
    let result = try BranchSearch().pushforward(
      of: Gaussian(mean: 0, variance: 1), by: Self.square)
    for y in [1e-12, 1e-4, 0.3, 1, 5, 30] {
      // P(|X| <= sqrt(y)): two differences of erfc of size 1.
      #expect(
        abs(result.cumulative(y) - erf((y / 2).squareRoot())) < 4e-16 + 1e-15 * y.squareRoot())
    }
  }

  @Test("a map with five branches is the sum of its five terms")
  func fiveBranches() throws {
    let chebyshev = ScalarMap(
      { x in ((16 * x * x - 20) * x * x + 5) * x },
      derivative: { x in (80 * x * x - 60) * x * x + 5 })
    let uniform = try GridDensity(shape: [1], box: Box(lower: [-1], upper: [1]), values: [0.5])
    let result = try BranchSearch().pushforward(of: uniform, by: chebyshev)
    #expect(result.branches.count == 5 && result.certificate.massError < 1e-15)
    for y in [-0.99, -0.5, 0, 0.3, 0.9] {
      // T_5(cos t) = cos 5t, so f'(cos t) = 5 sin 5t / sin t at the five t with cos 5t = y.
      let exact = (0..<5).reduce(0.0) { sum, k in
        let t = (acos(y) + 2 * .pi * Double(k)) / 5
        return sum + 0.5 * abs(sin(t) / (5 * sin(5 * t)))
      }
      #expect(abs(result.density(at: y) - exact) < 1e-12 * exact)
      #expect(result.preimages(of: y).count == 5)
      for x in result.preimages(of: y) { #expect(abs(chebyshev.value(x) - y) < 1e-14) }
    }
    // Critical points cos(k pi / 5), to rounding.
    for (branch, k) in zip(result.branches.dropFirst(), [4.0, 3, 2, 1]) {
      #expect(abs(branch.lower - cos(k * .pi / 5)) < 1e-15)
    }
  }

  @Test("densities integrate to the masses of the branches between critical values")
  func integrals() throws {
    let map = ScalarMap({ $0 * $0 * $0 - 3 * $0 }, derivative: { 3 * $0 * $0 - 3 })
    let result = try BranchSearch().pushforward(of: Gaussian(mean: 0.2, variance: 1), by: map)
    #expect(result.branches.count == 3)
    let rule = Quadrature(relativeTolerance: 1e-11)
    for (a, b) in [(-1.9, 1.9), (2.1, 7), (-9, -2.1)] {
      let integral = rule.integrate(from: a, to: b) { result.density(at: $0) }.integral
      #expect(abs(integral - (result.cumulative(b) - result.cumulative(a))) < 1e-11)
    }
    // Up to the critical value 2, where the density is infinite: y = 2 - s^2. The first node has
    // s > 2e-3, where one ulp of y is 1e-10 of s^2.
    let integral = Quadrature.panel(from: 0, to: 0.5) { 2 * $0 * result.density(at: 2 - $0 * $0) }
      .integral
    #expect(abs(integral - (result.cumulative(2) - result.cumulative(1.75))) < 1e-9)
  }

  @Test(
    "without a derivative, differences find the same branches and a density to the error stated")
  func differences() throws {
    let source = try Gaussian(mean: 0.3, variance: 1.7)
    let values = ScalarMap { $0 * sin(2 * $0) }
    let slopes = ScalarMap(
      { $0 * sin(2 * $0) }, derivative: { sin(2 * $0) + 2 * $0 * cos(2 * $0) })
    let found = try BranchSearch().pushforward(of: source, by: values)
    let exact = try BranchSearch().pushforward(of: source, by: slopes)
    #expect(found.certificate.massError < 1e-12 && found.certificate.derivativeError < 1e-8)
    for y in [-3.1, -1, -0.2, 0.4, 1.3, 2.2] {
      // The certificate states the greatest relative error of f' away from critical points.
      let allowed = 10 * found.certificate.derivativeError + 1e-11
      #expect(abs(found.density(at: y) / exact.density(at: y) - 1) < allowed)
      #expect(abs(found.cumulative(y) - exact.cumulative(y)) < 1e-14)
    }
    for branch in exact.branches where branch.mass > 1e-6 {
      #expect(found.branches.contains { abs($0.lower - branch.lower) < 1e-9 })
    }
  }

  @Test("every map conserves mass to 1e-12")
  func conservation() throws {
    let maps: [ScalarMap] = [
      ScalarMap { 1 / $0 }, ScalarMap { 1 / ($0 * $0) }, ScalarMap { abs($0 - 0.1) },
      ScalarMap { max($0, 0.2) }, ScalarMap { $0.rounded(.down) }, ScalarMap { log(abs($0)) },
      ScalarMap { cbrt($0) }, ScalarMap { $0 * $0 * $0 * $0 }, ScalarMap { tan($0) },
      ScalarMap { sin(20 * $0) }, ScalarMap { tanh(30 * $0) }, ScalarMap { 1e6 + cos($0) },
      ScalarMap { $0 > 0.3 ? $0 + 1 : $0 }, ScalarMap { _ in 4 }, ScalarMap { exp($0 * $0 / 9) },
      ScalarMap({ 1 / $0 }, derivative: { -1 / ($0 * $0) }),
      ScalarMap({ abs($0) }, derivative: { $0 < 0 ? -1 : 1 }),
      ScalarMap({ tan($0) }, derivative: { 1 / (cos($0) * cos($0)) }),
    ]
    for (source, _) in try Self.sources() {
      for map in maps {
        let result = try BranchSearch().pushforward(of: source, by: map)
        #expect(result.certificate.massError < 1e-12)
        #expect(result.certificate.unresolvedMass < 1e-12)
        #expect(result.warnings.isEmpty)
      }
    }
  }

  @Test("zero and denormal masses, and sources in extreme units")
  func extremes() throws {
    for (mass, deviation) in [(1e-300, 1.0), (1, 1e-100), (1, 1e100), (1e300, 1)] {
      let source = try Gaussian(mean: 0, variance: deviation * deviation, mass: mass)
      let result = try BranchSearch().pushforward(of: source, by: Self.square)
      #expect(result.branches.count == 2)
      #expect(result.certificate.massError < 1e-12)
      #expect(abs(result.cumulative(deviation * deviation) - erf(0.5.squareRoot())) < 1e-14)
    }
    let gaps = try GridDensity(
      shape: [4], box: Box(lower: [-1], upper: [1]), values: [0, 1, 0x1p-1060, 1])
    let result = try BranchSearch().pushforward(of: gaps, by: ScalarMap { 1 / ($0 + 0.75) })
    #expect(result.certificate.massError < 1e-12 && result.branches.count == 1)
  }
}

extension BranchSearchTests {
  @Test("the distribution function agrees with counting quantiles of the source", arguments: 0..<12)
  func counting(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let (a, b, c) = (4 * generator.uniform(), 3 * generator.uniform(), generator.uniform())
    let value: @Sendable (Double) -> Double = { x in
      seed % 2 == 0 ? a * sin(b * x + c) + c * x : ((x - a) * x - b) * x * c + abs(x - c)
    }
    let source = try LineLaw(Gaussian(mean: c, variance: 1 + b))
    let result = try BranchSearch().pushforward(of: source, by: ScalarMap(value))
    let n = 20_000
    let images = try source.discretized(count: n).points.elements.map(value).sorted()
    let heavy = result.branches.count { $0.mass > 1e-6 }
    for k in stride(from: 50, to: n, by: 977) {
      // {f <= y} is a union of intervals, one a branch at most, and on each end the count of
      // midpoints of quantiles is off by less than one.
      let counted = Double(k + 1) / Double(n)
      #expect(abs(result.cumulative(images[k]) - counted) <= Double(2 * heavy + 1) / Double(n))
    }
  }
}
