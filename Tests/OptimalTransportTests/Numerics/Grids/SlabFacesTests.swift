import Foundation
import Testing

@testable import OptimalTransport

@Suite struct SlabFacesTests {
  /// The root above 1 of s^2 (s - A) = B, A = 1 + x, B = y^2 / 2, by halving.
  private func root(_ x: Double, _ y: Double) -> Double {
    let (a, b) = (1 + x, y * y / 2)
    var (low, high) = (1.0, max(a, 1) + cbrt(b) + 1)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle * middle * (middle - a) < b { low = middle } else { high = middle }
    }
    return low
  }

  @Test("the parabola's projection is that of halving, on every instruction set")
  func parabola() {
    var generator = SeededGenerator(seed: 11)
    func number() -> Double {
      Double.random(in: -1...1, using: &generator)
        * exp(Double.random(in: -12...12, using: &generator))
    }
    var x = (0..<2000).map { _ in number() }
    var y = (0..<2000).map { _ in number() }
    x += [0, 0, -1, -1, -0.5, 1e-300, 3, 5]
    y += [0, 1, 0, 2, 1, 1e-300, 0, 1e-200]
    for kernels in KernelTable.all {
      let (a, b) = SlabFaces.parabolaProjections(x: x, y: y, kernels: kernels)
      for i in x.indices {
        if x[i] + y[i] * y[i] / 2 <= 0 {
          #expect(a[i] == x[i] && b[i] == y[i])
          continue
        }
        let exact = y[i] / root(x[i], y[i])
        // Both roots err by some ulp: s f'(s) is no less than the terms of f.
        #expect(abs(b[i] - exact) <= 16 * .ulpOfOne * abs(exact), "\(x[i]) \(y[i])")
        #expect(a[i] + b[i] * b[i] / 2 <= 0)
      }
    }
  }

  static let shapes: [[Int]] = [[1], [2], [7], [3, 5], [1, 4], [4, 1], [2, 3, 9], [3, 1, 2]]

  private func random(_ count: Int, seed: UInt64) -> PaddedArray<Double> {
    var generator = SeededGenerator(seed: seed)
    let result = PaddedArray<Double>(repeating: 0, count: count)
    for i in 0..<count { result[i] = Double.random(in: -1...1, using: &generator) }
    return result
  }

  /// The index of the cell above a cell along an axis; nil across a wall.
  private func above(_ cell: Int, _ axis: Int, _ shape: [Int], _ isPeriodic: Bool) -> Int? {
    let stride = shape[(axis + 1)...].reduce(1, *)
    let place = cell / stride % shape[axis]
    if place < shape[axis] - 1 { return cell + stride }
    return isPeriodic ? cell - place * stride : nil
  }

  @Test("gradient, means, divergence and slopes are those of loops over cells", arguments: shapes)
  func stencils(shape: [Int]) {
    for (isPeriodic, kernels) in KernelTable.all.flatMap({ [(true, $0), (false, $0)] }) {
      let steps = shape.indices.map { 0.5 + Double($0) }
      let faces = SlabFaces(
        shape: shape, steps: steps, isPeriodic: isPeriodic, kernels: kernels)
      let n = faces.cells
      let cells = random(n, seed: 1)
      for axis in shape.indices {
        let momentum = random(n, seed: 2)
        for c in 0..<n where above(c, axis, shape, isPeriodic) == nil { momentum[c] = 0 }
        let results = (0..<4).map { _ in PaddedArray<Double>(repeating: 0, count: n) }
        faces.addGradient(axis: axis, of: cells.slab(0), to: results[0].slab(0))
        faces.addMeans(axis: axis, of: cells.slab(0), to: results[1].slab(0))
        faces.addDivergence(axis: axis, of: momentum.slab(0), to: results[2].slab(0))
        faces.addSlopeEnergy(axis: axis, of: cells.slab(0), to: results[3].slab(0))
        var expected = [[Double]](repeating: [Double](repeating: 0, count: n), count: 4)
        for c in 0..<n {
          guard let next = above(c, axis, shape, isPeriodic) else { continue }
          let slope = (cells[next] - cells[c]) / steps[axis]
          expected[0][c] = slope
          expected[1][c] = (cells[next] + cells[c]) / 2
          expected[2][c] += momentum[c] / steps[axis]
          expected[2][next] -= momentum[c] / steps[axis]
          expected[3][c] += slope * slope / 4
          expected[3][next] += slope * slope / 4
        }
        for (result, expected) in zip(results, expected) {
          // A few roundings of numbers up to 2 / 0.5.
          for c in 0..<n { #expect(abs(result[c] - expected[c]) < 1e-14) }
        }
      }
    }
  }

  @Test("a reflection's sums over faces are the adjoints of gradient and means", arguments: shapes)
  func reflection(shape: [Int]) {
    for (isPeriodic, kernels) in KernelTable.all.flatMap({ [(true, $0), (false, $0)] }) {
      let faces = SlabFaces(
        shape: shape, steps: shape.map { _ in 0.25 }, isPeriodic: isPeriodic, kernels: kernels)
      let (n, gamma) = (faces.cells, 1.7)
      for axis in shape.indices {
        let (v, w, density) = (random(n, seed: 3), random(n, seed: 4), random(n, seed: 5))
        for c in 0..<n where above(c, axis, shape, isPeriodic) == nil { (v[c], w[c]) = (0, 0) }
        let sums = (0..<4).map { _ in PaddedArray<Double>(repeating: 0, count: n) }
        let work = PaddedArray<Double>(repeating: 0, count: 2 * n)
        faces.reflect(
          axis: axis, gamma: gamma, faceDensity: v.slab(0), momentum: w.slab(0),
          density: density.slab(0), dualDensity: sums[0].slab(0), dualMomentum: sums[1].slab(0),
          flow: sums[2].slab(0), share: sums[3].slab(0), work: work.slab(0))
        let (a, b) = SlabFaces.parabolaProjections(
          x: (0..<n).map { gamma * v[$0] }, y: (0..<n).map { gamma * w[$0] })
        var (flow, share) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
        for c in 0..<n {
          guard let next = above(c, axis, shape, isPeriodic) else { continue }
          #expect(abs(sums[0][c] - a[c] / gamma) < 1e-14 && abs(sums[1][c] - b[c] / gamma) < 1e-14)
          let momentum = 4 * (w[c] - 2 * b[c] / gamma)
          let surplus = v[c] - 2 * a[c] / gamma - (density[c] + density[next]) / 2
          flow[c] += momentum
          flow[next] -= momentum
          share[c] += surplus / 2
          share[next] += surplus / 2
        }
        for c in 0..<n {
          #expect(abs(sums[2][c] - flow[c]) < 1e-13 && abs(sums[3][c] - share[c]) < 1e-13)
        }
      }
    }
  }

  @Test("momentum through a face without density costs an infinite action, no momentum nothing")
  func vacuum() {
    let faces = SlabFaces(shape: [3], steps: [1], isPeriodic: false)
    let density = PaddedArray<Double>(repeating: 0, count: 3)
    let momentum = PaddedArray<Double>(repeating: 0, count: 3)
    #expect(faces.action(axis: 0, density: density.slab(0), momentum: momentum.slab(0)) == 0)
    momentum[1] = 1e-300
    #expect(
      faces.action(axis: 0, density: density.slab(0), momentum: momentum.slab(0)) == .infinity)
    (density[2], momentum[1]) = (2, 3)
    #expect(faces.action(axis: 0, density: density.slab(0), momentum: momentum.slab(0)) == 4.5)
  }
}
