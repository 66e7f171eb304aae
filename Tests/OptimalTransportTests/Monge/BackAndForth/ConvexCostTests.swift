import Foundation
import Testing

@testable import OptimalTransport

@Suite struct ConvexCostTests {
  /// The exact value must lie in the bracket widened by the declared error.
  private func expectBracket(_ solution: ConvexCostSolution, holds exact: Double) {
    let certificate = solution.certificate
    #expect(certificate.lowerBound <= certificate.upperBound)
    #expect(exact >= certificate.lowerBound - solution.discretizationError)
    #expect(exact <= certificate.upperBound + solution.discretizationError)
  }

  @Test("p = 2 agrees with the conjugates of the quadratic solver", arguments: [[256], [48, 64]])
  func quadratic(shape: [Int]) throws {
    let source = try BackAndForthTests.grid(shape) { x in 1 + 0.6 * cos(3 * x[0]) * x[x.count - 1] }
    let target = try BackAndForthTests.grid(shape) { x in 0.3 + x.reduce(0) { $0 + $1 * $1 } }
    let solution = try ConvexCostBackAndForth(exponent: 2).solve(source: source, target: target)
    let reference = try BackAndForth().solve(source: source, target: target)
    print("p=2", shape, solution.value, reference.value, solution.certificate, reference.certificate, solution.iterations, reference.iterations, solution.termination, reference.termination)
    var square = 0.0
    for i in 0..<source.count {
      for k in shape.indices {
        square +=
          source.cellMasses[i] * pow(solution.map.images[i, k] - reference.map.images[i, k], 2)
      }
    }
    print("rms in cells", square.squareRoot() * Double(shape[0]))
  }

  @Test("on the line the map is that of the quantiles", arguments: [1.5, 3])
  func quantiles(p: Double) throws {
    for n in [64, 256, 2048] {
      let source = try BackAndForthTests.grid([n]) { 1 + 0.8 * cos(2 * .pi * $0[0]) }
      let target = try BackAndForthTests.grid([n]) { 0.2 + $0[0] * $0[0] }
      let solution = try ConvexCostBackAndForth(exponent: p).solve(source: source, target: target)
      let map = try QuantileMap(source: source, target: target)
      let error = BackAndForthTests.relativeError(solution.map, source) { [map($0[0])] }
      let exact = try map.cost(exponent: p).value
      print("1-D", p, n, error * Double(n) * 0.2, solution.value / exact - 1, solution.certificate.relativeGap, solution.iterations, solution.termination, solution.pushforwardError, solution.seconds)
      expectBracket(solution, holds: exact)
    }
  }

  @Test("a translated bump keeps its shape", arguments: [1.3, 1.5, 2, 3, 4])
  func translation(p: Double) throws {
    for n in [32, 64, 128] {
      let source = try BackAndForthTests.grid([n, n]) { BackAndForthTests.bump($0, at: 0.3) }
      let target = try BackAndForthTests.grid([n, n]) { BackAndForthTests.bump($0, at: 0.7) }
      let solution = try ConvexCostBackAndForth(exponent: p).solve(source: source, target: target)
      let exact = pow(0.32, p / 2)
      let error = BackAndForthTests.relativeError(solution.map, source) { $0.map { $0 + 0.4 } }
      print("2-D", p, n, error * Double(n) * 0.32.squareRoot(), solution.value / exact - 1, solution.certificate.relativeGap, solution.iterations, solution.termination, solution.pushforwardError, solution.iterationSeconds / Double(solution.iterations))
      expectBracket(solution, holds: exact)
    }
  }
}
