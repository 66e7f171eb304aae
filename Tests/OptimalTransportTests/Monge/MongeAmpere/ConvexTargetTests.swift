import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct ConvexTargetTests {
  /// x -> A x + b with A symmetric positive definite, so a gradient; it takes the unit square to a
  /// parallelogram.
  private func shear(_ x: [Double]) -> [Double] {
    [1.3 * x[0] + 0.4 * x[1] - 0.5, 0.4 * x[0] + 0.9 * x[1]]
  }

  private func parallelogram() throws -> ConvexPolygon {
    try ConvexPolygon(
      vertices: [[0, 0], [1, 0], [1, 1], [0, 1]].map(shear).map { SIMD2($0[0], $0[1]) })
  }

  private func regular(_ corners: Int) throws -> ConvexPolygon {
    try ConvexPolygon(
      vertices: (0..<corners).map {
        let angle = 2 * .pi * Double($0) / Double(corners) + 0.3
        return SIMD2(cos(angle), sin(angle))
      })
  }

  private func uniform(_ n: Int, _ lower: Double, _ upper: Double) throws -> GridDensity {
    try sampled([n, n], Box(lower: [lower, lower], upper: [upper, upper])) { _ in 1 }
  }

  @Test("a square to a parallelogram is solved to rounding")
  func quadratic() throws {
    let solution = try MongeAmpere(boundary: .convex(parallelogram())).solve(
      source: uniform(24, 0, 1), target: uniform(8, -1, 2))
    #expect(solution.termination == .converged)
    let error = displacementError(solution.map, try uniform(24, 0, 1), exact: shear)
    // The equations are exact for quadratics, so what is left is the residual, 1e-10.
    #expect(error < 1e-10)
    // e^c = det A / 9, the target's mass in the parallelogram.
    #expect(abs(exp(solution.constant) - (1.3 * 0.9 - 0.16) / 9) < 1e-10)
  }

  @Test("with a density on the parallelogram its interpolant's order is what is left")
  func density() throws {
    func eta(_ y: [Double]) -> Double { exp(sin(y[0]) - y[1] * y[1]) }
    let box = try Box(lower: [-1, -1], upper: [2, 2])
    let errors = try [16, 32].map { n in
      let source = try sampled([n, n], .unit(2)) { eta(shear($0)) }
      let solution = try MongeAmpere(boundary: .convex(parallelogram())).solve(
        source: source, target: sampled([4 * n, 4 * n], box, eta))
      #expect(solution.termination == .converged)
      return displacementError(solution.map, source, exact: shear)
    }
    // Cubic convolution is of third order.
    #expect(errors[0] / errors[1] > 6)
    #expect(errors[1] < 1e-7)
  }

  @Test("a rectangle given as a polygon is the box", arguments: [32, 64])
  func box(n: Int) throws {
    let target = try Box(lower: [1, 0], upper: [3, 1])
    let source = try sampled([n, n], .unit(2)) { 1 + 0.5 * cos(.pi * $0[0]) * cos(.pi * $0[1]) }
    let image = try sampled([8, 8], target) { _ in 1 }
    let polygon = try ConvexPolygon(
      vertices: [SIMD2(1, 0), SIMD2(3, 0), SIMD2(3, 1), SIMD2(1, 1)])
    let first = try MongeAmpere().solve(source: source, target: image)
    let second = try MongeAmpere(boundary: .convex(polygon)).solve(source: source, target: image)
    #expect(second.termination == .converged)
    // One is of fourth order, the other of second.
    #expect(
      abs(first.value - second.value) <= first.discretizationError + second.discretizationError)
  }

  @Test(
    "a square onto regular polygons: same steps on every grid, mass of the target to O(h^2)",
    arguments: [3, 4, 5, 64])
  func regularPolygons(corners: Int) throws {
    let polygon = try regular(corners)
    let area = Double(corners) / 2 * sin(2 * .pi / Double(corners))
    let errors = try [32, 64].map { n in
      let solution = try MongeAmpere(boundary: .convex(polygon)).solve(
        source: uniform(n, 0, 1), target: uniform(8, -1, 1))
      #expect(solution.termination == .converged)
      #expect(solution.iterations <= 15)
      #expect(solution.smallestEigenvalue > 0)
      for cell in 0..<solution.map.count {
        let image = SIMD2(solution.map.images[cell, 0], solution.map.images[cell, 1])
        for (normal, offset) in zip(polygon.normals, polygon.offsets) {
          #expect((normal * image).sum() < offset)
        }
      }
      return abs(exp(solution.constant) / (area / 4) - 1)
    }
    // Corners without counterpart leave singularities; second order without them.
    #expect(errors[1] < 0.5 * errors[0])
    #expect(errors[1] < 2e-3)
  }

  @Test("what is no convex polygon is refused, with the corner")
  func refusals() throws {
    let dart = [SIMD2(0.0, 0), SIMD2(1, 0), SIMD2(0.2, 0.2), SIMD2(0, 1)]
    let error = #expect(throws: TransportError.self) { try ConvexPolygon(vertices: dart) }
    #expect(error!.description.contains("vertices[2]"))
    #expect(throws: TransportError.self) { try ConvexPolygon(vertices: dart.reversed()) }
    let star = (0..<5).map { SIMD2(cos(4 * .pi * Double($0) / 5), sin(4 * .pi * Double($0) / 5)) }
    #expect(throws: TransportError.self) { try ConvexPolygon(vertices: star) }
    #expect(throws: TransportError.self) {
      try ConvexPolygon(vertices: [SIMD2(0, 0), SIMD2(1, 0)])
    }
    #expect(throws: TransportError.self) {
      try ConvexPolygon(vertices: [SIMD2(0, 0), SIMD2(1, 0), SIMD2(.nan, 1)])
    }
  }

  @Test("a target grid that does not cover the polygon, and sources out of the plane, are refused")
  func covering() throws {
    let solver = MongeAmpere(boundary: .convex(try regular(5)))
    #expect(throws: TransportError.self) {
      try solver.solve(source: uniform(8, 0, 1), target: uniform(8, 0, 1))
    }
    let line = try GridDensity(shape: [4], values: [1, 1, 1, 1])
    #expect(throws: TransportError.self) { try solver.solve(source: line, target: line) }
  }
}
