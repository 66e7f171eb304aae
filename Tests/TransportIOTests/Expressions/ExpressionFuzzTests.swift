import OptimalTransport
import Testing

@testable import TransportIO

private typealias Formula = TransportIO.Expression

@Suite("Expressions: no text crashes the parser")
struct ExpressionFuzzTests {
  /// Parses, differentiates, prints, bounds and evaluates, or refuses.
  private func exercise(_ text: String) {
    guard let list = try? Formula.list(text, variables: .coordinates(2)) else { return }
    for formula in list {
      let slope = formula.derivative(at: 0)
      _ = slope.evaluate([0.3, -2])
      _ = formula.range(over: [-1...1, 0...2])
      let again = try? Formula(formula.description, variables: .coordinates(2))
      let (a, b) = (formula.evaluate([0.3, -2]), again?.evaluate([0.3, -2]) ?? -1)
      #expect(a == b || (a.isNaN && b.isNaN))
    }
  }

  @Test("random symbols parse or are refused")
  func symbols() {
    let words =
      [
        "x", "y", "x1", "2", ".5", "1e3", "+", "-", "*", "/", "^", "(", ")", ",", " ", "pi", "e",
        "é", "\n",
      ]
      + Formula.Function.allCases.map(\.rawValue)
      + Formula.Function.allCases.map { $0.rawValue + "(" }
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<20_000 {
      let length = Int.random(in: 0..<14, using: &generator)
      exercise((0..<length).map { _ in words.randomElement(using: &generator)! }.joined())
    }
  }

  @Test("damaged formulas parse or are refused")
  func damage() {
    var generator = SeededGenerator(seed: 12)
    for formula in ExpressionTests.formulas {
      for _ in 0..<200 {
        var text = Array(formula)
        for _ in 0...Int.random(in: 0..<3, using: &generator) where !text.isEmpty {
          let place = Int.random(in: text.indices, using: &generator)
          switch Int.random(in: 0..<3, using: &generator) {
          case 0: text.remove(at: place)
          case 1: text.insert(formula.randomElement(using: &generator)!, at: place)
          default: text.swapAt(place, Int.random(in: text.indices, using: &generator))
          }
        }
        exercise(String(text))
      }
    }
  }

  @Test("random bytes parse or are refused")
  func bytes() {
    var generator = SeededGenerator(seed: 13)
    for _ in 0..<5000 {
      let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      exercise(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test("deep nesting and long chains are refused, not followed down the stack")
  func depth() throws {
    let n = 2000
    for text in [
      String(repeating: "(", count: n) + "x" + String(repeating: ")", count: n),
      String(repeating: "-", count: n) + "x", String(repeating: "x^", count: n) + "x",
      String(repeating: "sin(", count: n), String(repeating: "x+", count: n) + "x",
      String(repeating: "x*", count: n) + "x",
    ] {
      #expect(message { _ = try Formula(text, variables: .coordinates(1)) }.contains("levels"))
    }
    let long = String(repeating: "1", count: 20_000)
    #expect(message { _ = try Formula(long, variables: .coordinates(1)) }.contains("characters"))
    // Just inside the limit, derivatives and all.
    exercise(String(repeating: "(", count: 200) + "x" + String(repeating: ")", count: 200))
    exercise(String(repeating: "x+", count: 200) + "x")
    exercise(String(repeating: "x*", count: 100) + "x")
    exercise(String(repeating: "x^", count: 20) + "x")
  }
}
