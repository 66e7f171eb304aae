import Foundation
import Testing

@testable import OptimalTransport

@Suite struct RootFindingTests {
  @Test func `Smooth roots are found to rounding in few evaluations`() throws {
    var evaluations = 0
    let bracket = try #require(
      RootFinding.bracket(from: 0, to: 2) {
        evaluations += 1
        return $0 * $0 * $0 - 2
      })
    // The bracket ends within 4 ulp of the root.
    #expect(abs(bracket.nonNegative - cbrt(2)) <= 8 * 1.26.ulp)
    #expect(bracket.negative < bracket.nonNegative)
    #expect(evaluations < 20)
  }

  @Test func `A jump is bracketed from both sides`() throws {
    let bracket = try #require(RootFinding.bracket(from: -1, to: 1) { $0 < 0.3 ? -1 : 1 })
    #expect(bracket.negative < 0.3 && bracket.nonNegative >= 0.3)
    #expect(bracket.nonNegative - bracket.negative <= 8 * 0.3.ulp)
  }

  @Test func `The least root of a flat stretch is found`() throws {
    let bracket = try #require(
      RootFinding.bracket(from: 0, to: 4) { max(0, $0 - 3) + min(0, $0 - 1) })
    #expect(abs(bracket.nonNegative - 1) <= 8 * 1.0.ulp)
  }

  @Test func `No sign change, and NaN, give nil`() {
    #expect(RootFinding.bracket(from: 0, to: 1) { $0 + 1 } == nil)
    #expect(RootFinding.bracket(from: 0, to: 1) { _ in .nan } == nil)
  }
}
