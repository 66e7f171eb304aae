import Foundation
import Testing

@testable import OptimalTransport

@Suite struct MongeAmperePiecesTests {
  /// A potential that is convex, with a target that is not uniform.
  private func expectDerivative<S: MongeAmpereScheme>(
    _ grid: PotentialGrid, _ target: GridDensity, _ scheme: S
  ) {
    var generator = SeededGenerator(seed: 1)
    let u = (0..<grid.count).map { _ in Double.random(in: -1...1, using: &generator) * 2e-4 }
    let v = (0..<grid.count).map { _ in Double.random(in: -1...1, using: &generator) }
    let system = MongeAmpereSystem(
      scheme: scheme, logSource: [Double](repeating: 0, count: grid.count),
      target: LogDensity(target, isPeriodic: grid.basis == .periodic))
    let d = Double(grid.dimension)
    let t = 1e-8
    func sides(_ sign: Double) -> [Double] {
      let sides = system.sides(zip(u, v).map { $0 + sign * t * $1 })!
      return zip(sides.roots, sides.ratios).map { $0 - 1.1 * $1 }
    }
    let (matrix, scales) = system.derivative(
      u, ratios: system.sides(u)!.ratios, constant: 1.1)
    let product = matrix.apply(v)
    let (after, before) = (sides(1), sides(-1))
    for i in v.indices {
      let difference = d * scales[i] * (after[i] - before[i]) / (2 * t)
      // Rounding makes ulp / t = 2e-8 of it, truncation less.
      #expect(abs(product[i] - difference) < 1e-5 * matrix.absoluteRowSums[i])
    }
  }

  @Test("the derivative is that of the equations", arguments: [AxisBasis.cosine, .periodic])
  func derivative(basis: AxisBasis) throws {
    for shape in [[9], [8, 7], [5, 4, 6]] {
      let box = try Box(
        lower: shape.map { _ in -1 }, upper: shape.indices.map { Double($0) + 0.5 })
      let target = try sampled(shape, box) { y in y.reduce(1) { $0 * (2 + sin($1)) } }
      let grid = PotentialGrid(
        shape: shape, source: .unit(shape.count), target: box, basis: basis)
      expectDerivative(grid, target, CenteredScheme(grid))
      if shape.count == 2 { expectDerivative(grid, target, MonotoneScheme(grid)) }
    }
  }

  @Test("the interpolant of log eta is exact for Gaussians, with its gradient")
  func interpolant() throws {
    for d in 1...3 {
      let box = try Box(
        lower: [Double](repeating: -1, count: d), upper: [Double](repeating: 2, count: d))
      let density = try sampled([Int](repeating: 6, count: d), box) { y in
        exp(-y.reduce(0) { $0 + $1 * $1 } / 2 + 0.3 * y[0] * y[d - 1])
      }
      let log = LogDensity(density, isPeriodic: false)
      let points = [-0.97, 0.13, 1.99].map { [$0, 0.7 * $0, 1 - 0.4 * $0].prefix(d).map { $0 } }
      let shift = Foundation.log(density.values[0]) - exponent(density.centers.row(0))
      for y in points {
        var position = SIMD3<Double>.zero
        for k in 0..<d { position[k] = y[k] }
        let (value, gradient) = log(position)
        #expect(abs(value - shift - exponent(y)) < 1e-13)
        for k in 0..<d {
          let slope = -y[k] + 0.3 * ((k == 0 ? y[d - 1] : 0) + (k == d - 1 ? y[0] : 0))
          #expect(abs(gradient[k] - slope) < 1e-13)
        }
      }
    }
    func exponent(_ y: [Double]) -> Double {
      -y.reduce(0) { $0 + $1 * $1 } / 2 + 0.3 * y[0] * y[y.count - 1]
    }
  }

  @Test("coarser densities keep the mass; cubics are interpolated exactly inside")
  func resampling() throws {
    let density = try sampled([21, 16], .unit(2)) { 1 + $0[0] + $0[1] * $0[1] }
    let coarse = density.coarsened(coarsest: 8)!
    #expect(coarse.shape == [11, 8])
    #expect(abs(coarse.mass - 1) < 1e-14)
    #expect(try uniform([8, 8]).coarsened(coarsest: 8) == nil)
    let grids = [12, 25].map {
      PotentialGrid(shape: [$0], source: .unit(1), target: .unit(1), basis: .cosine)
    }
    func cubic(_ n: Int) -> [Double] {
      (0..<n).map {
        let x = (Double($0) + 0.5) / Double(n); return x * x * x - x
      }
    }
    let fine = grids[0].interpolated(cubic(12), to: grids[1])
    for i in 4..<21 { #expect(abs(fine[i] - cubic(25)[i]) < 1e-14) }
  }

  private func uniform(_ shape: [Int]) throws -> GridDensity {
    try GridDensity(shape: shape, values: [Double](repeating: 1, count: shape.reduce(1, *)))
  }

  @Test("the least eigenvalue and the inverse of a symmetric matrix")
  func symmetric() {
    var matrix = SymmetricMatrix3()
    // Eigenvalues 1, 2 and 4 in the basis (1, 1, 0), (1, -1, 0) over the root of 2, and (0, 0, 1).
    matrix.diagonal = SIMD3(1.5, 1.5, 4)
    matrix.offDiagonal = SIMD3(-0.5, 0, 0)
    #expect(abs(matrix.smallestEigenvalue(dimension: 3) - 1) < 1e-14)
    #expect(abs(matrix.smallestEigenvalue(dimension: 2) - 1) < 1e-14)
    #expect(abs(matrix.determinant - 8) < 1e-14)
    #expect(abs(matrix.inverse.diagonal.x - 0.75) < 1e-14)
    #expect(abs(matrix.inverse.offDiagonal.x - 0.25) < 1e-14)
  }

  @Test("minimal residuals solve a nonsymmetric system, also with restarts")
  func minimalResiduals() {
    let n = 40
    let matrix = (0..<n).map { i in
      (0..<n).map { j in i == j ? 3.0 : j == i + 1 ? 1.5 : j == i - 1 ? -0.7 : 0 }
    }
    func product(_ x: [Double]) -> [Double] {
      matrix.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let exact = (0..<n).map { sin(Double($0)) }
    for restart in [5, 100] {
      let result = MinimalResiduals.solve(
        product(exact), tolerance: 1e-12, iterationLimit: 500, restart: restart, product: product)
      #expect(result.relativeResidual <= 1e-12)
      // The least singular value is at least 3 - 2.2.
      #expect(zip(result.solution, exact).allSatisfy { abs($0 - $1) < 1e-10 })
    }
    let zero = MinimalResiduals.solve(
      [0, 0], tolerance: 1e-9, iterationLimit: 5, product: { $0 })
    #expect(zero.solution == [0, 0] && zero.iterations == 0)
    let singular = MinimalResiduals.solve(
      [1, 1], tolerance: 1e-9, iterationLimit: 5, product: { [$0[0], 0] })
    #expect(singular.relativeResidual > 0.5)
  }
}
