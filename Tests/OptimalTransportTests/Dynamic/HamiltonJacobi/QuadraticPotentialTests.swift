import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct QuadraticPotentialTests {
  private static let matrix = try! Matrix([[2, 0.5, 0], [0.5, -0.8, 0.3], [0, 0.3, 1]])
  private static let potential = try! QuadraticPotential(
    curvature: matrix, slope: [1, -2, 0.5], constant: 3, center: [0.1, 0.2, -0.4])

  @Test("a|x|^2/2 becomes a|x|^2 / 2(1 + at), and with viscosity d nu log(1 + at) more: oracle 7")
  func oracle() throws {
    let (a, time, nu, x) = (3.0, 0.4, 0.07, [0.3, -0.8])
    let initial = try QuadraticPotential(
      curvature: Matrix([[a, 0], [0, a]]), slope: [0, 0])
    let exact = a * (x[0] * x[0] + x[1] * x[1]) / (2 * (1 + a * time))
    #expect(abs(try initial.evolved(by: time)(x) - exact) <= 1e-15)
    let viscous = try initial.evolved(by: time, viscosity: nu)(x)
    #expect(abs(viscous - exact - 2 * nu * log(1 + a * time)) <= 1e-15)
  }

  @Test("the equation holds, with viscosity and without", arguments: [0, 0.3])
  func equation(viscosity nu: Double) throws {
    let (x, time, step) = ([0.7, -0.2, 0.4], 0.6, 1e-4)
    func phi(_ t: Double) throws -> Double {
      try Self.potential.evolved(by: t, viscosity: nu)(x)
    }
    let rate =
      (8 * (try phi(time + step) - phi(time - step))
        - (try phi(time + 2 * step) - phi(time - 2 * step)))
      / (12 * step)
    let now = try Self.potential.evolved(by: time, viscosity: nu)
    let square = try now.gradient(x).reduce(0) { $0 + $1 * $1 }
    let laplacian = (0..<3).reduce(0) { $0 + now.curvature[$1, $1] }
    // Differences of fourth order: step^4 of a fifth derivative some 10^4, and 1e-15 / step.
    #expect(abs(rate + square / 2 - nu * laplacian) < 1e-10)
  }

  @Test("x'Ax/2 + b.x + c gives A(I + tA)^-1, by another inverse")
  func matrixFormula() throws {
    let time = 0.5
    let later = try Self.potential.evolved(by: time)
    var shifted = Self.matrix
    for k in shifted.elements.indices { shifted.elements[k] *= time }
    for k in 0..<3 { shifted[k, k] += 1 }
    let product = Oracles.product(later.curvature, shifted)
    for k in 0..<9 { #expect(abs(product.elements[k] - Self.matrix.elements[k]) < 1e-14) }
  }

  @Test("two steps are one, and back again is the start")
  func semigroup() throws {
    let x = [0.3, 0.9, -1]
    let once = try Self.potential.evolved(by: 0.9, viscosity: 0.2)
    let twice = try Self.potential.evolved(by: 0.4, viscosity: 0.2).evolved(by: 0.5, viscosity: 0.2)
    #expect(abs(try once(x) - twice(x)) < 1e-14)
    let back = try Self.potential.evolved(by: 0.9).evolved(by: -0.9)
    #expect(abs(try back(x) - Self.potential(x)) < 1e-13)
  }

  @Test("Hopf-Lax on a grid is the same function, from above")
  func hopfLax() throws {
    let (n, time) = (151, 0.3)
    let box = try Box(lower: [-1, -1], upper: [1, 1])
    let initial = try QuadraticPotential(
      curvature: Matrix([[2, 0.7], [0.7, -1]]), slope: [0.2, -0.1], constant: 1)
    let axes = GridAxis.all(shape: [n, n], box: box).map(\.centers)
    let points = axes[0].flatMap { x in axes[1].map { [x, $0] } }
    let solution = try HopfLax().forward(
      points.map { try initial($0) }, shape: [n, n], box: box, time: time)
    let exact = try initial.evolved(by: time)
    // The minimiser is within half a cell along each axis; the largest eigenvalue of the function
    // minimised is below 2.3 + 1/t.
    let slack = 2 * pow(1 / Double(n), 2) / 2 * (2.3 + 1 / time)
    for (i, x) in points.enumerated() where abs(x[0]) < 0.5 && abs(x[1]) < 0.5 {
      let value = try exact(x)
      #expect(solution.values[i] >= value - 1e-14 && solution.values[i] <= value + slack)
    }
  }

  @Test("the first caustic is where a negative eigenvalue focuses, and nothing goes beyond")
  func caustic() throws {
    let concave = try QuadraticPotential(curvature: Matrix([[-2]]), slope: [1])
    #expect(concave.firstCaustic == 0.5)
    #expect(try concave.evolved(by: 0.499).firstCaustic > 0)
    #expect(throws: TransportError.self) { try concave.evolved(by: 0.5) }
    #expect(throws: TransportError.self) { try concave.evolved(by: 1, viscosity: 0.1) }
    let convex = try QuadraticPotential(curvature: Matrix([[2]]), slope: [1])
    #expect(convex.firstCaustic == .infinity)
    #expect(throws: TransportError.self) { try convex.evolved(by: -0.5) }
    #expect(try convex.evolved(by: 1e300).curvature[0, 0] == 1e-300)
  }

  @Test("bad input is a named error")
  func badInput() throws {
    #expect(throws: TransportError.self) {
      try QuadraticPotential(curvature: Matrix([[1, 2], [0, 1]]), slope: [0, 0])
    }
    #expect(throws: TransportError.self) {
      try QuadraticPotential(curvature: Matrix([[1]]), slope: [0, 0])
    }
    #expect(throws: TransportError.self) {
      try QuadraticPotential(curvature: Matrix([[.nan]]), slope: [0])
    }
    #expect(throws: TransportError.self) {
      try QuadraticPotential(curvature: Matrix(rows: 0, columns: 0, elements: []), slope: [])
    }
    for viscosity in [-1, .nan, .infinity] as [Double] {
      #expect(throws: TransportError.self) {
        try Self.potential.evolved(by: 0.1, viscosity: viscosity)
      }
    }
    #expect(throws: TransportError.self) { try Self.potential.evolved(by: -0.1, viscosity: 1) }
    #expect(throws: TransportError.self) { try Self.potential([1, 2]) }
  }
}
