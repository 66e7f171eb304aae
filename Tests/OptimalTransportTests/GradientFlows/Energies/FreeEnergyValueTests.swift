import Foundation
import Testing

@testable import OptimalTransport

@Suite struct `Values of free energies` {
  private func composed() throws -> FreeEnergy {
    try .potential(.quadratic(stiffness: 2, center: [0.3])) + .entropy(0.7)
      + .interaction(.quadratic(strength: 1.5)) + .power(3, 0.4)
  }

  @Test func `A Gaussian's value is its closed form, on the grid and in quantiles`() throws {
    let (energy, gaussian) = (try composed(), try Gaussian(mean: 0.1, variance: 0.25, mass: 2))
    let exact = try #require(energy.value(of: gaussian))
    // By hand: 2 (0.04 + 0.25) + 0.7 2 (log 2 - log(2 pi e / 4) / 2) + 4 1.5 0.25 / 2
    //          + 0.4 8 / (2 (pi / 2) sqrt 3).
    let byHand =
      0.58 + 1.4 * (log(2) - log(0.5 * .pi * M_E) / 2) + 0.75 + 3.2 / (.pi * 3.0.squareRoot())
    #expect(abs(exact - byHand) < 1e-13)
    let box = try Box(lower: [-4], upper: [4])
    let density = try gaussian.discretized(shape: [400], box: box).density
    // Cell means are off by h^2 / 24 of the curvature, h = 0.02.
    #expect(abs(try energy.value(of: density) - exact) < 2e-3)
    // On the line cells are uniform, the outermost ones worst: O(1/n^2).
    let profile = try QuantileProfile(
      LineLaw(
        density: { 2 * exp(-2 * pow($0 - 0.1, 2)) / sqrt(0.5 * .pi) }, from: -4, to: 4, mass: 2),
      cells: 400)
    let stepper = try QuantileFlow(energy, timeStep: 1).stepper(for: profile)
    let found = try stepper.energy(of: profile)
    #expect(abs(found - exact) < 2e-3)
  }

  @Test func `Terms without a closed form have none`() throws {
    let gaussian = try Gaussian(mean: 0, variance: 1)
    let quartic = ScalarPotential.line(
      "x^4", value: { pow($0, 4) }, slope: { 4 * pow($0, 3) }, curvature: { 12 * $0 * $0 })
    #expect(FreeEnergy.potential(quartic).value(of: gaussian) == nil)
    #expect(try FreeEnergy.interaction(.gaussian(strength: 1, width: 1)).value(of: gaussian) == nil)
    #expect(try FreeEnergy.congestion(0.1).value(of: gaussian) == .infinity)
    #expect(try FreeEnergy.congestion(0.4).value(of: gaussian) == 0)
  }

  @Test func `The first variation is the derivative of the value`() throws {
    let box = try Box(lower: [-1, -1], upper: [1, 1])
    let energy =
      try FreeEnergy.potential(.quadratic(stiffness: 1)) + .entropy(1) + .power(3, 0.2)
      + .interaction(.gaussian(strength: 2, width: 0.5))
      + .electricField(ElectricField(strength: 3))
      + .electricField(ElectricField(strength: -1, background: .none))
    let values = (0..<48).map { 0.2 + 0.1 * sin(Double(3 * $0)) }
    let density = try GridDensity(shape: [8, 6], box: box, values: values)
    let variation = try energy.firstVariation(at: density)
    for cell in [0, 13, 47] {
      let sides = try [1e-5, -1e-5].map { change in
        var moved = values
        moved[cell] += change
        return try energy.value(of: GridDensity(shape: [8, 6], box: box, values: moved))
      }
      let slope = (sides[0] - sides[1]) / 2e-5 / density.cellVolume
      #expect(abs(slope - variation[cell]) < 1e-6)
    }
  }

  @Test func `At Gibbs' density the first variation is constant`() throws {
    let energy = try FreeEnergy.potential(.quadratic(stiffness: 2)) + .entropy(0.5)
    let box = try Box(lower: [-2], upper: [2])
    let centers = GridAxis(lower: -2, upper: 2, count: 64).centers
    let gibbs = try GridDensity(
      shape: [64], box: box, values: centers.map { exp(-2 * $0 * $0) })
    let variation = try energy.firstVariation(at: gibbs)
    #expect(variation.allSatisfy { abs($0 - variation[0]) < 1e-12 })
    // And in quantiles, where V at the middle of a cell is off by O(1 / n^2).
    let profile = try QuantileProfile(
      LineLaw(density: { exp(-2 * $0 * $0) }, from: -2, to: 2), cells: 200)
    let levels = try energy.firstVariation(at: profile)[20..<180]
    #expect(levels.max()! - levels.min()! < 2e-3)
  }

