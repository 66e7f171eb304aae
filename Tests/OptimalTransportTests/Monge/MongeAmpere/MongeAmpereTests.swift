import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct MongeAmpereTests {
  static let square = try! Box(lower: [-0.5, -0.5], upper: [0.5, 0.5])

  private func squareToSquare(
    _ n: Int, _ solver: MongeAmpere = MongeAmpere()
  ) throws -> (solution: MongeAmpereSolution, error: Double) {
    let source = try sampled([n, n], Self.square) { Oracles.Square.density($0[0], $0[1]) }
    let target = try sampled([n, n], Self.square) { _ in 1 }
    let solution = try solver.solve(source: source, target: target)
    let error = displacementError(solution.map, source) {
      let image = Oracles.Square.map($0[0], $0[1])
      return [image.x, image.y]
    }
    return (solution, error)
  }

  @Test("square to square: second order at least, in as few steps on every grid")
  func squareToSquare() throws {
    var errors: [Double] = []
    for n in [64, 128, 256] {
      let (solution, error) = try squareToSquare(n)
      #expect(solution.termination == .converged)
      #expect(solution.iterations <= 15)
      #expect(solution.trace.last! <= 1e-10)
      #expect(solution.residualMean <= solution.residualMaximum)
      #expect(solution.residualMaximum < 1e-8)
      // Half a unit of the sixth digit that the oracle has.
      #expect(
        abs(solution.value - Oracles.Square.distanceSquared)
          <= solution.discretizationError + 5e-11)
      errors.append(error)
    }
    #expect(errors[2] <= 1e-3)
    #expect(errors[0] / errors[1] > 4 && errors[1] / errors[2] > 4)
  }

  @Test("the monotone scheme finds the same map")
  func monotoneSquare() throws {
    let (solution, error) = try squareToSquare(128, MongeAmpere(scheme: .monotone))
    #expect(solution.termination == .converged)
    #expect(solution.scheme == .monotone)
    // Corrected to fourth order, both solve the same equations up to the change of the correction.
    #expect(try error < 2 * squareToSquare(128).error)
  }

  static let smooth: [(Int, [Int])] = [(1, [64, 128]), (2, [32, 64]), (3, [16, 32])]

  @Test("a potential chosen first is found, between boxes that differ", arguments: smooth)
  func manufactured(dimension d: Int, cells: [Int]) throws {
    let box = try Box(
      lower: Array([-1, 0, 2].prefix(d)), upper: Array([1, 3, 3].prefix(d)))
    let exact = ManufacturedMap(dimension: d, amplitude: 0.06, targetBox: box) {
      exp($0.reduce(0) { $0 - 0.3 * sin($1) * $1 })
    }
    try expectConvergence(exact, cells: cells, solver: MongeAmpere())
  }

  @Test("a periodic potential chosen first is found", arguments: smooth)
  func periodic(dimension d: Int, cells: [Int]) throws {
    let exact = ManufacturedMap(
      dimension: d, amplitude: 0.012, omega: 2 * .pi, phase: 0.4, targetBox: .unit(d)
    ) { exp($0.reduce(0) { $0 - 0.5 * sin(2 * .pi * $1 + 0.3) }) }
    try expectConvergence(exact, cells: cells, solver: MongeAmpere(boundary: .periodic))
  }

  /// Both potentials have smooth even or periodic extensions, so the error falls by 16, save for
  /// what the target's interpolant, of third order, leaves: by 8 at least.
  private func expectConvergence(
    _ exact: ManufacturedMap, cells: [Int], solver: MongeAmpere
  ) throws {
    var errors: [Double] = []
    for n in cells {
      let (source, target) = try exact.densities(cells: n, targetCells: n * 3 / 4)
      let solution = try solver.solve(source: source, target: target)
      #expect(solution.termination == .converged)
      #expect(solution.smallestEigenvalue > 0)
      errors.append(displacementError(solution.map, source, exact: exact.image))
    }
    #expect(errors[0] / errors[1] > 8)
    #expect(errors[1] < 1e-3)
  }

  @Test("a Gaussian to a sheared one, truncated where its tails weigh 6e-7")
  func gaussians() throws {
    let covariance = try Matrix([[1.2, 0.3], [0.3, 0.8]])
    let (first, second) = try (
      Gaussian(mean: [0, 0], covariance: .identity(2)),
      Gaussian(mean: [0.2, -0.1], covariance: covariance)
    )
    let box = try Box(lower: [-5, -5], upper: [5, 5])
    let sides = [1.2, 0.8].map { 5 * $0.squareRoot() }
    let images = try Box(
      lower: [0.2 - sides[0], -0.1 - sides[1]], upper: [0.2 + sides[0], -0.1 + sides[1]])
    let solution = try MongeAmpere().solve(
      source: first.discretized(shape: [96, 96], box: box).density,
      target: second.discretized(shape: [80, 80], box: images).density)
    #expect(solution.termination == .converged)
    // Moving the tails to where the box wants them costs at most their mass, 2.3e-6 over four
    // sides of both, times the square of the box' half side.
    let tails = 2.3e-6 * 25
    let value = Oracles.gaussianDistanceSquared(first, second)
    #expect(abs(solution.value - value) <= solution.discretizationError + tails)
  }

  @Test("compression of a density that vanishes at its ends")
  func compression() throws {
    let s = 0.7
    let n = 128
    let source = try sampled([n], .unit(1)) { Oracles.Compression.source($0[0]) }
    let target = try sampled([2 * n], Box(lower: [0.15], upper: [0.85])) {
      Oracles.Compression.target($0[0], by: s)
    }
    let solution = try MongeAmpere().solve(source: source, target: target)
    #expect(solution.termination == .converged)
    let value = Oracles.Compression.distanceSquared(by: s)
    #expect(abs(solution.value - value) <= solution.discretizationError)
  }

  @Test("in one dimension it is the quantile map")
  func line() throws {
    let n = 200
    let source = try sampled([n], .unit(1)) { 1 + 0.5 * sin(5 * $0[0]) }
    let target = try sampled([n], Box(lower: [2], upper: [4])) { 1 / (1 + $0[0]) }
    let solution = try MongeAmpere().solve(source: source, target: target)
    let value = try QuantileTransport().solve(
      source: source.pointCloud, target: target.pointCloud, cost: .squaredEuclidean
    ).value
    // With e and f the places in the cells, the two differ by E (e - f)^2 and 2 E (X - Y)(e - f):
    // the cells' variances (0.005^2 + 0.01^2) / 12 = 1e-5, and as much times slopes of up to 4.
    #expect(abs(solution.value - value) < 5e-5)
  }

  @Test("the potential is dual feasible up to the grid error, and the map primal")
  func duality() throws {
    let exact = ManufacturedMap(dimension: 2, amplitude: 0.05, targetBox: .unit(2)) {
      1 + 0.3 * $0[0] * $0[1]
    }
    let (source, target) = try exact.densities(cells: 48)
    let solution = try MongeAmpere().solve(source: source, target: target)
    let geometry = try Geometry(source: source, target: target, cost: .squaredEuclidean)
    let alpha = solution.potential.alpha
    let beta = geometry.cTransform(ofSource: alpha)
    let dual =
      zip(alpha, source.cellMasses).reduce(0) { $0 + $1.0 * $1.1 }
      + zip(beta, target.cellMasses).reduce(0) { $0 + $1.0 * $1.1 }
    // The c-transform on centres is off by at most h^2 / 2, a quarter of it an axis at most, each
    // way; the sums are off by O(h^2) alike.
    let step = 1.0 / 48
    #expect(abs(dual - solution.value) < step * step)
  }
}
