import Foundation
import Testing

@testable import OptimalTransport

@Suite struct ConservativeCellsTests {
  private static func masses(_ count: Int, seed: Int) -> [Double] {
    LegendreTransformTests.random(count, seed: UInt64(seed)).map { $0 * $0 + 0.01 }
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
    // 10 + 2 (u - 3) + 3 (v - 3) between the outermost cells: the triangle (1, 1), (5, 2), (2, 5) has
    // the area 7.5 and its mean at (8/3, 8/3).
    let linear = (0..<42).map { cell -> Double in
      let (u, v) = (Double(cell / 7) + 0.5, Double(cell % 7) + 0.5)
      return 10 + 2 * (u - 3) + 3 * (v - 3)
    }
    let cells = TiltedCells(masses: linear, shape: [6, 7]).reader()
    let mass = cells.flux(1, 1, 4, 1) + cells.flux(5, 2, -3, 3) + cells.flux(2, 5, -1, -4)
    let exact: Double = 7.5 * (10 - 5.0 / 3)
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
      LegendreTransformTests.random(42, seed: 4))
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
