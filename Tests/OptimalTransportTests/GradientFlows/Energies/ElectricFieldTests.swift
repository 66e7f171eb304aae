import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Electric fields of the mass itself` {
  private func uniform(_ ends: ClosedRange<Double>, cells: Int, mass: Double = 1) throws
    -> QuantileProfile
  {
    try QuantileProfile(
      nodes: (0...cells).map {
        ends.lowerBound + (ends.upperBound - ends.lowerBound) * Double($0) / Double(cells)
      }, masses: [Double](repeating: mass / Double(cells), count: cells))
  }

  @Test func `The equation names the potential and its source`() throws {
    let plasma = try FreeEnergy.electricField(ElectricField(strength: 2)) + .entropy(1)
    #expect(
      plasma.equation == "rho_t = div(rho grad(2.0 phi)) + lap rho,  -lap phi = rho - mean rho")
    let gravity = try FreeEnergy.electricField(ElectricField(strength: -1, background: .none))
    #expect(gravity.equation == "rho_t = div(rho grad(-1.0 phi)),  -lap phi = rho")
  }

  @Test func `On the line the energy of a slab between walls is its closed form`() throws {
    // Mass 2 on (1, 2) between walls 0 and 4: E = F - x / 2 is -x/2, 2(x-1) - x/2, 2 - x/2, whose
    // squares integrate to 1/12 + 1/4 + 2/3 = 1 over the three pieces.
    let slab = try uniform(1...2, cells: 7, mass: 2)
    let energy = try FreeEnergy.electricField(ElectricField(strength: 3))
    let flow = try QuantileFlow(energy, timeStep: 0.1, walls: 0...4)
    #expect(abs(try flow.stepper(for: slab).energy(of: slab) - 1.5) < 1e-14)
    // Spread evenly it is nothing.
    let flat = try uniform(0...4, cells: 5, mass: 2)
    #expect(abs(try flow.stepper(for: flat).energy(of: flat)) < 1e-14)
  }

  @Test func `Without a background it is that of the kernel -|z| / 2`() throws {
    // (1/2) int int -(s/2) |x - y| over a uniform slab of length L is -s L / 12.
    let energy = try FreeEnergy.electricField(ElectricField(strength: 3, background: .none))
    let slab = try uniform(1...3, cells: 6)
    let stepper = try QuantileFlow(energy, timeStep: 0.1).stepper(for: slab)
    #expect(abs(try stepper.energy(of: slab) + 0.5) < 1e-14)
  }

  @Test func `A slab of plasma expands at its exact rate, and of gravity shrinks`() throws {
    // The force at quantile sigma is s (sigma - 1/2) whatever the shape, so that a step of tau
    // moves nodes by just that.
    for strength in [2.0, -0.7] {
      let energy = try FreeEnergy.electricField(
        ElectricField(strength: strength, background: .none))
      let start = try uniform(-1...1, cells: 8)
      let flow = try QuantileFlow(energy, timeStep: 0.3)
      let end = try flow.run(from: start, steps: 3).states[3]
      for (x, y) in zip(start.nodes, end.nodes) {
        #expect(abs(y - (x + 0.9 * strength * x / 2)) < 1e-12)
      }
    }
  }

  @Test func `In a well the plasma fills a known slab`() throws {
    // V' = E: k x = s (F - 1/2) holds for the uniform density k / s.
    let (k, s) = (1.5, 3.0)
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: k))
      + .electricField(ElectricField(strength: s, background: .none))
    let start = try uniform(-0.2...0.5, cells: 20)
    let (end, steps) = try { solution in (solution.states[40], solution.steps) }(
      QuantileFlow(energy, timeStep: 1).run(from: start, steps: 40))
    // The mode of the mean decays by 1 / (1 + tau k) a step, 2.5^-40 < 2e-16.
    for density in end.densities { #expect(abs(density - k / s) < 1e-10) }
    #expect(abs(end.mean) < 1e-12 && steps.allSatisfy { $0.termination == .converged })
  }

  @Test func `Between walls the background's stiffness relaxes a wave exactly`() throws {
    // Away from walls X - X_uniform decays by 1 / (1 + tau s n), a Lagrangian plasma oscillation
    // without inertia.
    let (s, tau) = (4.0, 0.25)
    let even = try uniform(0...2, cells: 16)
    let start = try QuantileProfile(
      nodes: even.nodes.map { $0 + 0.05 * sin(.pi * $0) }, masses: even.masses)
    let flow = try QuantileFlow(
      .electricField(ElectricField(strength: s)), timeStep: tau, walls: 0...2)
    let (end, record) = try flow.step(from: start)
    for (i, x) in even.nodes.enumerated() {
      let expected = x + (start.nodes[i] - x) / (1 + tau * s / 2)
      #expect(abs(end.nodes[i] - expected) < 1e-12)
    }
    #expect(record.gap < 1e-20)
  }

  @Test func `On a grid the field solves its equation, and the line agrees`() throws {
    let box = try Box(lower: [0], upper: [4])
    let slab = try uniform(1...2, cells: 7, mass: 2)
    let energy = try FreeEnergy.electricField(ElectricField(strength: 3))
    // Edges of cells are edges of the slab, so that E at faces is exact, and its squares sum by the
    // trapezoidal rule to O(h^2).
    let errors = try [64, 128].map { n in
      abs(try energy.value(of: slab.density(cells: n, box: box)) - 1.5)
    }
    #expect(errors[1] < 1e-3 && abs(errors[0] / errors[1] - 4) < 0.1)
    let open = try FreeEnergy.electricField(ElectricField(strength: 3, background: .none))
    let value = try open.value(of: slab.density(cells: 128, box: box))
    // s M^2 L / 12 with M = 2.
    #expect(abs(value + 1) < 1e-3)
  }

  @Test func `Coulomb's kernels have a flux of one through spheres`() throws {
    for d in 1...4 {
      let kernel = try InteractionKernel.coulomb(strength: 1, dimension: d)
      var z = [Double](repeating: 0, count: d)
      z[0] = 1.7
      let spheres: [Double] = [2, 3.4 * .pi, 4 * .pi * 1.7 * 1.7, 2 * .pi * .pi * pow(1.7, 3)]
      #expect(abs(kernel.gradient(z)[0] * spheres[d - 1] + 1) < 1e-12)
      let values = [1e-5, -1e-5].map { change in
        var moved = z
        moved[0] += change
        return kernel.value(moved)
      }
      let slope = (values[0] - values[1]) / 2e-5
      #expect(abs(slope - kernel.gradient(z)[0]) < 1e-8)
    }
    #expect(throws: TransportError.self) {
      try InteractionKernel.coulomb(strength: 1, dimension: 0)
    }
    #expect(throws: TransportError.self) { try ElectricField(strength: .nan) }
  }

  @Test func `A background without walls is refused`() throws {
    let energy = try FreeEnergy.electricField(ElectricField(strength: 1))
    #expect(throws: TransportError.self) {
      try QuantileFlow(energy, timeStep: 1).step(from: uniform(0...1, cells: 3))
    }
  }
}
