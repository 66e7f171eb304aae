import Foundation
import Testing

@testable import OptimalTransport

private func random(_ n: Int, _ d: Int, seed: UInt64) -> Matrix {
  ParticleNoise.normals(seed: seed, step: 0, count: n, dimension: d)
}

@Suite struct `Gaussian sums over two clouds` {
  /// log sum_i exp(l_i) G_ij and the mean of x_i - y_j in plain loops.
  private func plain(
    _ x: Matrix, _ y: Matrix, _ logs: [Double], variance: Double, column j: Int
  ) -> (log: Double, displacement: [Double]) {
    let exponents = (0..<x.rows).map { i -> Double in
      let square = (0..<x.columns).reduce(0.0) { $0 + pow(x[i, $1] - y[j, $1], 2) }
      return logs[i] - square / (2 * variance)
    }
    let greatest = exponents.max()!
    let shares = exponents.map { exp($0 - greatest) }
    let total = shares.compensatedSum()
    let displacement = (0..<x.columns).map { k in
      (0..<x.rows).map { shares[$0] / total * (x[$0, k] - y[j, k]) }.compensatedSum()
    }
    return (greatest + log(total), displacement)
  }

  @Test(arguments: [1, 2, 3, 5, 33, 40])
  func `Sums and mean displacements are those of plain loops`(_ d: Int) {
    let (x, y) = (random(131, d, seed: 1), random(70, d, seed: 2))
    let logs = random(131, 1, seed: 3).elements
    let variance = 0.3 * Double(d)
    let source = PairCosts.Source.points(.squaredEuclidean, factor: 1)
    for kernels in KernelTable.all {
      let pairs = PairCosts(
        rows: PointBlocks(y), columns: PointBlocks(x), source: source, kernels: kernels)
      // A fair guess, and one so far off that sums relative to it leave the range of a Double.
      for guess in [0.0, 3000 * variance] {
        let found = pairs.softTransformWithDisplacements(
          of: logs.map { 2 * variance * $0 }, epsilon: 2 * variance,
          near: [Double](repeating: guess, count: 70))
        for j in 0..<70 {
          let exact = plain(x, y, logs, variance: variance, column: j)
          // Exponents of some tens are rounded, twice where the guess is off.
          #expect(abs(-found.transform[j] / (2 * variance) - exact.log) < 1e-12)
          for k in 0..<d {
            #expect(abs(found.displacements[j, k] - exact.displacement[k]) < 1e-12)
          }
        }
      }
    }
  }

  @Test func `Displacements keep their digits far from the origin`() {
    let (x, y) = (random(90, 2, seed: 4), random(80, 2, seed: 5))
    // Moved by a power of two that leaves the points 2^-32 apart at least: rounded first, then
    // moved without error.
    let rounded = { (m: Matrix) in
      Matrix(
        uncheckedRows: m.rows, columns: 2, elements: m.elements.map { Double(Float($0 + 64) - 64) })
    }
    let moved = { (m: Matrix) in
      Matrix(uncheckedRows: m.rows, columns: 2, elements: m.elements.map { $0 + 0x1p20 })
    }
    let zeros = [Double](repeating: 0, count: 90)
    func displacements(_ x: Matrix, _ y: Matrix) -> Matrix {
      GaussianSums(rows: PointBlocks(x), columns: PointBlocks(y), variance: 0.2)
        .columnsWithDisplacements(zeros, near: [Double](repeating: 3, count: 80)).displacements
    }
    let near = displacements(rounded(x), rounded(y))
    let far = displacements(moved(rounded(x)), moved(rounded(y)))
    // The same numbers are added up, in the same order but for that of the blocks.
    for (a, b) in zip(near.elements, far.elements) { #expect(abs(a - b) < 1e-13) }
  }

  @Test(arguments: [1, 3, 30]) func `Sums in 32 bits are as right as they say`(_ d: Int) {
    let (x, y) = (random(300, d, seed: 6), random(260, d, seed: 7))
    let logs = random(300, 1, seed: 8).elements
    for variance in [1e-4, 0.01, 1, 100] {
      let sums = GaussianSums(
        rows: PointBlocks(x), columns: PointBlocks(y), variance: variance * Double(d))
      let double = sums.columns(logs, near: nil)
      let single = sums.columns(logs, near: double, precision: .single)
      let error = zip(single, double).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(error <= sums.singleError(logs, near: double))
      // They are in 32 bits where they can be, and of use where eps is not far below the spread.
      if variance == 1 { #expect(error > 1e-9) }
      if variance >= 0.01, d <= 3 { #expect(sums.singleError(logs, near: double) < 1e-4) }
    }
  }
}
