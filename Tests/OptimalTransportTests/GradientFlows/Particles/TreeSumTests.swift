import Foundation
import Testing

@testable import OptimalTransport

private func cloud(_ n: Int, _ d: Int, seed: UInt64) -> Matrix {
  var generator = SeededGenerator(seed: seed)
  return Matrix(
    uncheckedRows: n, columns: d, elements: (0..<n * d).map { _ in generator.normal() })
}

private func charges(_ n: Int, seed: UInt64) -> [Double] {
  var generator = SeededGenerator(seed: seed)
  return (0..<n).map { _ in generator.normal() }
}

/// phi and its gradient, pair by pair, as the definition has it.
private func direct(
  _ points: Matrix, _ weights: [Double], at x: [Double], kernel: TreeSum.Kernel, softening: Double,
  without own: Int? = nil
) -> (potential: Double, gradient: [Double]) {
  var (phi, gradient) = (0.0, [Double](repeating: 0, count: x.count))
  for j in 0..<points.rows where j != own {
    let z = x.indices.map { x[$0] - points[j, $0] }
    let square = z.reduce(softening * softening) { $0 + $1 * $1 }
    guard square > 0 else { continue }
    let slope = kernel == .logarithm ? 1 / square : -pow(square, -1.5)
    phi += weights[j] * (kernel == .logarithm ? log(square) / 2 : 1 / square.squareRoot())
    for k in x.indices { gradient[k] += weights[j] * slope * z[k] }
  }
  return (phi, gradient)
}

@Suite struct `Tree sums` {
  @Test(
    arguments: [TreeSum.Kernel.logarithm, .coulomb],
    [(1, 0.0), (2, 0), (3, 0), (3, 0.3), (2, 0.5), (6, 0.1)])
  func `Each error is within its bound`(_ kernel: TreeSum.Kernel, _ space: (Int, Double)) throws {
    let (d, softening) = space
    let (points, weights) = (cloud(700, d, seed: 3), charges(700, seed: 4))
    let sum = try TreeSum(
      points: points, weights: weights, kernel: kernel, opening: 0.6, softening: softening)
    let field = sum.fieldAtCharges()
    // Rounding: 700 terms and the own one, which softening adds and takes out.
    for i in stride(from: 0, to: 700, by: 7) {
      let exact = direct(
        points, weights, at: points.row(i), kernel: kernel, softening: softening, without: i)
      let scale = 1e-12 * (1 + abs(exact.potential))
      #expect(abs(field.potential[i] - exact.potential) <= field.potentialBound[i] + scale)
      let size = exact.gradient.reduce(0) { $0 + abs($1) }
      let error = (0..<d).reduce(0.0) {
        $0 + pow(field.gradient[i, $1] - exact.gradient[$1], 2)
      }.squareRoot()
      #expect(error <= field.gradientBound[i] + 1e-11 * (1 + size))
    }
  }

  @Test func `A smaller opening has a smaller bound, and none sums all pairs`() throws {
    let (points, weights) = (cloud(2000, 2, seed: 5), [Double](repeating: 1, count: 2000))
    func worst(_ opening: Double) throws -> Double {
      try TreeSum(points: points, weights: weights, kernel: .logarithm, opening: opening)
        .fieldAtCharges().potentialBound.max()!
    }
    let bounds = [try worst(0.6), try worst(0.3), try worst(0.15), try worst(0)]
    for (wide, narrow) in zip(bounds, bounds.dropFirst()) { #expect(narrow < wide / 4) }
    #expect(bounds[3] == 0)
  }

  @Test func `A shell of charges acts from outside as if at its centre`() throws {
    // Newton: 1/R outside of a sphere, constant inside. 2000 points of a Fibonacci lattice hold the
    // mean of the first harmonics to about 1e-3.
    let n = 2000
    let golden = Double.pi * (3 - 5.0.squareRoot())
    var elements: [Double] = []
    for i in 0..<n {
      let height = 1 - (2 * Double(i) + 1) / Double(n)
      let radius = (1 - height * height).squareRoot()
      elements += [radius * cos(golden * Double(i)), radius * sin(golden * Double(i)), height]
    }
    let sum = try TreeSum(
      points: Matrix(rows: n, columns: 3, elements: elements),
      weights: [Double](repeating: 1 / Double(n), count: n), kernel: .coulomb, opening: 0.4)
    let field = try sum.field(at: Matrix([[2, 0, 0], [0.1, 0.2, -0.3]]))
    #expect(abs(field.potential[0] - 0.5) < 1e-3)
    #expect(abs(field.gradient[0, 0] + 0.25) < 1e-3)
    #expect(abs(field.potential[1] - 1) < 1e-3)
    #expect(abs(field.gradient[1, 2]) < 3e-3)
  }

  @Test func `Charges that coincide, weigh nothing or stand alone are summed`() throws {
    let points = try Matrix([[0, 0], [0, 0], [3, 4], [1, 1]])
    let sum = try TreeSum(points: points, weights: [1, 2, 4, 0], kernel: .logarithm)
    let field = sum.fieldAtCharges()
    #expect(abs(field.potential[0] - 4 * log(5)) < 1e-14)
    #expect(abs(field.potential[2] - 3 * log(5)) < 1e-14)
    let one = try TreeSum(
      points: Matrix([[1]]), weights: [0x1p-1060], kernel: .coulomb, softening: 1)
    #expect(one.fieldAtCharges().potential == [0])
  }

  @Test func `Many charges at one place are summed`() throws {
    let points = Matrix(repeating: 2, rows: 100, columns: 3)
    let sum = try TreeSum(
      points: points, weights: [Double](repeating: 1, count: 100), kernel: .coulomb)
    #expect(sum.fieldAtCharges().potential.allSatisfy { $0 == 0 })
    #expect(abs(try sum.field(at: Matrix([[2, 2, 3]])).potential[0] - 100) < 1e-12)
  }

  @Test func `The number of threads does not matter`() throws {
    let sum = try TreeSum(
      points: cloud(1000, 3, seed: 8), weights: charges(1000, seed: 9), kernel: .coulomb)
    let one = ParallelLoop.$threadCount.withValue(1) { sum.fieldAtCharges() }
    let four = ParallelLoop.$threadCount.withValue(4) { sum.fieldAtCharges() }
    #expect(one == four)
  }

  @Test func `Bad input is named`() throws {
    let points = try Matrix([[0, 0], [1, 0]])
    #expect(throws: TransportError.self) {
      try TreeSum(points: points, weights: [1], kernel: .coulomb)
    }
    #expect(throws: TransportError.self) {
      try TreeSum(points: points, weights: [1, .nan], kernel: .coulomb)
    }
    #expect(throws: TransportError.self) {
      try TreeSum(points: points, weights: [1, 1], kernel: .coulomb, opening: 1)
    }
    #expect(throws: TransportError.self) {
      try TreeSum(points: points, weights: [1, 1], kernel: .coulomb, softening: -1)
    }
    let sum = try TreeSum(points: points, weights: [1, 1], kernel: .coulomb)
    #expect(throws: TransportError.self) { try sum.field(at: Matrix([[1]])) }
  }
}
