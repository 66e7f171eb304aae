import Foundation
import Testing

@testable import OptimalTransport

private func gaussianDensity(_ law: Gaussian, _ nq: Int, _ np: Int, _ q: Double, _ p: Double) throws -> PhaseDensity {
  let inverse = law.cholesky.solve(.identity(2))
  let scale = exp(-law.cholesky.logDeterminant / 2) / (2 * .pi)
  return try PhaseDensity(positions: nq, velocities: np, period: -q...q, velocityLimit: p) { x, v in
    let z = [x - law.mean[0], v - law.mean[1]]
    let w = inverse * z
    return scale * exp(-(z[0] * w[0] + z[1] * w[1]) / 2)
  }
}

@Suite struct `Kramers on a grid` {
  @Test func `Prototype`() throws {
    let (w, g, theta, h) = (1.0, 0.6, 0.8, 0.1)
    let law = try Gaussian(mean: [0.5, -0.3], covariance: Matrix([[0.5, 0.2], [0.2, 0.6]]))
    let half = try Matrix([[1, h / 2], [0, 1]]), back = try Matrix([[1, -h / 2], [0, 1]])
    let kick = try Matrix([[1, 0], [-h * w, 1]])
    let m = back * (kick * half)
    let free = try LinearKramersFlow(stiffness: Matrix([[0]]), friction: g, temperature: theta, timeStep: h)
    var exact = law
    let steps = 4
    var ds: [Double] = []
    for _ in 0..<steps {
      let pushed = try Gaussian(mean: m * exact.mean, covariance: (m * exact.covariance * m.transposed).symmetricPart)
      let s = try free.run(from: KramersGaussian(pushed), steps: 1)
      exact = s.states[1].law
      ds.append(s.steps[0].distance)
    }
    let flow = try KramersGridFlow(potential: .quadratic(stiffness: w), friction: g, temperature: theta, timeStep: h)
    for n in [32, 64, 128] {
      let clock = ContinuousClock.now
      let sol = try flow.run(from: gaussianDensity(law, n, 3 * n / 2, 5, 6), steps: steps)
      let t = (ContinuousClock.now - clock) / .seconds(1)
      let end = sol.states.last!
      let ref = try gaussianDensity(exact, n, 3 * n / 2, 5, 6)
      print(n, "L1", end.distance(to: ref), "mass", end.mass, "time", t)
      for s in sol.steps { print("  ", s.energy, s.distance, s.slope * h, s.gap, s.iterations, s.termination) }
    }
    print(ds)
  }
}
