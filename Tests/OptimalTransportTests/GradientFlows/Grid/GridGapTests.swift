import Foundation
import Testing

@testable import OptimalTransport

private func lift(_ shape: [Int], _ sides: [Double], periodic: Set<Int> = []) -> PeriodicLift {
  PeriodicLift(
    axes: zip(shape, sides).map { GridAxis(lower: -$1 / 2, upper: $1 / 2, count: $0) },
    periodicAxes: periodic)
}

@Suite struct `Bounds of short steps` {
  /// W2^2 of densities constant in cells of the unit interval, by the middles of many quantiles.
  private func exactSquare(_ a: [Double], _ b: [Double]) -> Double {
    func quantiles(_ values: [Double], _ count: Int) -> [Double] {
      let (h, total) = (1 / Double(values.count), values.reduce(0, +) / Double(values.count))
      var (cell, below) = (0, 0.0)
      return (0..<count).map { k in
        let mass = (Double(k) + 0.5) / Double(count) * total
        while below + values[cell] * h < mass {
          (below, cell) = (below + values[cell] * h, cell + 1)
        }
        return (Double(cell) + (mass - below) / (values[cell] * h)) * h
      }
    }
    let (x, y) = (quantiles(a, 100_000), quantiles(b, 100_000))
    return zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 100_000
      * (a.reduce(0, +) / Double(a.count))
  }

  @Test func `The momentum's bound is above W2 and near it`() throws {
    let n = 40
    let before = (0..<n).map { 1 + 0.5 * cos(.pi * (Double($0) + 0.5) / Double(n)) }
    for size in [0.02, 0.1] {
      let after = before.enumerated().map {
        $1 - size * cos(3 * .pi * (Double($0) + 0.5) / Double(n))
      }
      let bound = MomentumBound(lift([n], [1]), from: before, onto: after).square
      let exact = exactSquare(before, after)
      // Displacements have a derivative of about size / rho, and that is how far off it is.
      #expect(bound > exact * (1 - 1e-6) && bound < exact * (1 + 2 * size), "\(bound) \(exact)")
    }
  }

  @Test func `It goes round where that is shorter, and is infinite into a vacuum`() {
    var (before, after) = ([1.0, 1, 1, 1, 1, 1, 1, 1], [1.0, 1, 1, 1, 1, 1, 1, 1])
    (before[0], after[7]) = (1.5, 1.5)
    let open = MomentumBound(lift([8], [1]), from: before, onto: after).square
    let closed = MomentumBound(lift([8], [1], periodic: [0]), from: before, onto: after).square
    // Half a unit times 1 / 8 goes a cell, in place of seven through all of them.
    #expect(closed < 0.5 / 8 / 64 && open > 4 * closed)
    after[3] = 0
    #expect(MomentumBound(lift([8], [1]), from: before, onto: after).square == .infinity)
    (before[3], after[3]) = (0, 0)
    #expect(
      MomentumBound(lift([8], [1], periodic: [0]), from: before, onto: after).square < .infinity)
  }

  @Test func `The excess of a Lipschitz function is above its means by brute force`() {
    let (shape, steps) = ([4, 3], [0.5, 0.4])
    let nodes = (0..<20).map { 0.15 * sin(Double($0 * $0)) }
    let q = LipschitzExtension(
      nodes, anchors: nodes.map { _ in true }, shape: [5, 4], steps: steps,
      isPeriodic: [false, false]
    ).values
    #expect(zip(q, nodes).allSatisfy { $0 <= $1 } && zip(q, nodes).contains { $0 == $1 })
    let bound = LipschitzExcess(q, shape: shape, steps: steps, isPeriodic: [false, false]).values
    func value(_ x: Double, _ y: Double) -> Double {
      let (i, j) = (min(3, Int(x / 0.5)), min(2, Int(y / 0.4)))
      let (s, t) = (x / 0.5 - Double(i), y / 0.4 - Double(j))
      let (low, high) = (i * 4 + j, (i + 1) * 4 + j)
      return (1 - s) * ((1 - t) * q[low] + t * q[low + 1])
        + s * ((1 - t) * q[high] + t * q[high + 1])
    }
    var points: [(Double, Double)] = []
    for a in 0..<40 {
      for b in 0..<30 { points.append((0.05 * (Double(a) + 0.5), 0.04 * (Double(b) + 0.5))) }
    }
    let heights = points.map { value($0.0, $0.1) }
    var means = [Double](repeating: 0, count: 12)
    for (y, height) in zip(points, heights) {
      let most = zip(points, heights).reduce(0.0) { most, other in
        let (x, low) = other
        let (dx, dy) = (x.0 - y.0, x.1 - y.1)
        return max(most, height - low - (dx * dx + dy * dy) / 2)
      }
      means[min(3, Int(y.0 / 0.5)) * 3 + min(2, Int(y.1 / 0.4))] += most / 100
    }
    // Means by 10 x 10 points; it is a bound, and no more than the steepest allow.
    for (mean, above) in zip(means, bound) { #expect(mean <= above * 1.02 + 1e-12) }
    #expect(bound.max()! <= (0.25 + 0.16) / 2)
  }

  @Test func `What a flat extension does not anchor rises no faster than cells are long`() {
    let q = (0...10).map { Double($0 * $0) }
    func extended(_ isPeriodic: Bool) -> [Double] {
      LipschitzExtension(
        q, anchors: q.map { $0 < 1 }, shape: [11], steps: [0.5], isPeriodic: [isPeriodic]
      ).values
    }
    #expect(extended(false) == (0...10).map { 0.25 * Double($0) })
    #expect(extended(true) == (0...10).map { 0.25 * Double(min($0, 10 - $0)) })
  }

  @Test func `The gap of a short step is a part of what the step moves`() throws {
    let n = 64
    let start = try GridDensity(
      shape: [n, n], box: Box(lower: [-5, -5], upper: [5, 5]),
      values: (0..<n * n).map { cell in
        let x = (Double(cell / n) + 0.5) * 10 / Double(n) - 5
        let y = (Double(cell % n) + 0.5) * 10 / Double(n) - 5
        return 4 * exp(-x * x - y * y)
      })
    let energy = try FreeEnergy.entropy(1) + .interaction(.logarithmic(strength: 1 / (2 * .pi)))
    let solution = try GridFlow(energy, timeStep: 0.01).run(from: start, steps: 2)
    var last = solution.initialEnergy
    for step in solution.steps {
      // h |Hess| / |grad| of the potential, over a cell, is about 1 / 4 where the mass is; h^2
      // mass, what a bound for long steps leaves, is 0.3.
      #expect(step.gap > 0 && step.gap < step.distance * step.distance / 4)
      // The fall is proved: more than gap / tau.
      #expect(last - step.energy > step.gap / 0.01)
      last = step.energy
    }
  }
}
