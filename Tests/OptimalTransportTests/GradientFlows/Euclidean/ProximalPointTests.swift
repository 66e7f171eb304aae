import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `The proximal recursion in space` {
  private func quartic() -> ScalarPotential {
    .line(
      "x^4/4", convexity: 0, value: { pow($0, 4) / 4 }, slope: { pow($0, 3) },
      curvature: { 3 * $0 * $0 })
  }

  @Test func `A quadratic shrinks by 1 + h k about its centre`() throws {
    let potential = try ScalarPotential.quadratic(stiffness: 3, center: [1, -2])
    let (points, steps) = try ProximalPoint(potential, timeStep: 0.5).run(from: [5, 2], steps: 2)
    #expect(abs(points[1][0] - (1 + 4 / 2.5)) < 1e-15)
    #expect(abs(points[2][1] - (-2 + 4 / 6.25)) < 1e-15)
    #expect(steps.allSatisfy { $0.gap == 0 && $0.termination == .converged })
  }

  @Test func `The absolute value shrinks coordinates to zero and no further`() throws {
    let potential = try ScalarPotential.absoluteValue(weight: 2)
    let (points, _) = try ProximalPoint(potential, timeStep: 0.5).run(from: [3, -0.25], steps: 1)
    #expect(points[1] == [2, 0])
  }

  @Test func `A quartic step solves y + h y^3 = x, and its gap bound holds`() throws {
    let (points, steps) = try ProximalPoint(quartic(), timeStep: 0.7).run(from: [2], steps: 1)
    let y = points[1][0]
    // |grad J|^2 / 2 <= 1e-24 |y - x|^2 / 2, and |y - x| is about 1.
    #expect(abs(y + 0.7 * y * y * y - 2) < 2e-12)
    #expect(steps[0].gap < 1e-12 && steps[0].termination == .converged)
  }

  @Test func `The value falls by more than the move costs, at every step`() throws {
    let well = ScalarPotential.line(
      "(x^2 - 1)^2/4", convexity: -1, value: { pow($0 * $0 - 1, 2) / 4 },
      slope: { $0 * ($0 * $0 - 1) }, curvature: { 3 * $0 * $0 - 1 })
    let (points, steps) = try ProximalPoint(well, timeStep: 0.3).run(from: [0.1], steps: 40)
    var before = well.value(points[0])
    for step in steps {
      #expect(step.energy + step.distance * step.distance / 0.6 <= before + step.gap + 1e-15)
      before = step.energy
    }
    #expect(abs(points[40][0] - 1) < 1e-3)
  }

  @Test func `Halving h halves the distance to the gradient flow`() throws {
    // x' = -x^3 from 1 is (1 + 2t)^(-1/2).
    let exact = 1 / 3.0.squareRoot()
    let errors = try [20, 40, 80].map { n in
      let flow = try ProximalPoint(quartic(), timeStep: 1 / Double(n))
      return abs(try flow.run(from: [1], steps: n).points[n][0] - exact)
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(abs(log2(coarse / fine) - 1) < 0.05)
    }
  }

  @Test func `A Hessian left out is found by differences`() throws {
    let bowl = ScalarPotential(
      "cosh x + y^2 cosh x", value: { cosh($0[0]) * (1 + $0[1] * $0[1]) },
      gradient: { [sinh($0[0]) * (1 + $0[1] * $0[1]), 2 * $0[1] * cosh($0[0])] })
    let hessian = bowl.hessian([0.3, -0.7])
    #expect(abs(hessian[0, 0] - cosh(0.3) * 1.49) < 1e-9)
    #expect(abs(hessian[0, 1] + 1.4 * sinh(0.3)) < 1e-9)
    let (_, steps) = try ProximalPoint(bowl, timeStep: 1).run(from: [1, 1], steps: 1)
    #expect(steps[0].termination == .converged && steps[0].gap == .infinity)
  }

  @Test func `Steps that are not positive are refused`() throws {
    #expect(throws: TransportError.self) { try ProximalPoint(quartic(), timeStep: 0) }
    #expect(throws: TransportError.self) { try ProximalPoint(quartic(), timeStep: .nan) }
    #expect(throws: TransportError.self) {
      try ProximalPoint(quartic(), timeStep: 1).run(from: [.infinity], steps: 1)
    }
  }
}
