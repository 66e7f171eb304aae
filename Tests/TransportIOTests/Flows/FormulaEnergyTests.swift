import Foundation
import Testing

@testable import OptimalTransport
@testable import TransportIO

@Suite("Potentials and interactions from formulas")
struct FormulaEnergyTests {
  @Test("derivatives are those of the formula")
  func derivatives() throws {
    let potential = try ScalarPotential(formula: "x^2*y + sin(y)", dimension: 2)
    let point = [1.5, -0.7]
    // d/dx = 2xy, d/dy = x^2 + cos y; second derivatives 2y, 2x and -sin y; a few roundings each.
    let gradient = potential.gradient(point)
    #expect(abs(gradient[0] - 2 * 1.5 * -0.7) < 1e-14)
    #expect(abs(gradient[1] - (2.25 + cos(-0.7))) < 1e-14)
    let hessian = potential.hessian(point)
    #expect(abs(hessian[0, 0] + 1.4) < 1e-14 && abs(hessian[1, 1] - sin(0.7)) < 1e-14)
    #expect(hessian[0, 1] == hessian[1, 0] && abs(hessian[0, 1] - 3) < 1e-14)
  }

  @Test("the least curvature is proved over a box, and unknown without one")
  func curvature() throws {
    let formula = "x^4/4 - x^2/2"
    #expect(try ScalarPotential(formula: formula, dimension: 1).convexity == nil)
    let bound = try #require(
      try ScalarPotential(formula: formula, dimension: 1, over: [-3...3]).convexity)
    // V'' = 3x^2 - 1 mentions x once, so that its range over each piece is sharp but for rounding.
    #expect(bound <= -1 && bound > -1 - 1e-12)
    // The bound of a singular potential is none.
    #expect(try ScalarPotential(formula: "-log(x)", dimension: 1, over: [-1...1]).convexity == nil)
    // One with a jump in its slope is none either.
    #expect(try ScalarPotential(formula: "-abs(x)", dimension: 1, over: [-1...1]).convexity == nil)
  }

  @Test("in the plane the bound lies below the least eigenvalue")
  func planarCurvature() throws {
    let potential = try ScalarPotential(
      formula: "x^2 + x*y + y^2", dimension: 2, over: [-1...1, -1...1])
    // The Hessian is [[2, 1], [1, 2]], whose eigenvalues are 1 and 3; Gershgorin's 2 - 1 is sharp.
    let bound = try #require(potential.convexity)
    #expect(bound <= 1 && bound > 1 - 1e-12)
  }

  @Test("a radial kernel has the derivatives of f(|z|)")
  func kernel() throws {
    let kernel = try InteractionKernel(radial: "exp(-r^2/2)", reach: 4)
    let gaussian = try InteractionKernel.gaussian(strength: 1, width: 1)
    for z in [[0.3, -0.4], [0.0, 0.0], [2.0, 1.0]] {
      #expect(abs(kernel.value(z) - gaussian.value(z)) < 1e-15)
      for k in 0..<2 {
        #expect(abs(kernel.gradient(z)[k] - gaussian.gradient(z)[k]) < 1e-15)
        for l in 0..<2 {
          #expect(abs(kernel.hessian(z)[k, l] - gaussian.hessian(z)[k, l]) < 1e-15)
        }
      }
    }
    // f'' = (r^2 - 1) exp(-r^2/2) >= -1; over a piece of width w = 4/1024 its factors move by 2rw
    // and rw, less than 0.03 together near the minimum at 0.
    let bound = try #require(kernel.convexity)
    #expect(bound <= -1 && bound > -1.03)
  }

  @Test("a kernel with a kink at the origin has no known curvature")
  func kink() throws {
    let kernel = try InteractionKernel(radial: "-r", reach: 4)
    #expect(kernel.convexity == nil && kernel.gradient([0]) == [0])
    #expect(kernel.gradient([2]) == [-1])
  }
}
