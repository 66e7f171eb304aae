import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct GaussianGeodesicTests {
  static let source = try! Gaussian(
    mean: [1, -2, 0.5], covariance: Matrix([[2, 0.3, 0], [0.3, 1, -0.4], [0, -0.4, 0.7]]), mass: 3)
  static let target = try! Gaussian(
    mean: [-1, 0.5, 2], covariance: Matrix([[0.5, -0.2, 0.1], [-0.2, 3, 0.6], [0.1, 0.6, 1]]),
    mass: 3)
  private static let times = [0, 0.2, 0.5, 0.7, 1]

  private static func way(_ time: Double) -> Matrix {
    var m = Oracles.gaussianMap(source, target)
    for k in m.elements.indices { m.elements[k] *= time }
    for k in 0..<3 { m[k, k] += 1 - time }
    return m
  }

  @Test("means and covariances are those of oracle 1 at five times", arguments: times)
  func moments(time: Double) throws {
    let geodesic = try GaussianGeodesic(source: Self.source, target: Self.target)
    let found = try geodesic.measure(at: time)
    let m = Self.way(time)
    let exact = Oracles.product(Oracles.product(m, Self.source.covariance), m)
    for (a, b) in zip(found.covariance.elements, exact.elements) { #expect(abs(a - b) < 1e-13) }
    for k in 0..<3 {
      let mean = (1 - time) * Self.source.mean[k] + time * Self.target.mean[k]
      #expect(abs(found.mean[k] - mean) < 1e-15)
    }
    #expect(found.mass == 3)
  }

  @Test("the ends are the Gaussians themselves")
  func ends() throws {
    let geodesic = try GaussianGeodesic(source: Self.source, target: Self.target)
    #expect(try geodesic.measure(at: 0) == Self.source)
    #expect(try geodesic.measure(at: 1) == Self.target)
  }

  @Test("speed is constant: W2(rho_s, rho_t) = |t - s| W2")
  func constantSpeed() throws {
    let geodesic = try GaussianGeodesic(source: Self.source, target: Self.target)
    for s in Self.times {
      for t in Self.times {
        let square = Oracles.gaussianDistanceSquared(
          try geodesic.measure(at: s), try geodesic.measure(at: t))
        // A trace of size 10 is subtracted from another.
        #expect(abs(3 * square - (t - s) * (t - s) * geodesic.squaredDistance) < 1e-13)
      }
    }
  }

  @Test("phi is that of oracle 1, and the velocity at X_t(x) is T(x) - x", arguments: times)
  func potential(time: Double) throws {
    let geodesic = try GaussianGeodesic(source: Self.source, target: Self.target)
    let phi = try geodesic.potential(at: time)
    let map = try GaussianMap(source: Self.source, target: Self.target)
    let inverse = Oracles.spectral(Self.way(time)) { 1 / $0 }
    var growth = Oracles.gaussianMap(Self.source, Self.target)
    for k in 0..<3 { growth[k, k] -= 1 }
    let b = Oracles.product(growth, inverse)
    for x in [[0, 0, 0], [1, 2, -3], [0.4, -5, 0.1]] as [[Double]] {
      let image = try map(x)
      let place = zip(x, image).map { (1 - time) * $0 + time * $1 }
      for (u, (from, onto)) in zip(try phi.gradient(place), zip(x, image)) {
        #expect(abs(u - (onto - from)) < 1e-13)
      }
      let shift = zip(Self.target.mean, Self.source.mean).map { $0 - $1 }
      let z = (0..<3).map { place[$0] - Self.source.mean[$0] - time * shift[$0] }
      var exact = 0.0
      for i in 0..<3 {
        exact += shift[i] * z[i] + time * shift[i] * shift[i] / 2
        for j in 0..<3 { exact += z[i] * b[i, j] * z[j] / 2 }
      }
      #expect(abs(try phi(place) - exact) < 1e-12)
    }
  }

  @Test("phi at t is phi_0 evolved by Hamilton and Jacobi's equation")
  func hamiltonJacobi() throws {
    let geodesic = try GaussianGeodesic(source: Self.source, target: Self.target)
    let start = try geodesic.potential(at: 0)
    #expect(start.firstCaustic > 1)
    for time in Self.times {
      let (a, b) = (try start.evolved(by: time), try geodesic.potential(at: time))
      let x = [0.3, -1, 2]
      #expect(abs(try a(x) - b(x)) < 1e-13)
    }
  }

  @Test("rho_t minimises (1 - t) W2^2(., xi) + t W2^2(., eta); another pays at most its distance")
  func minimises() throws {
    let time = 0.3
    let geodesic = try GaussianGeodesic(source: Self.source, target: Self.target)
    func objective(_ rho: Gaussian) -> Double {
      (1 - time) * Oracles.gaussianDistanceSquared(rho, Self.source)
        + time * Oracles.gaussianDistanceSquared(rho, Self.target)
    }
    let best = try geodesic.measure(at: time)
    let value = objective(best)
    #expect(abs(value - time * (1 - time) * geodesic.squaredDistance / 3) < 1e-13)
    var instances = RandomInstances(seed: 4)
    for size in [1e-3, 0.03, 0.3] {
      for _ in 0..<10 {
        var covariance = best.covariance
        for i in 0..<3 {
          for j in 0...i {
            let change = size * 0.3 * (instances.uniform() - 0.5)
            covariance[i, j] += change
            covariance[j, i] = covariance[i, j]
          }
        }
        let other = try Gaussian(
          mean: best.mean.map { $0 + size * (instances.uniform() - 0.5) }, covariance: covariance)
        let excess = objective(other) - value
        // The space of measures has positive curvature: the excess is at most that of a flat one.
        #expect(excess > 0)
        #expect(excess <= Oracles.gaussianDistanceSquared(other, best) + 1e-13)
      }
    }
  }

  @Test("the entropy and the energies of powers are convex on the way")
  func convexity() throws {
    let geodesic = try GaussianGeodesic(source: Self.source, target: Self.target)
    let roots = try (0...20).map { k in
      // log of the root of det S: minus the entropy, up to a constant.
      try geodesic.measure(at: Double(k) / 20).cholesky.logDeterminant / 2
    }
    for energy in [{ -$0 }, { exp(-$0) }, { exp(-0.5 * $0) }, { exp(-3 * $0) }]
      as [(Double) -> Double]
    {
      let values = roots.map(energy)
      for k in 1..<20 { #expect(values[k - 1] - 2 * values[k] + values[k + 1] > 0) }
    }
  }

  @Test("frames on a grid are the Gaussian's masses of cells")
  func frames() throws {
    let source = try Gaussian(mean: -1, variance: 0.2)
    let geodesic = try GaussianGeodesic(source: source, target: Gaussian(mean: 1, variance: 0.05))
    let box = try Box(lower: [-4], upper: [4])
    let path = try geodesic.path(times: [0, 0.5, 1], shape: [80], box: box)
    #expect(path.count == 3)
    #expect(
      try path.frames[1]
        == geodesic.measure(at: 0.5).discretized(shape: [80], box: box).density)
  }

  @Test("a mixture of one is the Gaussian, and pairs of a plan go their own ways")
  func mixtures() throws {
    let one = try MixtureGeodesic(
      source: GaussianMixture(weights: [3], components: [Self.source]),
      target: GaussianMixture(weights: [3], components: [Self.target]))
    let single = try GaussianGeodesic(source: Self.source, target: Self.target).measure(at: 0.4)
    let mixture = try one.measure(at: 0.4)
    #expect(mixture.components[0].mean == single.mean)
    #expect(mixture.components[0].covariance == single.covariance && mixture.mass == 3)

    func blend(_ weights: [Double], _ means: [Double]) throws -> GaussianMixture {
      try GaussianMixture(
        weights: weights, components: means.map { try Gaussian(mean: $0, variance: 0.1 + $0 * $0) })
    }
    let (source, target) = (
      try blend([0.5, 0, 0.5, 1e-300], [-2, 7, 1, 3]), try blend([0.3, 0.7], [-1, 2])
    )
    let geodesic = try MixtureGeodesic(source: source, target: target)
    let whole = geodesic.squaredDistance
    // MW2 between two times of the way.
    let (early, late) = (try geodesic.measure(at: 0.2), try geodesic.measure(at: 0.7))
    let part = try MixtureTransport().solve(source: early, target: late).value
    #expect(abs(part - 0.25 * whole) < 1e-14 * (1 + whole))
    #expect(abs(early.mass - 1) < 1e-15)
    for x in [-2.0, -0.3, 1, 2.2] {
      #expect(abs(try geodesic.measure(at: 0).density(at: [x]) - source.density(at: [x])) < 1e-14)
      #expect(abs(try geodesic.measure(at: 1).density(at: [x]) - target.density(at: [x])) < 1e-14)
    }
  }

  @Test("times outside 0...1 and other bad input are named errors", arguments: [-0.1, 1.1, .nan])
  func badInput(time: Double) throws {
    let geodesic = try GaussianGeodesic(source: Self.source, target: Self.target)
    #expect(throws: TransportError.self) { try geodesic.measure(at: time) }
    #expect(throws: TransportError.self) { try geodesic.potential(at: time) }
    #expect(throws: TransportError.self) {
      try geodesic.path(times: [0.5, time], shape: [4, 4, 4], box: .unit(3))
    }
    #expect(throws: TransportError.self) {
      try GaussianGeodesic(source: Self.source, target: Gaussian(mean: 0, variance: 1, mass: 3))
    }
  }
}
