import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct HopfColeTests {
  private static let square = try! Box(lower: [-1, -1], upper: [1, 1])

  private static func axes(_ n: Int) -> [GridAxis] { GridAxis.all(shape: [n, n], box: square) }

  @Test("a|x|^2/2 gains d nu log(1 + at): oracle 7")
  func quadratic() throws {
    let (n, a, time, nu) = (64, 3.0, 0.4, 0.01)
    let axis = Self.axes(n)[0].centers
    let initial = outerSum(Self.axes(n).map { $0.centers.map { a * $0 * $0 / 2 } })
    let found = try HopfCole(viscosity: nu).forward(
      initial, shape: [n, n], box: Self.square, time: time)
    // nu t = 4 h^2, and the walls are 7 widths of the kernel away or more: both errors are below
    // 1e-15.
    for i in 0..<n where abs(axis[i]) < 0.5 {
      for j in 0..<n where abs(axis[j]) < 0.5 {
        let squares = axis[i] * axis[i] + axis[j] * axis[j]
        let exact = a * squares / (2 * (1 + a * time)) + 2 * nu * log(1 + a * time)
        #expect(abs(found[i * n + j] - exact) < 1e-15)
      }
    }
  }

  @Test(
    "a cosine of exp(-u / 2 nu) decays by itself: walls without slope",
    arguments: [0.004, 0.05, 0.7, 40], [1, 5])
  func cosine(time: Double, mode: Int) throws {
    let (n, nu) = (100, 0.3)
    let box = try Box(lower: [2], upper: [3])
    let x = GridAxis.all(shape: [n], box: box)[0].centers
    let wave = x.map { cos(Double(mode) * .pi * ($0 - 2)) / 2 }
    let found = try HopfCole(viscosity: nu).forward(
      wave.map { -2 * nu * log(1 + $0) }, shape: [n], box: box, time: time)
    let decay = exp(-nu * time * pow(Double(mode) * .pi, 2))
    // nu t >= 12 h^2: the sum is the integral to rounding.
    for i in 0..<n { #expect(abs(found[i] + 2 * nu * log(1 + wave[i] * decay)) < 2e-15) }
  }

  @Test("two steps are one where the kernel is wider than a cell: the semigroup")
  func semigroup() throws {
    let (shape, nu) = ([40, 30], 0.02)
    let box = try Box(lower: [0, 0], upper: [1, 1])
    let initial = Samples.uniform(1200, seed: 3).map { 0.1 * $0 }
    let solver = HopfCole(viscosity: nu)
    // nu t >= 2 h^2 along both axes.
    let once = try solver.forward(initial, shape: shape, box: box, time: 0.6)
    let half = try solver.forward(initial, shape: shape, box: box, time: 0.2)
    let twice = try solver.forward(half, shape: shape, box: box, time: 0.4)
    for (a, b) in zip(once, twice) { #expect(abs(a - b) < 4e-15) }
  }

  @Test(
    "constants, order, and the mean of exp(-u / 2 nu) stay, at any time and viscosity",
    arguments: [1e-7, 0.3, 1e7], [0.01, 1])
  func conservation(time: Double, nu: Double) throws {
    let shape = [5, 1, 8]
    let box = try Box(lower: [0, 0, 0], upper: [1, 2, 3])
    let solver = HopfCole(viscosity: nu)
    func forward(_ f: [Double]) throws -> [Double] {
      try solver.forward(f, shape: shape, box: box, time: time)
    }
    for value in try forward([Double](repeating: 2.5, count: 40)) {
      #expect(abs(value - 2.5) < 4e-15)
    }
    let f = Samples.uniform(40, seed: 8)
    let g = zip(f, Samples.uniform(40, seed: 9)).map { $0 + abs($1) }
    let (u, v) = (try forward(f), try forward(g))
    for (a, b) in zip(u, v) { #expect(a <= b + 4e-15) }
    func mean(_ f: [Double]) -> Double { f.reduce(0) { $0 + exp(-$1 / (2 * nu)) } / 40 }
    // Rounding of u / 2 nu, some 100 here.
    #expect(abs(mean(u) / mean(f) - 1) < 1e-13)
  }

  @Test(
    "as nu -> 0 it is Hopf-Lax, without underflow",
    arguments: [1e-4, 1e-6, 1e-9, 1e-14, 1e-16, 1e-18, 1e-100, 1e-300, 5e-324])
  func vanishingViscosity(nu: Double) throws {
    let shape = [20, 30]
    let f = Samples.uniform(600, seed: 5)
    let viscous = try HopfCole(viscosity: nu).forward(f, shape: shape, box: Self.square, time: 0.5)
    let lax = try HopfLax().forward(f, shape: shape, box: Self.square, time: 0.5).values
    // A sum of 600 terms, each with three mirror images, is at most 2400 times its greatest and at
    // least that over the sum of the lattice, Z = 1 + 2 exp(-h^2 / 4 nu t) + ..., along both axes.
    let lattice = [0.1, 2.0 / 30].map { h in
      (-20...20).reduce(0) { $0 + exp(-pow(Double($1) * h, 2) / (2 * nu)) }
    }
    let (below, above) = (2 * nu * log(2400), 2 * nu * log(lattice[0] * lattice[1]))
    for (u, v) in zip(viscous, lax) {
      #expect(u >= v - below - 1e-14 && u <= v + above + 1e-14)
    }
  }

  @Test("the kernel is symmetric and its rows sum to one, narrow or wide")
  func kernel() {
    for (n, spread) in [(1, 0.1), (7, 1e-6), (7, 0.01), (7, 0.2499), (7, 0.2501), (33, 30)] {
      let axis = GridAxis(lower: 1, upper: 2, count: n)
      let costs = HeatKernelAxis(axis: axis, spread: spread).costs
      for i in 0..<n {
        #expect(abs(costs.row(i).reduce(0) { $0 + exp(-$1) } - 1) < 1e-14)
        for j in 0..<n { #expect(abs(costs[i, j] - costs[j, i]) <= 1e-14 * (1 + costs[i, j])) }
      }
    }
  }

  @Test("the two series for the kernel agree where one takes over")
  func switchover() {
    let axis = GridAxis(lower: 0, upper: 1, count: 12)
    let narrow = HeatKernelAxis(axis: axis, spread: 0.25).costs
    let wide = HeatKernelAxis(axis: axis, spread: 0.25 * (1 + 1e-12)).costs
    for (a, b) in zip(narrow.elements, wide.elements) { #expect(abs(a - b) < 1e-11) }
  }

  @Test("bad input is a named error")
  func badInput() throws {
    let box = Box.unit(1)
    for bad in [0, -1, .nan, .infinity] as [Double] {
      #expect(throws: TransportError.self) {
        try HopfCole(viscosity: bad).forward([1, 2], shape: [2], box: box, time: 1)
      }
      #expect(throws: TransportError.self) {
        try HopfCole(viscosity: 1).forward([1, 2], shape: [2], box: box, time: bad)
      }
    }
    #expect(throws: TransportError.self) {
      try HopfCole(viscosity: 1).forward([1, .nan], shape: [2], box: box, time: 1)
    }
    #expect(throws: TransportError.self) {
      try HopfCole(viscosity: 1).forward([1], shape: [2], box: box, time: 1)
    }
  }
}
