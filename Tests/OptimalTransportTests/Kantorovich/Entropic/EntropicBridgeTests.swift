import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

/// Sinkhorn on grids against entropic transport between Gaussians.
///
/// A cell holds the mass of its cell, that is, the discrete measure samples the density of X + U, U uniform on a cell.
/// Sums of smooth densities over a grid are spectrally accurate (Poisson summation: the error is
/// exp(-2 pi^2 (sigma/h)^2), below 1e-15 for h < 0.75 sigma, sigma the least conditional deviation), so that what is left is
/// the covariance of U, h^2/12 along each axis, and its fourth cumulant, -h^4/120. Hence
/// - against N(m, S) every error is of second order in h;
/// - against N(m, S + diag(h^2) / 12) the potentials' errors are of fourth order, the others' of eighth: a fourth
///   cumulant changes the density by a fourth Hermite function, on which quadratic potentials vanish to first order.
@Suite("Entropic transport between Gaussians")
struct EntropicBridgeTests {
  private struct Errors {
    var cost: Double
    var value: Double
    var covariance: Double
    var phi: Double
    var psi: Double
    var all: [(String, Double)] {
      [("cost", cost), ("value", value), ("covariance", covariance), ("phi", phi), ("psi", psi)]
    }
  }

  private static let line = (
    source: try! Gaussian(mean: [0.3], covariance: Matrix([[1]])),
    target: try! Gaussian(mean: [-0.5], covariance: Matrix([[0.49]])), epsilon: 0.6
  )
  private static let plane = (
    source: try! Gaussian(mean: [0.1, -0.4], covariance: Matrix([[1, 0.4], [0.4, 0.8]])),
    target: try! Gaussian(mean: [0.5, 0.3], covariance: Matrix([[0.7, -0.2], [-0.2, 1.1]])),
    epsilon: 1.0
  )

  @Test("the oracle solves its own equations")
  func oracle() throws {
    // On the line C^2 + s^2 C = S0 S1, and Q = 1 - s^2 (1 / (S0 - C^2/S1) - 1/S0).
    let bridge = GaussianBridge(Self.line.source, Self.line.target, epsilon: 0.6)
    let c = bridge.crossCovariance[0, 0]
    #expect(abs(c * c + 0.3 * c - 0.49) <= 1e-15)
    #expect(abs(bridge.cost - (0.64 + 1 + 0.49 - 2 * c)) <= 1e-15)
    // The off-diagonal block of the plan's precision is -I/s^2: (S0 - C S1^-1 C')^-1 C S1^-1 = I/s^2, that is
    // s^2 C S1^-1 = S0 - C S1^-1 C'; with Q0 = I - s^2 (...) this reads Q0 = I - S1 C^-1 + s^2 S0^-1.
    let (s0, s1) = (Self.plane.source.covariance, Self.plane.target.covariance)
    let plane = GaussianBridge(Self.plane.source, Self.plane.target, epsilon: 1)
    let inverseS1 = Oracles.spectral(s1) { 1 / $0 }
    let k = Oracles.product(plane.crossCovariance, inverseS1)
    let left = Oracles.product(k, plane.crossCovariance.transposed)
    for i in 0..<4 {
      #expect(abs(0.5 * k.elements[i] - s0.elements[i] + left.elements[i]) <= 1e-14)
    }
    // <phi, a> + <psi, b> is the value; quadratic parts have means tr(Q S).
    let means =
      Oracles.product(plane.sourceCurvature, s0).trace
      + Oracles.product(plane.targetCurvature, s1).trace
    let information = (plane.value - plane.cost) / 1
    let shift = 0.16 + 0.49
    #expect(abs(means + shift + information - plane.value) <= 1e-14)
  }

  @Test("is met at second order on the line, and better about the widened Gaussians")
  func line() throws {
    try check(Self.line, halfWidth: 8, cells: [48, 96, 192], rounding: 1e-10)
  }

  @Test("is met at second order in the plane, and better about the widened Gaussians")
  func plane() throws {
    // Cell masses by quadrature are right to 1e-8 of the fullest.
    try check(Self.plane, halfWidth: 7, cells: [28, 56, 112], rounding: 1e-7)
  }

