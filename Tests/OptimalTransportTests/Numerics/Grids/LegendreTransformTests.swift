import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct LegendreTransformTests {
  static func axes(_ counts: [Int], seed: UInt64 = 1) -> [GridAxis] {
    counts.enumerated().map { k, n in
      GridAxis(lower: -1 + 0.3 * Double(k), upper: 1.5 + 0.2 * Double(k), count: n)
    }
  }

  @Test(
    "the exact transform is the maximum over all cells to rounding",
    arguments: [[1], [2], [7], [40], [1, 5], [9, 6], [5, 4, 3]])
  func maximum(counts: [Int]) {
    let source = Self.axes(counts)
    let target = Self.axes(counts.map { $0 + 3 })
    for seed in 1...20 as ClosedRange<UInt64> {
      let u = Samples.uniform(counts.reduce(1, *), seed: seed)
      let result = LegendreTransform(source: source, target: target)(u, .exact)
      for (x, value) in zip(Samples.points(target.map(\.centers)), result) {
        let best = zip(Samples.points(source.map(\.centers)), u).map { y, u in
          zip(x, y).reduce(-u) { $0 + $1.0 * $1.1 }
        }.max()!
        // Three products and sums of numbers below 3.
        #expect(abs(value - best) <= 1e-14)
      }
    }
  }

  /// u = |A y|^2 / 2 + b.y with conjugate |A^-1 (x - b)|^2 / 2, mapping the box onto itself or inside.
  @Test("the smooth transform of a quadratic inside its range is exact to rounding")
  func quadratic() {
    let axes = [GridAxis(lower: 0, upper: 1, count: 50), GridAxis(lower: 0, upper: 1, count: 40)]
    // Slopes from 0 to 1 along each axis, as the walls require.
    let u = Samples.points(axes.map(\.centers)).map { ($0[0] * $0[0] + $0[1] * $0[1]) / 2 }
    let result = LegendreTransform(source: axes, target: axes)(u)
    for (x, value) in zip(Samples.points(axes.map(\.centers)), result) {
      #expect(abs(value - (x[0] * x[0] + x[1] * x[1]) / 2) < 1e-14)
    }
  }

  @Test("the smooth transform converges at third order where the function is smooth")
  func order() {
    // u' = y - sin(2 pi y) / 10 takes [0, 1] onto itself.
    func error(_ n: Int) -> Double {
      let axis = GridAxis(lower: 0, upper: 1, count: n)
      let u = axis.centers.map { $0 * $0 / 2 + cos(2 * .pi * $0) / (20 * .pi) }
      let result = LegendreTransform(source: [axis], target: [axis])(u)
      return zip(axis.centers, result).reduce(0) { worst, pair in
        var y = pair.0
        for _ in 0..<60 {
          y -= (y - sin(2 * .pi * y) / 10 - pair.0) / (1 - 2 * .pi * cos(2 * .pi * y) / 10)
        }
        let exact = pair.0 * y - y * y / 2 - cos(2 * .pi * y) / (20 * .pi)
        return max(worst, abs(pair.1 - exact))
      }
    }
    #expect(error(64) / error(128) > 6)
    #expect(error(256) < 2e-7)
  }

  @Test("transforming three times is transforming once")
  func thrice() {
    let axes = Self.axes([20, 17])
    let u = Samples.uniform(340, seed: 4)
    let transform = LegendreTransform(source: axes, target: axes)
    let once = transform(u, .exact)
    let thrice = transform(transform(once, .exact), .exact)
    #expect(zip(once, thrice).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  @Test("one thread and two give the same bits")
  func threads() {
    let axes = Self.axes([130, 90])
    let u = Samples.uniform(130 * 90, seed: 8)
    let transform = LegendreTransform(source: axes, target: axes)
    #expect(ParallelLoop.$threadCount.withValue(1) { transform(u) } == transform(u))
  }
}
