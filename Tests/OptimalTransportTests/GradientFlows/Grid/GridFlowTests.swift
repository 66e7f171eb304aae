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
    // Barenblatt d = m = 2, s = gamma t
    for n in [64, 128] {
     for tau in [0.5, 0.05] {
      let box = try Box(lower: [-0.5, -0.5], upper: [0.5, 0.5])
      let c0 = sqrt(1 / (8 * Double.pi))
      // profile of dilation l: l^-2 (c0 - |x|^2 / (16 l^2))+, cell means by 4x4 points
      func barenblatt(_ l: Double) throws -> GridDensity {
        try GridDensity(shape: [n, n], box: box, values: (0..<n * n).map { c in
          var sum = 0.0
          for a in 0..<4 { for b in 0..<4 {
            let x = -0.5 + (Double(c / n) + (Double(a) + 0.5) / 4) / Double(n), y = -0.5 + (Double(c % n) + (Double(b) + 0.5) / 4) / Double(n)
            sum += max(0, c0 - (x * x + y * y) / (16 * l * l)) / (l * l)
          } }
          return sum / 16
        })
      }
      // exact step: (l+ - l) m2 / tau = 2 gamma F1 l+^-3
      let m2 = 16 * c0 / 3, f1 = 2 * c0 / 3
      let l0 = pow(4e-4, 0.25)
      var l = l0
      for _ in 0..<60 { let g = (l - l0) * m2 / tau - 2e-3 * f1 / (l * l * l); l -= g / (m2 / tau + 6e-3 * f1 / pow(l, 4)) }
      let start = try barenblatt(l0)
      let clock = ContinuousClock.now
      let solution = try GridFlow(.power(2, 1e-3), timeStep: tau).run(from: start, steps: 1)
      print("Barenblatt", n, tau, (ContinuousClock.now - clock) / .seconds(1), solution.steps.map { ($0.iterations, $0.termination, $0.gap) })
      let exact = try barenblatt(l)
      let error = zip(solution.frames[1].values, exact.values).map { abs($0 - $1) }.reduce(0, +) * start.cellVolume
      let moved = zip(start.values, exact.values).map { abs($0 - $1) }.reduce(0, +) * start.cellVolume
      print(" error against exact step", error, "moved", moved, start.mass, l / l0)
     }
    }
  }
}
