import Foundation
import Testing

@testable import OptimalTransport

@Suite("Push-forward on the line: other forms of the result")
struct LinePushforwardTests {
  let square = ScalarMap({ $0 * $0 }, derivative: { 2 * $0 })

  @Test("cell averages are exact through the pole, and conserve mass to rounding")
  func cells() throws {
    let source = try Gaussian(mean: 0, variance: 1, mass: 3)
    let result = try BranchSearch().pushforward(of: source, by: square)
    for n in [1, 7, 100] {
      let grid = try result.discretized(shape: [n], box: Box(lower: [0], upper: [100]))
      #expect(abs(grid.density.mass - 3) < 1e-15 * 10)
      #expect(grid.fractionOutside < 1e-15)
      for k in 0..<n {
        let edges = [Double(k), Double(k + 1)].map { ($0 * 100 / Double(n) / 2).squareRoot() }
        let exact = 3 * (erf(edges[1]) - erf(edges[0]))
        #expect(abs(grid.density.cellMasses[k] - exact) < 4e-15)
      }
    }
  }

  @Test("mass outside the box is reported")
  func outside() throws {
    let result = try BranchSearch().pushforward(of: Gaussian(mean: 0, variance: 1), by: square)
    let grid = try result.discretized(shape: [10], box: Box(lower: [0], upper: [1]))
    #expect(abs(grid.fractionOutside - erfc(0.5.squareRoot())) < 1e-14)
    #expect(throws: TransportError.self) {
      try result.discretized(shape: [4], box: Box(lower: [-3], upper: [-1]))
    }
    #expect(throws: TransportError.self) { try result.discretized(shape: [4, 4], box: .unit(2)) }
  }

  @Test("an atom on an edge belongs to the cell below, at the lower end to the first")
  func atoms() throws {
    let source = try Gaussian(mean: 0, variance: 1)
    let result = try BranchSearch().pushforward(of: source, by: ScalarMap { max($0, 0) })
    let above = try result.discretized(shape: [20], box: Box(lower: [0], upper: [10]))
    #expect(abs(above.density.cellMasses[0] - 0.5 - 0.19146246127401312) < 1e-14)
    let around = try result.discretized(shape: [20], box: Box(lower: [-10], upper: [10]))
    #expect(abs(around.density.cellMasses[9] - 0.5) < 1e-14)
  }

  @Test("the law has the quantiles and moments of a chi-squared law")
  func law() throws {
    let result = try BranchSearch().pushforward(of: Gaussian(mean: 0, variance: 1), by: square)
    let law = try result.lineLaw()
    // Q(erf(sqrt(y / 2))) = y; moments are cut at probability 2^-52, where y = 65.
    #expect(abs(law.quantile(erf(0.5.squareRoot())) - 1) < 1e-13)
    #expect(abs(law.mean[0] - 1) < 1e-9 && abs(law.covariance[0, 0] - 2) < 1e-9)
  }

  @Test(
    "the inverse of the distribution function gives the uniform law back, and monotone maps compose"
  )
  func monotone() throws {
    let source = try LineLaw(Gaussian(mean: 2, variance: 9))
    let result = try BranchSearch().pushforward(
      of: source, by: ScalarMap({ source.cumulative($0) }, derivative: { source.density(at: $0) }))
    for y in [1e-9, 0.1, 0.5, 0.999] {
      #expect(abs(result.cumulative(y) - y) < 1e-15 && abs(result.density(at: y) - 1) < 1e-12)
    }
  }

  @Test("results do not depend on the number of threads")
  func threads() throws {
    let result = try BranchSearch().pushforward(
      of: Gaussian(mean: 0, variance: 1), by: ScalarMap { sin(9 * $0) })
    func cells() throws -> [Double] {
      try result.discretized(shape: [64], box: Box(lower: [-1], upper: [1])).density.values
    }
    #expect(try ParallelLoop.$threadCount.withValue(1) { try cells() } == cells())
  }
}
