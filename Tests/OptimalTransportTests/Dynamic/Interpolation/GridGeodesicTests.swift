import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct GridGeodesicTests {
  /// Two Gaussians, their densities on a grid, and the geodesic.
  private struct Pair {
    let gaussians: GaussianGeodesic
    let geodesic: GridGeodesic
    let solution: GridMapSolution
    let shape: [Int]

    init(_ n: Int) throws {
      let source = try Gaussian(
        mean: [0.4, 0.45], covariance: Matrix([[0.006, 0.002], [0.002, 0.004]]))
      let target = try Gaussian(
        mean: [0.6, 0.55], covariance: Matrix([[0.003, -0.001], [-0.001, 0.008]]))
      gaussians = try GaussianGeodesic(source: source, target: target)
      shape = [n, n]
      let (x, y) = (
        try source.discretized(shape: shape, box: .unit(2)).density,
        try target.discretized(shape: shape, box: .unit(2)).density
      )
      solution = try BackAndForth().solve(source: x, target: y)
      geodesic = try GridGeodesic(source: x, target: y, solution: solution)
    }
  }

  private static func distance(_ a: GridDensity, _ b: GridDensity) -> Double {
    zip(a.values, b.values).reduce(0) { $0 + abs($1.0 - $1.1) } * a.cellVolume
  }

  @Test("the ends are the densities themselves, and no mass is lost on the way")
  func ends() throws {
    let pair = try Pair(32)
    let path = try pair.geodesic.path(times: [0, 0.2, 0.4, 0.6, 0.8, 1])
    #expect(path.shape == [32, 32] && path.box == .unit(2))
    // Cumulated masses of one are subtracted.
    #expect(Self.distance(path.frames[0], pair.geodesic.source) < 1e-13)
    #expect(Self.distance(path.frames[5], pair.geodesic.target) < 1e-13)
    for frame in path.frames { #expect(abs(frame.mass - 1) < 1e-14) }
  }

  @Test("the density is of second order where T is smooth, by the Jacobian of the exact map")
  func secondOrder() throws {
    let errors = try [32, 64].map { n -> [Double] in
      let (source, target) = (try SquareWay.source(n), try SquareWay.target(n))
      let geodesic = try GridGeodesic(
        source: source, target: target,
        solution: MongeAmpere().solve(source: source, target: target))
      let c = SquareWay.centers(n)
      return try [0.25, 0.5, 0.75].map { time in
        let exact = try GridDensity(
          shape: [n, n], box: SquareWay.box,
          values: c.flatMap { x in c.map { SquareWay.density((x, $0), time) } })
        return Self.distance(try geodesic.measure(at: time), exact)
      }
    }
    for (coarse, fine) in zip(errors[0], errors[1]) {
      // Four times less is second order; with what is left of higher ones, three. The density has
      // the fourth derivative 4 (8 pi)^4 / 32 pi ~ 16000 h^2/24 in its means over cells: 0.2 at h =
      // 1/64, times the amplitude 1/32 of the map's slope.
      #expect(fine < coarse / 3 && fine < 1e-3)
    }
  }

  @Test("velocity and potential are those of the exact map, of second order")
  func velocity() throws {
    let errors = try [32, 64].map { n -> Double in
      let (source, target) = (try SquareWay.source(n), try SquareWay.target(n))
      let geodesic = try GridGeodesic(
        source: source, target: target,
        solution: MongeAmpere().solve(source: source, target: target))
      let c = SquareWay.centers(n)
      var worst = 0.0
      for time in [0.0, 0.3, 0.8, 1] {
        let field = try geodesic.velocity(at: time, shape: [n, n], box: SquareWay.box)
        let gradient = try geodesic.potential(at: time, shape: [n, n], box: SquareWay.box)
          .velocity()
        for cell in 0..<n * n {
          let exact = SquareWay.velocity((c[cell / n], c[cell % n]), time)
          for (k, u) in [exact.0, exact.1].enumerated() {
            worst = max(worst, abs(field.vectors[cell, k] - u))
            worst = max(worst, abs(gradient.vectors[cell, k] - u))
          }
        }
      }
      return worst
    }
    // The largest velocity is 0.0048; central differences over h = 1/64 of waves of 8 pi lose (8 pi
    // h)^2 / 6 = 2.6 % of the slope and as much again in psi, at n = 32 four times that.
    #expect(errors[1] < errors[0] / 3 && errors[1] < 0.0048 * 0.08)
  }

  @Test("between Gaussians rho_t converges to the Gaussian in between")
  func gaussians() throws {
    let errors = try [32, 64].map { n -> [Double] in
      let pair = try Pair(n)
      return try [0.1, 0.5, 0.8].map { time in
        Self.distance(
          try pair.geodesic.measure(at: time),
          try pair.gaussians.density(at: time, shape: pair.shape, box: .unit(2)))
      }
    }
    // The maps are of second order only where there is mass.
    for (coarse, fine) in zip(errors[0], errors[1]) { #expect(fine < coarse / 2 && fine < 0.01) }
  }

  @Test("phi is that of oracle 1 on the way of the mass, up to a constant", arguments: [0.2, 0.7])
  func gaussianPotential(time: Double) throws {
    let pair = try Pair(64)
    let phi = try pair.geodesic.potential(at: time, shape: [64, 64], box: .unit(2))
    let exact = try pair.gaussians.potential(at: time)
    let rho = try pair.gaussians.density(at: time, shape: [64, 64], box: .unit(2))
    let points = rho.centers
    let differences = try (0..<rho.count).map { phi.values[$0] - (try exact(points.row($0))) }
    let mean = zip(differences, rho.cellMasses).reduce(0) { $0 + $1.0 * $1.1 }
    let spread = zip(differences, rho.cellMasses).reduce(0) {
      $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1
    }
    // grad phi is off by the push-forward's error, and phi by it times the width of the mass, some
    // 0.1.
    #expect(spread.squareRoot() < 0.1 * 2 * pair.solution.pushforwardError)
  }

  @Test("int |u|^2 rho_t is W2^2 at all times", arguments: [0.0, 0.3, 0.5, 0.9])
  func action(time: Double) throws {
    let pair = try Pair(64)
    let rho = try pair.geodesic.measure(at: time)
    let u = try pair.geodesic.velocity(at: time, shape: [64, 64], box: .unit(2))
    let squares = (0..<rho.count).map { u.vectors.row($0).reduce(0) { $0 + $1 * $1 } }
    let action = zip(rho.cellMasses, squares).reduce(0) { $0 + $1.0 * $1.1 }
    let exact = pair.gaussians.squaredDistance
    #expect(abs(action - exact) <= pair.solution.discretizationError)
    #expect(abs(pair.geodesic.squaredDistance - exact) <= pair.solution.discretizationError)
  }

  @Test("speed is constant within the brackets: W2(rho_s, rho_t) = |t - s| W2")
  func constantSpeed() throws {
    let pair = try Pair(32)
    for (s, t) in [(0.0, 0.5), (0.25, 0.75), (0.4, 1)] {
      let part = try BackAndForth().solve(
        source: pair.geodesic.measure(at: s), target: pair.geodesic.measure(at: t))
      let exact = (t - s) * (t - s) * pair.gaussians.squaredDistance
      let slack = part.discretizationError
      #expect(part.certificate.lowerBound - slack <= exact)
      #expect(part.certificate.upperBound + slack >= exact)
      // The distance itself, to the error of the two frames and of this map.
      let error = pair.solution.pushforwardError + part.pushforwardError
      #expect(abs(part.value.squareRoot() - exact.squareRoot()) <= 2 * error)
    }
  }

  @Test("rho_t minimises (1 - t) W2^2(., xi) + t W2^2(., eta) among densities near it")
  func minimises() throws {
    let (n, time) = (16, 0.4)
    func bump(_ x: Double, _ y: Double, _ width: Double) throws -> GridDensity {
      try Gaussian(mean: [x, y], covariance: Matrix([[width, 0], [0, 0.008]]))
        .discretized(shape: [n, n], box: .unit(2)).density
    }
    let (source, target) = (try bump(0.35, 0.4, 0.006), try bump(0.6, 0.55, 0.014))
    let geodesic = try GridGeodesic(
      source: source, target: target,
      solution: BackAndForth().solve(source: source, target: target))
    func objective(_ rho: GridDensity) throws -> Double {
      func value(_ other: GridDensity) throws -> Double {
        try NetworkSimplex().solve(
          TransportProblem(
            source: rho.pointCloud, target: other.pointCloud, cost: .squaredEuclidean)
        ).value
      }
      return (1 - time) * (try value(source)) + time * (try value(target))
    }
    let rho = try geodesic.measure(at: time)
    let best = try objective(rho)
    // From below by the triangle inequality; above by the spread |h|^2 / 12 of a cell, to which
    // grids resolve rho, in each of the two terms.
    let h = 1 / Double(n)
    let least = time * (1 - time) * geodesic.squaredDistance
    #expect(best >= least - h * h / 6 && best <= least + 2 * h * h / 6)
    // Moved by a cell the mean is h off, which costs h^2; the others are further away.
    func perturbed(_ change: (Int) -> Double) throws -> GridDensity {
      try GridDensity(shape: [n, n], values: (0..<n * n).map(change)).normalized()
    }
    let others = [
      try perturbed { $0 >= n ? rho.values[$0 - n] : 0 },
      try perturbed { $0 % n > 0 ? rho.values[$0 - 1] : 0 },
      try perturbed { 0.95 * rho.values[$0] + 0.05 },
      try perturbed { rho.values[$0] * rho.values[$0] },
      try perturbed { between(source.values[$0], target.values[$0], time) },
      try geodesic.measure(at: time + 0.2), try geodesic.measure(at: time - 0.2),
    ]
    for other in others { #expect(try objective(other) > best + h * h / 4) }
  }

  @Test("entropy and the energy of rho^2 are convex on the way, and near those of Gaussians")
  func convexity() throws {
    let pair = try Pair(64)
    let frames = try pair.geodesic.path(times: [0, 0.25, 0.5, 0.75, 1]).frames
    func energy(_ frame: GridDensity, _ f: (Double) -> Double) -> Double {
      frame.values.reduce(0) { $0 + ($1 > 0 ? f($1) : 0) } * frame.cellVolume
    }
    for f in [{ $0 * log($0) }, { $0 * $0 }] as [(Double) -> Double] {
      let values = frames.map { energy($0, f) }
      for k in 1...3 { #expect(values[k - 1] - 2 * values[k] + values[k + 1] > 0) }
    }
    for (k, frame) in frames.enumerated() {
      let gaussian = try pair.gaussians.measure(at: Double(k) / 4)
      let entropy = -1 - log(2 * .pi) - gaussian.cholesky.logDeterminant / 2
      // Means over cells of width h lose h^2 / 24 tr S^-1, at most 0.01 here; the rest is the
      // map's.
      #expect(abs(energy(frame) { $0 * log($0) } - entropy) < 0.02)
    }
  }
}
