import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct ConservativeCellsTests {
  private static func masses(_ count: Int, seed: Int) -> [Double] {
    Samples.uniform(count, seed: UInt64(seed)).map { $0 * $0 + 0.01 }
  }

  @Test("the mass of a polygon is the integral of the tilted cells over it")
  func polygon() {
    let cells = TiltedCells(masses: Self.masses(42, seed: 1), shape: [6, 7])
    let reader = cells.reader()
    func flux(_ corners: [(Double, Double)]) -> Double {
      corners.indices.reduce(0) { sum, i in
        let (a, b) = (corners[i], corners[(i + 1) % corners.count])
        return sum + reader.flux(a.0, a.1, b.0 - a.0, b.1 - a.1)
      }
    }
    // Small squares give the density; their sum is that of the square they fill, and of two
    // triangles.
    let (n, step) = (24, 0.125)
    var sum = 0.0
    for i in 0..<n {
      for j in 0..<n {
        let (u, v) = (1.3 + Double(i) * step, 2.1 + Double(j) * step)
        let part = flux([(u, v), (u + step, v), (u + step, v + step), (u, v + step)])
        #expect(part >= 0)
        sum += part
      }
    }
    let (a, b) = (1.3 + Double(n) * step, 2.1 + Double(n) * step)
    let whole = flux([(1.3, 2.1), (a, 2.1), (a, b), (1.3, b)])
    let triangles =
      flux([(1.3, 2.1), (a, 2.1), (a, b)]) + flux([(1.3, 2.1), (a, b), (1.3, b)])
    #expect(abs(sum - whole) < 1e-13 && abs(triangles - whole) < 1e-13)
  }

  @Test("cells are given back, and a linear density is integrated without error")
  func tilted() {
    let masses = Self.masses(42, seed: 2)
    let reader = TiltedCells(masses: masses, shape: [6, 7]).reader()
    for i in 0..<6 {
      for j in 0..<7 {
        let (u, v) = (Double(i), Double(j))
        let mass = reader.flux(u + 1, v, 0, 1) + reader.flux(u, v + 1, 0, -1)
        #expect(abs(mass - masses[i * 7 + j]) < 1e-14)
      }
    }
    // 10 + 2 (u - 3) + 3 (v - 3) between the outermost cells, over a triangle: its area times the
    // value at the mean of its corners.
    let linear = (0..<42).map { cell -> Double in
      let (u, v) = (Double(cell / 7) + 0.5, Double(cell % 7) + 0.5)
      return 10 + 2 * (u - 3) + 3 * (v - 3)
    }
    let cells = TiltedCells(masses: linear, shape: [6, 7]).reader()
    let mass =
      cells.flux(1.2, 1.1, 3.7, 0.8) + cells.flux(4.9, 1.9, -3.1, 2.8)
      + cells.flux(1.8, 4.7, -0.6, -3.6)
    let area = (3.7 * 3.6 - 0.8 * 0.6) / 2
    let exact = area * (10 + 2 * (7.9 / 3 - 3) + 3 * (7.7 / 3 - 3))
    #expect(abs(mass - exact) < 1e-13)
  }

  @Test("images of cells under a convex function hold all the mass, and none less than nothing")
  func images() {
    let axes = [GridAxis(lower: 0, upper: 2, count: 9), GridAxis(lower: 1, upper: 2, count: 8)]
    let target = [GridAxis(lower: -1, upper: 1, count: 6), GridAxis(lower: 0, upper: 3, count: 7)]
    let masses = Self.masses(42, seed: 3)
    let images = PolygonMass(
      axes: axes, target: target, cells: TiltedCells(masses: masses, shape: [6, 7]))
    let u = LegendreTransform(source: target, target: axes)(
      Samples.uniform(42, seed: 4))
    let found = images(u)
    #expect(abs(found.reduce(0, +) - masses.reduce(0, +)) < 1e-13)
    #expect(found.allSatisfy { $0 > -1e-13 })
    // The affine map of one box onto the other.
    let affine = outerSum([
      axes[0].centers.map { $0 * $0 / 2 - $0 }, axes[1].centers.map { 1.5 * ($0 - 1) * ($0 - 1) },
    ])
    let same = PolygonMass(
      axes: axes, target: target,
      cells: TiltedCells(masses: [Double](repeating: 1, count: 42), shape: [6, 7]))
    for mass in same(affine) { #expect(abs(mass - 42.0 / 72) < 1e-13) }
  }

  @Test("in space polyhedra are integrated without error: cells, a tetrahedron, and images")
  func space() {
    let shape = [5, 4, 6]
    let masses = Self.masses(120, seed: 6)
    let axes = shape.map { GridAxis(lower: 0, upper: Double($0), count: $0) }
    let half = outerSum(axes.map { $0.centers.map { $0 * $0 / 2 } })
    // The identity gives the cells back.
    let same = PolygonMass(
      axes: axes, target: axes, cells: TiltedCells(masses: masses, shape: shape))
    for (a, b) in zip(same(half), masses) { #expect(abs(a - b) < 1e-13) }
    // 1 + x + 2 y + 3 z over a tetrahedron away from the walls, of volume 1/3 of a triangle: its
    // value at the mean of the corners.
    let linear = outerSum([
      axes[0].centers.map { 1 + $0 }, axes[1].centers.map { 2 * $0 },
      axes[2].centers.map { 3 * $0 },
    ])
    let reader = TiltedCells(masses: linear, shape: shape).reader()
    let corners = [
      SIMD3(1.2, 1.1, 1.3), SIMD3(3.9, 1.4, 2.2), SIMD3(1.5, 2.9, 1.9), SIMD3(2.1, 1.7, 4.8),
    ]
    let triangle = TriangleFlux()
    let sides = [(0, 2, 1), (0, 1, 3), (1, 2, 3), (0, 3, 2)]
    let mass = sides.reduce(0) {
      $0 + triangle(corners[$1.0], corners[$1.1], corners[$1.2], reader)
    }
    let (a, b, c) = (corners[1] - corners[0], corners[2] - corners[0], corners[3] - corners[0])
    let volume: Double =
      (a.x * (b.y * c.z - b.z * c.y) + a.y * (b.z * c.x - b.x * c.z)
        + a.z * (b.x * c.y - b.y * c.x)) / 6
    let mean = (corners[0] + corners[1] + corners[2] + corners[3]) / 4
    #expect(abs(mass - volume * (1 + mean.x + 2 * mean.y + 3 * mean.z)) < 1e-12)
    // Any convex function.
    let target = [
      GridAxis(lower: -1, upper: 1, count: 5), GridAxis(lower: 0, upper: 3, count: 4),
      GridAxis(lower: 2, upper: 3, count: 6),
    ]
    let u = LegendreTransform(source: target, target: axes)(
      Samples.uniform(120, seed: 7))
    let images = PolygonMass(
      axes: axes, target: target, cells: TiltedCells(masses: masses, shape: shape))(u)
    #expect(abs(images.reduce(0, +) - masses.reduce(0, +)) < 1e-12)
  }

  @Test("remapping keeps mass and sign, and is exact between grids whose faces agree")
  func remap() {
    let coarse = [GridAxis(lower: 0, upper: 1, count: 5), GridAxis(lower: 2, upper: 4, count: 4)]
    let fine = coarse.map { GridAxis(lower: $0.lower, upper: $0.upper, count: 3 * $0.count) }
    let masses = Self.masses(20, seed: 5)
    #expect(ConservativeRemap(source: coarse, target: coarse)(masses) == masses)
    let refined = ConservativeRemap(source: coarse, target: fine)(masses)
    #expect(refined.allSatisfy { $0 >= 0 })
    let back = ConservativeRemap(source: fine, target: coarse)(refined)
    for (a, b) in zip(back, masses) { #expect(abs(a - b) < 1e-15) }
    // Faces that agree with none of the others, on a larger box.
    let other = [
      GridAxis(lower: -0.1, upper: 1.2, count: 7), GridAxis(lower: 1.9, upper: 4, count: 3),
    ]
    let moved = ConservativeRemap(source: coarse, target: other)(masses)
    #expect(abs(moved.reduce(0, +) - masses.reduce(0, +)) < 1e-14)
    #expect(moved.allSatisfy { $0 >= 0 })
  }

  @Test("a linear density is remapped without error away from the walls")
  func linearRemap() {
    let axis = GridAxis(lower: 0, upper: 1, count: 10)
    let other = GridAxis(lower: 0.15, upper: 0.85, count: 4)
    let found = ConservativeRemap(source: [axis], target: [other])(axis.centers.map { $0 / 10 })
    for (j, mass) in found.enumerated() {
      #expect(abs(mass - 0.175 * other.center(j)) < 1e-15)
    }
  }
}
