import Foundation
import Testing

@testable import OptimalTransport

@Suite struct QuadratureTests {
  @Test func `One panel is exact on polynomials of degree 22`() {
    let panel = Quadrature.panel(from: -1, to: 2) { pow($0, 22) }
    let exact = (pow(2.0, 23.0) + 1.0) / 23
    // The Kronrod rule of 15 points has degree 22; what is left is rounding.
    #expect(abs(panel.integral - exact) < 1e-13 * exact)
  }

  @Test func `Smooth, kinked, jumping and singular integrands reach the tolerance`() {
    let rule = Quadrature()
    let cases: [(f: (Double) -> Double, exact: Double, tolerance: Double)] = [
      ({ exp($0) }, exp(1) - 1, 1e-14),
      ({ abs($0 - 0.3) }, 0.29, 1e-14),
      // A jump is cut down to one ulp of its place.
      ({ $0 < 1 / 3.0 ? 1.0 : 2.0 }, 5 / 3.0, 1e-12),
      // Panels shrink to 2^-86 about the singularity, which leaves 2^-43.
      ({ 1 / $0.squareRoot() }, 2, 1e-12),
      ({ log($0) }, -1, 1e-13),
    ]
    for item in cases {
      let result = rule.integrate(from: 0, to: 1, item.f)
      #expect(abs(result.integral - item.exact) <= item.tolerance)
    }
  }

  @Test func `A NaN ends the refinement and shows in the result`() {
    #expect(Quadrature().integrate(from: 0, to: 1) { _ in .nan }.integral.isNaN)
  }

  @Test func `Gauss-Legendre nodes integrate polynomials of degree 7 exactly`() {
    let nodes = GaussLegendre.nodes(from: -1, to: 3, pieces: 3)
    let sum = nodes.reduce(0) { $0 + $1.weight * pow($1.position, 7) }
    #expect(abs(sum - (pow(3.0, 8.0) - 1) / 8) < 1e-12 * pow(3.0, 8.0))
  }
}
