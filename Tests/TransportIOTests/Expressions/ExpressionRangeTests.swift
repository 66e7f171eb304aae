import OptimalTransport
import Testing

@testable import TransportIO

private typealias Formula = TransportIO.Expression

@Suite("Expressions: bounds over boxes")
struct ExpressionRangeTests {
  @Test("bounds hold every sampled value and every derivative", arguments: ExpressionTests.formulas)
  func containment(text: String) throws {
    let formula = try Formula(text, variables: .coordinates(3))
    let all = try [formula] + ["x", "y", "z"].map { try formula.derivative(in: $0) }
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<60 {
      let box = (0..<3).map { _ -> ClosedRange<Double> in
        let start = 4 * generator.uniform() - 2
        return start...start + 2 * generator.uniform() * generator.uniform()
      }
      for formula in all {
        guard let range = formula.range(over: box) else { continue }
        for _ in 0..<30 {
          let point = box.map {
            $0.lowerBound + generator.uniform() * ($0.upperBound - $0.lowerBound)
          }
          let value = formula.evaluate(point)
          #expect(range.contains(value))
        }
      }
    }
  }

  private func range(_ text: String, _ box: ClosedRange<Double>, isContinuous: Bool = false)
    throws -> ClosedRange<Double>?
  {
    try Formula(text, variables: .coordinates(1)).range(over: [box], isContinuous: isContinuous)
  }

  @Test("bounds are sharp to rounding where each variable occurs once")
  func sharpness() throws {
    let square = try #require(try range("x^2", -1...2))
    #expect(square.lowerBound == 0 && square.upperBound >= 4 && square.upperBound < 4 + 1e-14)
    let wave = try #require(try range("sin(x)", 1...2))
    #expect(wave.upperBound == 1 && abs(wave.lowerBound - 0.8414709848078965) < 1e-14)
    #expect(try range("cos(x)", 0...7) == -1...1)
    #expect(try #require(try range("exp(x)", 0...1)).lowerBound <= 1)
  }

  @Test("what is unbounded, undefined or may jump has no bounds")
  func unbounded() throws {
    for (text, box) in [
      ("1/x", -1.0...1.0), ("log(x)", -1...1), ("sqrt(x)", -1...1), ("tan(x)", 1...2),
      ("x^-1", -1...1), ("x^0.5", -1...1), ("asin(x)", 0...2), ("exp(x)", 0...1e3), ("x^x", 0...1),
    ] {
      #expect(try range(text, box) == nil)
    }
    for text in ["floor(x)", "sign(x)", "atan2(0, x)", "less(x, 0, 1, 2)"] {
      #expect(try range(text, -1...1) != nil)
      #expect(try range(text, -1...1, isContinuous: true) == nil)
      #expect(try range(text, 0.25...0.5, isContinuous: true) != nil)
    }
    #expect(try range("x", -1 ... .infinity) == nil)
    #expect(try range("atan2(3, x)", -1...1, isContinuous: true) != nil)
  }

  @Test("products that underflow keep their sign")
  func underflow() throws {
    let product = try #require(try range("x*1e-300", 1e-300...2e-300))
    #expect(product.lowerBound >= 0 && product.upperBound > 0)
    #expect(try #require(try range("-x*1e-300", 1e-300...2e-300)).lowerBound < 0)
  }
}
