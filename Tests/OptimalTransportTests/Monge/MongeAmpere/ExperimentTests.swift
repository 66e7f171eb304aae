import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite(.serialized) struct ExperimentTests {
  func show(_ s: MongeAmpereSolution, _ error: Double = .nan) {
    print("##", s.scheme, s.map.shape, error, s.value, s.discretizationError, "c", s.constant, s.termination, "s", s.seconds, "lam", s.smallestEigenvalue)
    print("##   ", s.trace.map { String(format: "%.1e", $0) }.joined(separator: " "), "max", s.residualMaximum)
    print("##   ", s.levels.map { "\($0.shape[0]):\($0.iterations)/\($0.linearIterations)" }.joined(separator: " "))
  }
  @Test func manufactured() throws {
    for (d, ns) in [(1, [64, 256, 1024]), (2, [32, 64, 128, 256]), (3, [16, 32, 64])] {
      let box = try Box(lower: [-1, 0, 2].prefix(d).map { $0 }, upper: [1, 3, 3].prefix(d).map { $0 })
      let m = ManufacturedMap(dimension: d, amplitude: 0.06 , targetBox: box) { y in exp(y.reduce(0) { $0 - 0.3 * sin($1) * $1 }) }
      for n in ns {
        let (s, t) = try m.densities(cells: n, targetCells: n * 3 / 4)
        let r = try MongeAmpere().solve(source: s, target: t)
        show(r, displacementError(r.map, s, exact: m.image))
      }
    }
  }
  @Test func periodic() throws {
    for (d, ns) in [(1, [64, 256]), (2, [32, 64, 128, 256]), (3, [16, 32])] {
      let m = ManufacturedMap(dimension: d, amplitude: 0.012, omega: 2 * .pi, phase: 0.4, targetBox: .unit(d)) { y in exp(y.reduce(0) { $0 - 0.5 * sin(2 * .pi * $1 + 0.3) }) }
      for n in ns {
        let (s, t) = try m.densities(cells: n, targetCells: n * 3 / 4)
        let r = try MongeAmpere(boundary: .periodic).solve(source: s, target: t)
        show(r, displacementError(r.map, s, exact: m.image))
      }
    }
  }
  @Test func gaussians() throws {
    let a = try Gaussian(mean: [0, 0], covariance: Matrix([[1, 0], [0, 1]]))
    for (cov, mean) in [(try Matrix([[1.2, 0.3], [0.3, 0.8]]), [0.2, -0.1]), (try Matrix([[0.5, 0.2], [0.2, 0.4]]), [0.0, 0.0])] {
      let b = try Gaussian(mean: mean, covariance: cov)
      let A = Oracles.gaussianMap(a, b)
      for n in [32, 64, 128, 256] {
        let box = try Box(lower: [-5, -5], upper: [5, 5])
        let box2 = try Box(lower: [-5 * A[0,0].squareRoot() + mean[0], -5 * A[1,1].squareRoot() + mean[1]], upper: [5 * A[0,0].squareRoot() + mean[0], 5 * A[1,1].squareRoot() + mean[1]])
        let P = Oracles.spectral(cov) { 1 / $0 }
        let s = try sampled([n, n], box) { exp(-($0[0] * $0[0] + $0[1] * $0[1]) / 2) }
        let t = try sampled([n, n], box2) { y in
          let z = [y[0] - mean[0], y[1] - mean[1]]
          return exp(-(P[0,0] * z[0] * z[0] + 2 * P[0,1] * z[0] * z[1] + P[1,1] * z[1] * z[1]) / 2) }
        let r = try MongeAmpere().solve(source: s, target: t)
        show(r, displacementError(r.map, s) { x in [mean[0] + A[0,0] * x[0] + A[0,1] * x[1], mean[1] + A[1,0] * x[0] + A[1,1] * x[1]] })
      }
    }
  }
  @Test func rough() throws {
    for contrast in [2.0, 10, 100] { for n in [64, 128, 256] {
      var g = SeededGenerator(seed: 7)
      let s = try sampled([n, n], .unit(2)) { _ in Double.random(in: 1...contrast, using: &g) }
      let t = try sampled([n, n], .unit(2)) { _ in 1 }
      for scheme in [MongeAmpere.Scheme.centered, .monotone] { print("## noise", contrast); show(try MongeAmpere(scheme: scheme).solve(source: s, target: t)) }
      let s2 = try sampled([n, n], .unit(2)) { x in (Int(x[0] * 4 + 0.3 * x[1]) + Int(x[1] * 4)) % 2 == 0 ? contrast : 1 }
      for scheme in [MongeAmpere.Scheme.centered, .monotone] { print("## checker", contrast); show(try MongeAmpere(scheme: scheme).solve(source: s2, target: t)) 
       if n == 64 { print("## target checker", contrast); show(try MongeAmpere(scheme: scheme).solve(source: t, target: s2)) } }
    } }
  }
}
