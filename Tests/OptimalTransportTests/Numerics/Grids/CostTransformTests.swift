import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct CostTransformTests {
  private static func box(_ counts: [Int]) -> [GridAxis] {
    zip([1.0, 0.7], counts).map { GridAxis(lower: 0, upper: $0, count: $1) }
  }

  @Test(
    "the exact transform is the minimum over all cells to rounding",
    arguments: [
      ([1], [1]), ([7], [7]), ([40], [40]), ([12], [31]), ([1, 5], [1, 5]), ([9, 6], [9, 6]),
      ([9, 6], [7, 6]), ([5, 6], [5, 9]),
    ])
  func minimum(counts: ([Int], [Int])) {
    let (source, target) = (Self.box(counts.0), Self.box(counts.1))
    for (seed, p) in zip(1...12 as ClosedRange<UInt64>, [1.1, 1.5, 2, 3, 4.7, 20].cycled(12)) {
      let cost = PowerCost(exponent: p, reach: 2)
      let beta = Samples.uniform(counts.0.reduce(1, *), seed: seed)
      let result = CostTransform(cost: cost, source: source, target: target)(beta, .exact)
      for (x, value) in zip(Samples.points(target.map(\.centers)), result) {
        let least = zip(Samples.points(source.map(\.centers)), beta).map { y, beta in
          cost(square: zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }) - beta
        }.min()!
        // Costs below 1.5^10 = 58, to a few ulp of 7e-15, along and across; below 2 where they
        // compete with beta.
        #expect(abs(value - least) <= 1e-14)
      }
    }
  }

  @Test("the smooth transform of a linear function errs by the parabola's third order")
  func smooth() {
    // beta(y) = v.y has the transform -v.x + |z|^p - v.z, z = grad h*(v), attained at y = x + z.
    let z = [0.3, -0.2]
    let length = 0.13.squareRoot()
    for (p, n) in [(1.5, 16), (1.5, 40), (2, 16), (3, 16), (3, 40)] {
      let v = z.map { p * pow(length, p - 2) * $0 }
      let constant = pow(length, p) - v[0] * z[0] - v[1] * z[1]
      let axes = Self.box([n, n])
      let points = Samples.points(axes.map(\.centers))
      let transform = CostTransform(
        cost: PowerCost(exponent: p, reach: 2), source: axes, target: axes)
      let alpha = transform(points.map { v[0] * $0[0] + v[1] * $0[1] })
      var error = 0.0
      // x + z is a cell inside.
      for (x, value) in zip(points, alpha) where x[0] < 0.6 && x[1] > 0.3 {
        let exact = constant - v[0] * x[0] - v[1] * x[1]
        error = max(error, abs(value - exact))
      }
      // A parabola through three values h apart errs by h^3/16 of the third derivative within half
      // a cell, on each axis; that of r^p is at most p |p - 2| (3 + |p - 4|) r^(p-3), where r is
      // two cells nearer or farther than |z| at most.
      let h = 1 / Double(n)
      let reach = max(pow(length - 2 * h, p - 3), pow(length + 2 * h, p - 3))
      let third = p * abs(p - 2) * (3 + abs(p - 4)) * reach
      #expect(error <= 2 * h * h * h * third / 16 + 1e-15)
    }
  }
}

extension Array {
  fileprivate func cycled(_ count: Int) -> [Element] { (0..<count).map { self[$0 % self.count] } }
}
