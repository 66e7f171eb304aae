import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct ImageMassTests {
  static let shapes = [[1], [9], [1, 1], [8, 5], [3, 4, 5]]

  static func box(_ shape: [Int]) -> [GridAxis] {
    shape.enumerated().map { GridAxis(lower: 0, upper: 1 + 0.5 * Double($0), count: $1) }
  }

  @Test("the identity gives each cell its own mass", arguments: shapes)
  func identity(shape: [Int]) {
    let axes = Self.box(shape)
    let density = Samples.uniform(shape.reduce(1, *), seed: 2).map { $0 + 1 }
    let u = outerSum(axes.map { axis in axis.centers.map { $0 * $0 / 2 } })
    let mass = ImageMass(axes: axes, density: CumulativeMass(density, axes: axes))(u)
    let volume = axes.reduce(1) { $0 * $1.step }
    // Along the first axis the density is constant in a cell; along the others a wall's
    // flux is measured at its middle, a cell centre.
    for (m, d) in zip(mass, density) { #expect(abs(m - d * volume) < 1e-14) }
  }

  @Test(
    "the images of any function's cells fill the box: the mass of a uniform density is kept",
    arguments: shapes)
  func conservation(shape: [Int]) {
    let axes = Self.box(shape)
    let other = Self.box(shape.map { $0 + 2 })
    let uniform = [Double](repeating: 1, count: other.reduce(1) { $0 * $1.count })
    // Convex or not.
    let u = Samples.uniform(shape.reduce(1, *), seed: 3)
    let mass = ImageMass(axes: axes, density: CumulativeMass(uniform, axes: other))(u)
    let volume = other.reduce(1) { $0 * ($1.upper - $1.lower) }
    #expect(abs(mass.reduce(0, +) - volume) < 1e-12 * mass.reduce(0) { $0 + abs($1) })
  }

  @Test("the density of a smooth map is second order", arguments: [1, 2, 3])
  func order(dimension: Int) {
    // grad u = y_k - sin(2 pi y_k) / 10 along each axis, and a density that depends on x.
    func error(_ n: Int) -> Double {
      let axes = (0..<dimension).map { _ in GridAxis(lower: 0, upper: 1, count: n) }
      let density = Samples.points(axes.map(\.centers)).map { p in
        p.reduce(1) { $0 * (1 + 0.5 * cos(.pi * $1)) }
      }
      let u = outerSum(
        axes.map { $0.centers.map { $0 * $0 / 2 + cos(2 * .pi * $0) / (20 * .pi) } })
      let mass = ImageMass(axes: axes, density: CumulativeMass(density, axes: axes))(u)
      let volume = axes.reduce(1) { $0 * $1.step }
      let errors = zip(Samples.points(axes.map(\.centers)), mass).map { y, m in
        let exact = y.reduce(1) { product, y in
          product * (1 + 0.5 * cos(.pi * (y - sin(2 * .pi * y) / 10)))
            * (1 - cos(2 * .pi * y) * .pi / 5)
        }
        return abs(m / volume - exact)
      }
      return errors.reduce(0, +) / Double(errors.count)
    }
    let n = dimension == 3 ? 12 : 32
    let rate = log2(error(n) / error(2 * n))
    #expect(rate > 1.8, "rate \(rate)")
  }
}
