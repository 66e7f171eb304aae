import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Flows on a grid` {
  @Test func `probe`() throws {
    for n in [32, 64, 128] {
      let box = try Box(lower: [-4], upper: [4])
      let start = try LineLaw(Gaussian(mean: 0.5, variance: 0.25)).discretized(shape: [n], box: box).density
      let energy = try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(0.5)
      let tau = 0.3
      let solution = try GridFlow(energy, timeStep: tau, tolerance: 1e-10).run(from: start, steps: 1)
      let q = 1 + tau
      let s = (0.5 + sqrt(0.25 + 4 * tau * q * 0.5)) / (2 * q)
      let exact = try LineLaw(Gaussian(mean: 0.5 / q, variance: s * s)).discretized(shape: [n], box: box).density
      let error = zip(solution.frames[1].values, exact.values).map { abs($0 - $1) }.reduce(0, +) * 8 / Double(n)
      print("OU", n, solution.steps[0].iterations, solution.steps[0].termination, solution.steps[0].gap, error)
    }
    // Barenblatt d = m = 2, t = .4 -> exact step of tau .5
    for n in [64, 128] {
      let box = try Box(lower: [-1, -1], upper: [1, 1])
      func barenblatt(_ t: Double) throws -> GridDensity {
        let C = (1e-3 * 1 / (8 * Double.pi)).squareRoot()
        _ = C
        return try GridDensity(shape: [n, n], box: box, values: (0..<n * n).map { c in
          let x = -1 + 2 * (Double(c / n) + 0.5) / Double(n), y = -1 + 2 * (Double(c % n) + 0.5) / Double(n)
          // rho_t = g lap rho^2, g = 1e-3: time g t
          let s = 1e-3 * t
          let c0 = sqrt(1 / (8 * Double.pi))
          return pow(s, -0.5) * max(0, c0 - (x * x + y * y) / 16 * pow(s, -0.5))
        })
      }
      let start = try barenblatt(0.4)
      let clock = ContinuousClock.now
      let solution = try GridFlow(.power(2, 1e-3), timeStep: 0.5).run(from: start, steps: 4)
      print("Barenblatt", n, (ContinuousClock.now - clock) / .seconds(4), solution.steps.map { ($0.iterations, $0.termination, $0.gap) })
      let exact = try barenblatt(2.4)
      let error = zip(solution.frames[4].values, exact.values).map { abs($0 - $1) }.reduce(0, +) * start.cellVolume
      print(" error against PDE", error, start.mass)
    }
  }
}
