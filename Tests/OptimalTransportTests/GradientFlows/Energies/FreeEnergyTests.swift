import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Free energies` {
  @Test func `The equation names its terms`() throws {
    let well = ScalarPotential.line(
      "(x^2 - 1)^2", value: { pow($0 * $0 - 1, 2) }, slope: { 4 * $0 * ($0 * $0 - 1) },
      curvature: { 12 * $0 * $0 - 4 })
    let energy =
      try FreeEnergy.potential(well) + .entropy(0.5)
      + .interaction(.quadratic(strength: 2)) + .power(3, 1) + .congestion(4)
    #expect(
      energy.equation
        == "rho_t = div(rho grad(V + U * rho)) + 0.5 lap rho + lap rho^3.0,  rho <= 4.0,  V = (x^2 - 1)^2,  U = 2.0 |z|^2/2"
    )
    #expect(try FreeEnergy.entropy(1).description == "rho_t = lap rho")
  }

  @Test func `Convexity adds up where it is known`() throws {
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: 3)) + .entropy(1)
      + .interaction(.quadratic(strength: -1))
    #expect(energy.displacementConvexity(dimension: 2) == 2)
    #expect(energy.displacementConvexity(dimension: 2, mass: 2) == 1)
    #expect(try FreeEnergy.power(0.6, 1).displacementConvexity(dimension: 3) == nil)
    #expect(try FreeEnergy.power(0.7, 1).displacementConvexity(dimension: 3) == 0)
  }

  @Test func `Convexity is explained term by term`() throws {
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: 3)) + .power(0.6, 1)
      + .interaction(.quadratic(strength: -1)) + .electricField(ElectricField(strength: 1))
      + .congestion(2) + .entropy(1)
    let line = energy.convexityFacts(dimension: 1, mass: 2)
    #expect(line.map(\.convexity) == [3, 0, -2, 0, 0, 0])
    #expect(
      line.compactMap(\.convexity).reduce(0, +)
        == energy.displacementConvexity(dimension: 1, mass: 2))
    let space = energy.convexityFacts(dimension: 3, mass: 2)
    #expect(space.map(\.convexity) == [3, nil, -2, nil, 0, 0])
    #expect(space[1].reason.contains("m >= 1 - 1/d"))
    #expect(energy.displacementConvexity(dimension: 3) == nil)
  }

  @Test func `Kernels agree with differences of their values`() throws {
    let kernels = [
      try InteractionKernel.quadratic(strength: 2),
      try .powers(attraction: 4, repulsion: 1.5), try .gaussian(strength: -3, width: 0.7),
      .radial(
        "r^4 - 2 r^2", value: { pow($0, 4) - 2 * $0 * $0 }, slope: { 4 * pow($0, 3) - 4 * $0 },
        curvature: { 12 * $0 * $0 - 4 }),
    ]
    let z = [0.4, -0.9]
    for kernel in kernels {
      for k in 0..<2 {
        var (up, down) = (z, z)
        up[k] += 1e-5
        down[k] -= 1e-5
        let slope = (kernel.value(up) - kernel.value(down)) / 2e-5
        #expect(abs(slope - kernel.gradient(z)[k]) < 1e-8)
        for l in 0..<2 {
          let curvature = (kernel.gradient(up)[l] - kernel.gradient(down)[l]) / 2e-5
          #expect(abs(curvature - kernel.hessian(z)[k, l]) < 1e-7)
        }
      }
    }
    #expect(throws: TransportError.self) {
      try InteractionKernel.powers(attraction: 1, repulsion: 2)
    }
  }

  @Test func `On the line kernels are what they are in space`() throws {
    let kernels = [
      try InteractionKernel.quadratic(strength: 2), try .gaussian(strength: -3, width: 0.7),
      try .powers(attraction: 4, repulsion: 1.5),
      .radial(
        "r^4 - 2 r^2", value: { pow($0, 4) - 2 * $0 * $0 }, slope: { 4 * pow($0, 3) - 4 * $0 },
        curvature: { 12 * $0 * $0 - 4 }),
    ]
    for kernel in kernels {
      let line = LineKernel(kernel)
      for z in [-1.3, -0.2, 0.7] {
        #expect(abs(line.value(z) - kernel.value([z])) < 1e-14)
        #expect(abs(line.slope(z) - kernel.gradient([z])[0]) < 1e-14)
        // Of powers the Hessian in space is a difference of gradients.
        #expect(abs(line.curvature(z) - kernel.hessian([z])[0, 0]) < 1e-8)
      }
    }
  }

  @Test func `The convexity of a Gaussian kernel is its least curvature`() throws {
    for strength in [2.0, -2] {
      let kernel = try InteractionKernel.gaussian(strength: strength, width: 0.5)
      let least = (0...400).map { kernel.hessian([Double($0) * 0.01])[0, 0] }.min()!
      #expect(least >= kernel.convexity! - 1e-12 && least < kernel.convexity! + 1e-2)
    }
  }
}