  private func check(
    _ bridge: (source: Gaussian, target: Gaussian, epsilon: Double), halfWidth: Double,
    cells: [Int], rounding: Double
  ) throws {
    var (plain, widened): ([Errors], [Errors]) = ([], [])
    for n in cells {
      let (x, y) = (
        try Self.grid(bridge.source, halfWidth, n), try Self.grid(bridge.target, halfWidth, n)
      )
      let solution = try Sinkhorn(.absolute(bridge.epsilon), tolerance: 1e-12).solve(
        TransportProblem(source: x, target: y))
      #expect(solution.termination == .converged)
      plain.append(
        try Self.errors(
          solution, x, y,
          GaussianBridge(bridge.source, bridge.target, epsilon: bridge.epsilon)))
      widened.append(
        try Self.errors(
          solution, x, y,
          GaussianBridge(
            Self.widened(bridge.source, x), Self.widened(bridge.target, y), epsilon: bridge.epsilon)
        ))
    }
    for k in 1..<cells.count {
      for (coarse, fine) in zip(plain[k - 1].all, plain[k].all) {
        let order = log2(abs(coarse.1) / abs(fine.1))
        #expect(abs(order - 2) <= 0.2, "\(fine.0): \(coarse.1), \(fine.1)")
      }
      for (coarse, fine) in zip(widened[k - 1].all, widened[k].all) where abs(fine.1) > rounding {
        let order = log2(abs(coarse.1) / abs(fine.1))
        #expect(order >= 3.6, "\(fine.0), widened: \(coarse.1), \(fine.1)")
      }
    }
    // The widened Gaussians explain the second-order error: a thousandth of it is left on the finest grid.
    for (error, rest) in zip(plain.last!.all, widened.last!.all) {
      #expect(abs(rest.1) <= abs(error.1) / 1000, "\(error.0): \(error.1), \(rest.1)")
    }
  }

  private static func grid(_ law: Gaussian, _ halfWidth: Double, _ n: Int) throws -> GridDensity {
    let reach = law.mean.indices.map { halfWidth * law.covariance[$0, $0].squareRoot() }
    let box = try Box(
      lower: zip(law.mean, reach).map { $0 - $1 }, upper: zip(law.mean, reach).map { $0 + $1 })
    return try law.discretized(
      shape: [Int](repeating: n, count: law.mean.count), box: box
    ).density
  }

  /// N(m, S + diag(h^2) / 12).
  private static func widened(_ law: Gaussian, _ grid: GridDensity) throws -> Gaussian {
    var covariance = law.covariance
    for k in 0..<grid.dimension {
      let h = grid.box.sides[k] / Double(grid.shape[k])
      covariance[k, k] += h * h / 12
    }
    return try Gaussian(mean: law.mean, covariance: covariance)
  }

  private static func errors(
    _ solution: EntropicSolution, _ source: GridDensity, _ target: GridDensity,
    _ bridge: GaussianBridge
  ) throws -> Errors {
    let (x, y) = (source.centers, target.centers)
    let (a, b) = (source.cellMasses, target.cellMasses)
    var difference = 0.0
    let covariance = try crossCovariance(solution.plan, x, y, a, b)
    for (found, expected) in zip(covariance.elements, bridge.crossCovariance.elements) {
      difference += (found - expected) * (found - expected)
    }
    let epsilon = solution.epsilon
    let f = a.indices.map { solution.potentials.f[$0] - epsilon * log(a[$0]) }
    let g = b.indices.map { solution.potentials.g[$0] - epsilon * log(b[$0]) }
    return Errors(
      cost: solution.plan.sums.cost - bridge.cost,
      value: solution.objectives.relativeEntropyDual - bridge.value,
      covariance: difference.squareRoot(),
      phi: deviation(f, a) { bridge.phi(x.row($0)) },
      psi: deviation(g, b) { bridge.psi(y.row($0)) })
  }

  /// sum_ij x_i P_ij y_j' less the product of the means.
  private static func crossCovariance(
    _ plan: EntropicPlan, _ x: Matrix, _ y: Matrix, _ a: [Double], _ b: [Double]
  ) throws -> Matrix {
    let d = x.columns
    var result = Matrix(repeating: 0, rows: d, columns: d)
    for l in 0..<d {
      let column = (0..<y.rows).map { y[$0, l] }
      let image = try plan.apply(to: column)
      for k in 0..<d {
        let row = (0..<x.rows).map { x[$0, k] }
        result[k, l] =
          compensatedDot(image, row) - compensatedDot(row, a) * compensatedDot(column, b)
      }
    }
    return result
  }

  /// The standard deviation of found - expected under the weights: constants do not count.
  private static func deviation(
    _ found: [Double], _ weights: [Double], _ expected: (Int) -> Double
  ) -> Double {
    let indices = weights.indices.filter { weights[$0] > 1e-30 }
    let kept = indices.map { weights[$0] }
    let rest = indices.map { found[$0] - expected($0) }
    let mean = compensatedDot(rest, kept)
    return compensatedDot(rest.map { ($0 - mean) * ($0 - mean) }, kept).squareRoot()
  }
}
