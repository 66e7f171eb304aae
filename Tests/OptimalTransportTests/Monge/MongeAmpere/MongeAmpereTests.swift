import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct MongeAmpereTests {
  static let square = try! Box(lower: [-0.5, -0.5], upper: [0.5, 0.5])

  private func squareCase(_ n: Int) throws -> (GridDensity, GridDensity) {
    (
      try sampled([n, n], Self.square) { Oracles.Square.density($0[0], $0[1]) },
      try sampled([n, n], Self.square) { _ in 1 }
    )
  }

  @Test("square to square", arguments: [64, 128, 256, 512])
  func squareToSquare(n: Int) throws {
    let (source, target) = try squareCase(n)
    let solution = try MongeAmpere().solve(source: source, target: target)
    let error = displacementError(solution.map, source) {
      let image = Oracles.Square.map($0[0], $0[1])
      return [image.x, image.y]
    }
    print(n, error, solution.value, solution.discretizationError, solution.constant, solution.termination, solution.seconds)
    print(solution.trace, solution.residualMaximum, solution.smallestEigenvalue)
    for level in solution.levels { print(level) }
    #expect(solution.termination == .converged)
  }
}
