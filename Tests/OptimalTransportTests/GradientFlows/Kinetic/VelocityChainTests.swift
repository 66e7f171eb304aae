import Foundation
import Testing

@testable import OptimalTransport

private func centers(_ n: Int, limit: Double) -> [Double] {
  (0..<n).map { (2 * (Double($0) + 0.5) / Double(n) - 1) * limit }
}

/// The row vector f P.
private func moved(_ f: [Double], _ p: Matrix) -> [Double] { p.transposed * f }

@Suite struct `The chain of velocities` {
  @Test(arguments: [1, 2, 7, 64, 65]) func `It keeps masses, signs and the Maxwellian`(n: Int) {
    let (v, theta) = (centers(n, limit: 6), 0.9)
    let p = VelocityChain(velocities: v, temperature: theta).transition(over: 0.3)
    let maxwellian = v.map { exp(-$0 * $0 / (2 * theta)) }
    #expect(p.elements.allSatisfy { $0 >= 0 })
    for i in 0..<n { #expect(abs(p.row(i).reduce(0, +) - 1) < 1e-14) }
    for (a, b) in zip(moved(maxwellian, p), maxwellian) {
      // Positive terms only: n roundings a product, ten products.
      #expect(abs(a - b) <= 1e-12 * b)
    }
  }

  @Test func `Mean velocities decay exactly`() {
    let v = centers(40, limit: 5)
    let p = VelocityChain(velocities: v, temperature: 0.7).transition(over: 0.4)
    // Each row is the law after starting from one velocity, walls included.
    for (i, mean) in (p * v).enumerated() { #expect(abs(mean - exp(-0.4) * v[i]) < 1e-12) }
  }

  @Test func `Transitions form a semigroup`() {
    let chain = VelocityChain(velocities: centers(33, limit: 5), temperature: 1)
    let (a, b) = (chain.transition(over: 0.1), chain.transition(over: 0.25))
    let (ab, c) = (a * b, chain.transition(over: 0.35))
    for k in c.elements.indices {
      #expect(abs(ab.elements[k] - c.elements[k]) <= 1e-12 * c.elements[k])
    }
  }

  @Test func `The temperature relaxes at twice the friction, to second order in the cells`() {
    let (theta, hot, time) = (0.6, 1.4, 0.5)
    func error(_ n: Int) -> Double {
      let v = centers(n, limit: 10)
      let f = v.map { exp(-$0 * $0 / (2 * hot)) }
      let g = moved(f, VelocityChain(velocities: v, temperature: theta).transition(over: time))
      let t = zip(g, v).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / g.reduce(0, +)
      return t - (theta + (hot - theta) * exp(-2 * time))
    }
    let errors = [40, 80, 160].map(error)
    #expect(abs(errors[2]) < 1e-3)
    #expect(abs(errors[0] / errors[1] - 4) < 0.3 && abs(errors[1] / errors[2] - 4) < 0.1)
  }

  @Test func `Cold and zero temperatures neither overflow nor divide by zero`() {
    for theta in [1e-3, 1e-300, 0] {
      let p = VelocityChain(velocities: centers(64, limit: 8), temperature: theta)
        .transition(over: 2)
      #expect(p.elements.allSatisfy { $0.isFinite && $0 >= 0 })
    }
  }

  @Test func `The map between two Gaussians is read off the cells to fourth order`() {
    let (mean, deviation, hot) = (0.3, 0.9, 1.1)
    func error(_ n: Int) -> Double {
      let (v, step) = (centers(n, limit: 8), 16 / Double(n))
      func column(_ m: Double, _ s: Double) -> PaddedArray<Double> {
        let law = NormalDistribution.self
        let array = PaddedArray<Double>(repeating: 0, count: n)
        for j in 0..<n {
          let (a, b) = ((v[j] - step / 2 - m) / s, (v[j] + step / 2 - m) / s)
          array[j] =
            a > 0 ? law.cumulative(-a) - law.cumulative(-b) : law.cumulative(b) - law.cumulative(a)
        }
        return array
      }
      let (first, second) = (column(mean, deviation), column(0, hot))
      var worst = 0.0
      ColumnTransport(count: n).forEachEdge(from: first, to: second, start: 0) { e, way in
        let edge = Double(e) * step - 8
        guard abs(edge) < 4 else { return }
        worst = max(worst, abs(way * step - (mean + (deviation / hot - 1) * edge)))
      }
      return worst
    }
    let errors = [64, 128, 256].map(error)
    // The remainder of the cubic, (9 / 16) h^4 / 4! of |F''''| / F', 52 at four deviations.
    #expect(errors[2] < 52 * pow(1.0 / 16, 4) * 9 / 16 / 24)
    #expect(errors[0] / errors[1] > 9 && errors[1] / errors[2] > 12)
  }
}