  @Test func `Energies that fall without bound are named`() throws {
    let start = try QuantileProfile(nodes: [0.1, 0.3, 0.9], masses: [0.5, 0.5])
    func refuses(_ potential: ScalarPotential, walls: ClosedRange<Double>) -> String? {
      do {
        let flow = try QuantileFlow(.potential(potential), timeStep: 0.1, walls: walls)
        _ = try flow.step(from: start)
        return nil
      } catch { return "\(error)" }
    }
    let everywhere = -Double.infinity...Double.infinity
    let quartic = ScalarPotential.line(
      "-x^4", value: { -pow($0, 4) }, slope: { -4 * pow($0, 3) }, curvature: { -12 * $0 * $0 })
    #expect(refuses(quartic, walls: everywhere)?.contains("no minimum") == true)
    #expect(refuses(quartic, walls: -1...2) == nil)
    let saddle = try ScalarPotential.quadratic(stiffness: -9)
    #expect(refuses(saddle, walls: everywhere) == nil)
    let steep = try ScalarPotential.quadratic(stiffness: -11)
    #expect(refuses(steep, walls: everywhere)?.contains("shorter step") == true)
    let logarithm = ScalarPotential.line(
      "log x", value: { log($0) }, slope: { 1 / $0 }, curvature: { -1 / ($0 * $0) })
    #expect(refuses(logarithm, walls: 0...1)?.contains("without bound") == true)
    let pole = ScalarPotential.line(
      "-1/|x - 1/3|", value: { -1 / abs($0 - 1 / 3.0) },
      slope: { ($0 < 1 / 3.0 ? -1 : 1) / pow($0 - 1 / 3.0, 2) },
      curvature: { -2 / pow(abs($0 - 1 / 3.0), 3) })
    #expect(refuses(pole, walls: 0...1)?.contains("without bound") == true)
    let cusp = ScalarPotential.line(
      "sqrt|x - 1/3|", value: { sqrt(abs($0 - 1 / 3.0)) },
      slope: { ($0 < 1 / 3.0 ? -0.5 : 0.5) / sqrt(abs($0 - 1 / 3.0)) },
      curvature: { -0.25 * pow(abs($0 - 1 / 3.0), -1.5) })
    try PotentialFloor(.potential(cusp)).check(near: start.nodes, walls: 0...1, timeStep: 0.1)
  }

  @Test func `A potential that falls without bound in a cell of the plane is named`() throws {
    let box = try Box(lower: [-1, -1], upper: [1, 1])
    let grid = try GridDensity(shape: [7, 6], box: box, values: [Double](repeating: 1, count: 42))
    let centers = grid.centers
    func check(_ value: @escaping @Sendable (Double) -> Double) throws {
      let potential = ScalarPotential(
        "radial", value: { z in value(z[0] * z[0] + z[1] * z[1]) }, gradient: { $0 })
      try PotentialFloor(.potential(potential)).check(
        values: (0..<42).map { potential.value(centers.row($0)) }, centers: centers,
        steps: [2.0 / 7, 1.0 / 3])
    }
    #expect(throws: TransportError.self) { try check { log($0) } }
    #expect(throws: TransportError.self) { try check { -1 / $0.squareRoot() } }
    #expect(throws: TransportError.self) { try check { $0 < 1e-6 ? .nan : $0 } }
    try check { $0 }
    try check { -exp(-100 * $0) }
    try check { pow($0, 0.25) }
  }

  @Test func `A kernel that is not a number is named`() throws {
    let kernel = InteractionKernel("nan", value: { _ in .nan }, gradient: { $0 })
    let start = try QuantileProfile(nodes: [0, 1, 2], masses: [0.5, 0.5])
    let flow = try QuantileFlow(.interaction(kernel), timeStep: 0.1)
    #expect(throws: TransportError.self) { try flow.run(from: start, steps: 1) }
    let box = try Box(lower: [0], upper: [2])
    let density = try start.density(cells: 8, box: box)
    #expect(throws: TransportError.self) {
      try FreeEnergy.interaction(kernel).value(of: density)
    }
  }
}
