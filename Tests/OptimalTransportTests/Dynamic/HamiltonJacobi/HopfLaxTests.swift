import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct HopfLaxTests {
  private static func box(_ shape: [Int]) -> Box {
    try! Box(
      lower: shape.map { _ in -1 }, upper: shape.indices.map { 1 + 0.5 * Double($0) })
  }

  private static func points(_ shape: [Int]) -> [[Double]] {
    Samples.points(GridAxis.all(shape: shape, box: box(shape)).map(\.centers))
  }

  @Test(
    "every minimum is that over all cells, to rounding, at any time",
    arguments: [[1], [2], [64], [7, 9], [64, 64], [5, 6, 4]], [1e-9, 0.02, 3, 1e9])
  func bruteForce(shape: [Int], time: Double) throws {
    let f = Samples.uniform(shape.reduce(1, *), seed: 12)
    let points = Self.points(shape)
    let solution = try HopfLax().forward(f, shape: shape, box: Self.box(shape), time: time)
    // On the largest grid, every 41st cell.
    for i in stride(from: 0, to: f.count, by: f.count > 1000 ? 41 : 1) {
      func value(_ j: Int) -> Double {
        f[j] + zip(points[i], points[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
          / (2 * time)
      }
      let best = f.indices.map(value).min()!
      // A few roundings of the terms of the sum, squares of lengths below 4 over 2 t at the
      // minimum.
      #expect(abs(solution.values[i] - best) <= 1e-14 * max(1, abs(best)))
      #expect(abs(value(solution.origins[i]) - best) <= 1e-14 * max(1, abs(best)))
    }
  }

  @Test("|x| becomes x^2 / 2t inside of |x| < t, and |x| - t/2 outside: oracle 7")
  func cone() throws {
    let (n, time) = (4001, 0.5)
    let box = try Box(lower: [-2], upper: [2])
    let x = GridAxis.all(shape: [n], box: box)[0].centers
    let solution = try HopfLax().forward(x.map(abs), shape: [n], box: box, time: time)
    // The minimiser lies within half a cell h of the exact one: h^2 / 8 t more at most.
    let slack = pow(4 / Double(n), 2) / (8 * time) + 1e-14
    for i in 0..<n {
      let exact = abs(x[i]) < time ? x[i] * x[i] / (2 * time) : abs(x[i]) - time / 2
      #expect(solution.values[i] >= exact - 1e-14 && solution.values[i] <= exact + slack)
    }
    let concave = try HopfLax().forward(x.map { -abs($0) }, shape: [n], box: box, time: time)
    for i in 0..<n where abs(x[i]) < 1 {
      #expect(abs(concave.values[i] - (-abs(x[i]) - time / 2)) <= slack)
    }
  }

  @Test("a|x|^2/2 becomes a|x|^2 / 2(1 + at) in the plane: oracle 7")
  func quadratic() throws {
    let (n, a, time) = (201, 3.0, 0.4)
    let box = try Box(lower: [-1, -1], upper: [1, 1])
    let points = Samples.points(GridAxis.all(shape: [n, n], box: box).map(\.centers))
    let squares = points.map { $0[0] * $0[0] + $0[1] * $0[1] }
    let solution = try HopfLax().forward(
      squares.map { a * $0 / 2 }, shape: [n, n], box: box, time: time)
    let slack = 2 * pow(1 / Double(n), 2) / 2 * (a + 1 / time) + 1e-14
    for i in squares.indices {
      let exact = a * squares[i] / (2 * (1 + a * time))
      #expect(solution.values[i] >= exact - 1e-14 && solution.values[i] <= exact + slack)
    }
  }

  @Test("forwards after backwards after forwards is forwards: the solution is its own convolution")
  func galois() throws {
    let shape = [20, 30]
    let (f, box) = (Samples.uniform(600, seed: 4), Self.box([20, 30]))
    let forward = try HopfLax().forward(f, shape: shape, box: box, time: 0.1)
    let back = try HopfLax().backward(forward.values, shape: shape, box: box, time: 0.1)
    let again = try HopfLax().forward(back.values, shape: shape, box: box, time: 0.1)
    #expect(zip(back.values, f).allSatisfy { $0 <= $1 + 1e-14 })
    #expect(zip(again.values, forward.values).allSatisfy { abs($0 - $1) <= 1e-13 })
  }

  @Test("two short steps stay above one long one, by the grid: the semigroup")
  func semigroup() throws {
    let n = 1000
    let box = try Box(lower: [0], upper: [1])
    let x = GridAxis.all(shape: [n], box: box)[0].centers
    let f = x.map { sin(9 * $0) + cos(23 * $0) }
    let long = try HopfLax().forward(f, shape: [n], box: box, time: 0.02)
    let half = try HopfLax().forward(f, shape: [n], box: box, time: 0.01)
    let short = try HopfLax().forward(half.values, shape: [n], box: box, time: 0.01)
    // The middle of a straight way is at most half a cell from a centre; a detour by d costs
    // d^2 / tau more on two steps tau.
    let slack = pow(0.5 / Double(n), 2) / 0.01 + 1e-14
    for i in 0..<n {
      #expect(short.values[i] >= long.values[i] - 1e-14)
      #expect(short.values[i] <= long.values[i] + slack)
    }
  }

  @Test("conjugates add up: (phi_t)* = phi_0* + t |p|^2 / 2 for a convex function")
  func inverseConvolution() throws {
    let (n, time) = (200, 0.3)
    let box = try Box(lower: [-3], upper: [3])
    let x = GridAxis.all(shape: [n], box: box)[0].centers
    func conjugate(_ f: [Double], at p: Double) -> Double {
      zip(x, f).map { p * $0 - $1 }.max()!
    }
    let initial = x.map { exp($0) + abs($0 - 0.2) }
    let later = try HopfLax().forward(initial, shape: [n], box: box, time: time).values
    // For these p the best x lies inside of the box, between -1.5 and 1. Over the cells y and x = y
    // + t p the sum of the conjugates is attained but for the place of x, at most half a cell h
    // off: (h/2)^2 / 2t.
    let slack = pow(3 / Double(n), 2) / (2 * time)
    for p in stride(from: -0.7, through: 1, by: 0.05) {
      let sum = conjugate(initial, at: p) + time * p * p / 2
      let found = conjugate(later, at: p)
      #expect(found <= sum + 1e-14 && found >= sum - slack)
    }
  }

  @Test("the feet of characteristics invert x + t grad phi_0(x)")
  func feet() throws {
    let (n, time) = (300, 0.4)
    let box = try Box(lower: [-1, 0], upper: [1, 1])
    let axes = GridAxis.all(shape: [n, 7], box: box)
    let initial = axes[0].centers.flatMap { x in axes[1].centers.map { _ in 0.7 * x * x } }
    let feet = try HopfLax().forward(initial, shape: [n, 7], box: box, time: time).feet
    for (cell, x) in axes[0].centers.flatMap({ x in axes[1].centers.map { [x, $0] } }).enumerated()
    {
      // y + t 1.4 y = x; the nearest centre is half a cell away at most.
      #expect(abs(feet.images[cell, 0] - x[0] / (1 + 1.4 * time)) <= 1 / Double(n) + 1e-12)
      #expect(feet.images[cell, 1] == x[1])
    }
  }

  @Test("Kantorovich's potentials are the two ends: phi_0 = -alpha/2, phi_1 = beta/2")
  func potentials() throws {
    let grid = try GridDensity(shape: [9], values: [1, 3, 2, 5, 1, 1, 4, 2, 2]).normalized()
    let other = try GridDensity(shape: [9], values: [2, 2, 2, 1, 3, 4, 1, 1, 5]).normalized()
    let exact = try NetworkSimplex().solve(
      TransportProblem(source: grid.pointCloud, target: other.pointCloud, cost: .squaredEuclidean))
    let start = exact.potentials.alpha.map { -$0 / 2 }
    let end = try HopfLax().forward(start, shape: [9], box: grid.box, time: 1)
    for (value, beta) in zip(end.values, exact.potentials.beta) {
      #expect(abs(value - beta / 2) < 1e-14)
    }
  }

  @Test("bad input is a named error")
  func badInput() {
    let box = Self.box([3])
    for time in [0, -1, .nan, .infinity] as [Double] {
      #expect(throws: TransportError.self) {
        try HopfLax().forward([1, 2, 3], shape: [3], box: box, time: time)
      }
    }
    #expect(throws: TransportError.self) {
      try HopfLax().forward([1, 2], shape: [3], box: box, time: 1)
    }
    #expect(throws: TransportError.self) {
      try HopfLax().backward([1, .nan, 2], shape: [3], box: box, time: 1)
    }
  }
}
