import Foundation
import Testing

@testable import OptimalTransport

@Suite struct GridMapInterpolationTests {
  @Test func `Affine maps are reproduced in the whole box`() throws {
    let box = try Box(lower: [0, -1], upper: [2, 1])
    let map = try gridMap([8, 5], box) { [1 + 2 * $0[0] - $0[1], 3 * $0[1]] }
    for point in [[0, -1], [2, 1], [0.01, 0.99], [1.3, 0.2]] {
      let result = try map(point)
      #expect(abs(result.image[0] - (1 + 2 * point[0] - point[1])) < 1e-14)
      #expect(abs(result.image[1] - 3 * point[1]) < 1e-14)
      #expect(result.error.allSatisfy { $0 < 1e-14 })
    }
  }

  @Test func `The error of a square is attained, inside and in the outer half cells`() throws {
    let map = try gridMap([10], Box.unit(1)) { [$0[0] * $0[0]] }
    for k in 0...50 {
      let x = Double(k) / 50
      let result = try map([x])
      // The second difference of x^2 is constant, so the bound is the error itself.
      #expect(abs(abs(result.image[0] - x * x) - result.error[0]) < 1e-15)
    }
    // 3/8 h^2 T'' at the end, 1/8 h^2 T'' between nodes.
    #expect(abs(try map([0]).error[0] - 0.375 * 0.02) < 1e-15)
    #expect(abs(try map([0.5]).error[0] - 0.125 * 0.02) < 1e-15)
  }

  @Test(arguments: [[24, 16], [12, 10, 14]]) func `Smooth maps lie within the error, up to h^3`(
    shape: [Int]
  ) throws {
    let d = shape.count
    func smooth(_ x: [Double]) -> [Double] {
      x.indices.map { k in x[k] + 0.1 * sin(3 * x[k]) * cos(2 * x[(k + 1) % d]) + 0.05 * exp(x[0]) }
    }
    let map = try gridMap(shape, Box.unit(d), smooth)
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let x = (0..<d).map { _ in generator.uniform() }
      let result = try map(x)
      let exact = smooth(x)
      for k in 0..<d {
        // Third differences are h |T'''| / |T''| < 0.3 of the second ones.
        #expect(abs(result.image[k] - exact[k]) <= 1.4 * result.error[k] + 1e-5)
        #expect(result.error[k] < 0.02)
      }
    }
  }

  @Test func `Axes of one and two cells have no known error`() throws {
    let two = try gridMap([2], Box.unit(1)) { [3 * $0[0]] }
    #expect(abs(try two([0.1]).image[0] - 0.3) < 1e-15)
    #expect(try two([0.1]).error == [.infinity])
    let one = try gridMap([1, 4], Box.unit(2)) { $0 }
    #expect(try one([0.1, 0.4]).image == [0.5, 0.4])
    #expect(try one([0.1, 0.4]).error == [.infinity, .infinity])
  }

  @Test func `Points off the box are refused`() throws {
    let map = try gridMap([4], Box.unit(1)) { $0 }
    for point in [[-0.001], [1.001], [.nan], [0.5, 0.5], []] {
      #expect(throws: TransportError.self) { try map(point) }
    }
  }

  private func gridMap(
    _ shape: [Int], _ box: Box, _ function: ([Double]) -> [Double]
  ) throws -> GridMap {
    let cells = try GridDensity(
      shape: shape, box: box, values: [Double](repeating: 1, count: shape.reduce(1, *)))
    return try GridMap(shape: shape, box: box, images: cells.centers.mapRows(function))
  }
}
