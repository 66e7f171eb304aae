import Foundation
import OptimalTransport
import Testing

@testable import TransportIO

private typealias Formula = TransportIO.Expression

@Suite("Expressions: values, derivatives, text")
struct ExpressionTests {
  private func parse(_ text: String, _ dimension: Int = 3) throws -> TransportIO.Expression {
    try Formula(text, variables: .coordinates(dimension))
  }

  private static let cases: [(String, Double)] = [
    ("1+2*3", 7.0), ("-2^2", -4), ("2^-1", 0.5), ("2^3^2", 512), ("(2^3)^2", 64), ("2*-3", -6),
    ("8/4/2", 1), ("8-4-2", 2), ("--3", 3), ("+-+3", -3), ("1e3", 1000), ("1.5e-3", 0.0015),
    (".5", 0.5), ("2.", 2), ("2*e", 2 * 2.718281828459045), ("2*pi", 2 * .pi), ("1e1+1", 11),
    ("sqrt(2)^2 - 2", 2.0.squareRoot() * 2.0.squareRoot() - 2), ("min(1, 2) + max(1,2)", 3),
    ("hypot(3,4)", 5), ("atan2(1,1)*4", .pi), ("pow(2, 10)", 1024), ("abs(-3)", 3),
    ("sign(-2) + sign(0) + sign(9)", 0), ("floor(-0.5)", -1), ("less(1,2,3,4)", 3),
    ("less(2,1,3,4)", 4), ("less(1,1,3,4)", 3.5), ("log10(1000)", log10(1000)), (" ( 1 ) ", 1),
    ("-2*3", -6), ("2--3", 5), ("4^0.5", 2), ("tanh(1e9)", 1), ("exp(log(7))", exp(log(7))),
  ]

  @Test("values follow the usual rules of precedence", arguments: cases)
  func values(text: String, value: Double) throws {
    #expect(try parse(text).evaluate([0, 0, 0]) == value)
  }

  @Test("coordinates go by letters and by numbers, time by t")
  func coordinates() throws {
    #expect(try parse("x + 10*y + 100*z").evaluate([1, 2, 3]) == 321)
    #expect(try parse("x1 + 10*x2 + 100*x3").evaluate([1, 2, 3]) == 321)
    let five = try Formula("x5*t", variables: .coordinates(5, hasTime: true))
    #expect(five.evaluate([0, 0, 0, 0, 2, 7]) == 14)
    #expect(five.depends(on: "t") && !five.depends(on: "x1") && five.depends(on: "x5"))
    #expect(try Formula("k*theta", variables: .init(["k", "theta"])).evaluate([2, 3]) == 6)
    #expect(message { _ = try parse("t") }.contains("'t' is not known"))
    #expect(message { _ = try parse("y", 1) }.contains("'y' is not known"))
  }

  @Test("IEEE arithmetic: nothing traps")
  func special() throws {
    #expect(try parse("1/0").evaluate([0, 0, 0]) == .infinity)
    #expect(try parse("log(-1)").evaluate([0, 0, 0]).isNaN)
    #expect(try parse("min(x, 0)").evaluate([.nan, 0, 0]).isNaN)
    #expect(try parse("less(x, 0, 1, 2)").evaluate([.nan, 0, 0]).isNaN)
  }

  @Test("lists: with parentheses, without, of one, of products of parentheses")
  func lists() throws {
    for (text, count) in [
      ("(x+y, x*y)", 2), ("x+y, x*y", 2), (" ( x , (y) ) ", 2), ("x", 1), ("(x)", 1),
      ("(x)*(y)", 1),
      ("(x), (y)", 2), ("(min(x,y), z, 1)", 3), ("(x)+(y)", 1),
    ] {
      #expect(try Formula.list(text, variables: .coordinates(3)).count == count)
    }
    #expect(message { _ = try parse("(x, y)") }.contains("','"))
  }

  /// Formulas smooth at the points of the tests, together of every function and operator.
  static let formulas = [
    "x^3 - 2*x*y + z", "(x + y)/(z + 3)", "sin(x)*cos(y) + tan(z)", "asin(x/4) + acos(y/4)*atan(z)",
    "sinh(x) - cosh(y)*tanh(z)", "exp(-x^2) * log(y + 4)", "log10(z + 5)^2", "sqrt(x^2 + y^2)",
    "abs(x)*sign(y)", "min(x, y^2) + max(z, x)", "atan2(x, y)", "hypot(x, z)", "x^y",
    "(y + 4)^(x*z)", "less(x, y, x^2, z^3)", "floor(x) * y", "2^x", "x^-2", "-(x + -y)^3",
    "1/(1 + exp(-(x + 2*y)))", "pow(y + 3, 1.5)", "x - (y - z)", "x/(y/z)", "(x*y)^2^0.5",
  ]

  @Test("derivatives agree with differences", arguments: formulas)
  func derivatives(text: String) throws {
    let formula = try parse(text)
    for point in [[0.7, 1.3, 0.4], [0.31, 2.2, 1.1], [1.9, 0.6, 0.25]] {
      for (k, name) in ["x", "y", "z"].enumerated() {
        let exact = try formula.derivative(in: name).evaluate(point)
        func moved(_ step: Double) -> Double {
          var shifted = point
          shifted[k] += step
          return formula.evaluate(shifted)
        }
        let h = 1e-3
        let difference = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h)
        // h^4 / 30 of the fifth derivative, below 1e5 here, and rounding / h.
        #expect(abs(exact - difference) < 1e-8 * max(1, abs(exact)))
      }
    }
  }

  @Test("derivatives are simplified")
  func simplification() throws {
    #expect(try parse("x^2").derivative(in: "x").description == "2*x")
    #expect(try parse("x*y + 3").derivative(in: "y").description == "x")
    #expect(try parse("y").derivative(in: "x").description == "0")
    #expect(try parse("sin(3*x)").derivative(in: "x").description == "cos(3*x)*3")
    #expect(try parse("x^3").derivative(in: "x").derivative(in: "x").description == "3*(2*x)")
    #expect(try parse("tanh(x)").derivative(in: "x").evaluate([800, 0, 0]) == 0)
    #expect(try parse("x^2").derivative(in: "x").evaluate([-3, 0, 0]) == -6)
    #expect(throws: TransportError.self) { try parse("x").derivative(in: "q") }
  }

  @Test("what is printed reads back as the same formula", arguments: formulas)
  func roundTrip(text: String) throws {
    let formula = try parse(text)
    #expect(try parse(formula.description) == formula)
    let slope = try formula.derivative(in: "x")
    #expect(
      try parse(slope.description).evaluate([0.7, 1.3, 0.4]) == slope.evaluate([0.7, 1.3, 0.4]))
  }

  @Test("no parentheses to spare")
  func printing() throws {
    for text in [
      "x + y*z", "(x + y)*z", "x - (y - z)", "x^y^z", "(x^y)^z", "-x^2", "(-x)^2", "x/(y/z)",
    ] {
      #expect(try parse(text).description == text)
    }
  }

  @Test(
    "errors point at the column",
    arguments: [
      ("x + * y", 5), ("", 1), ("   ", 4), ("sin x", 5), ("(x", 3), ("x)", 2), ("2x", 2),
      ("x**2", 3),
      ("foo(x)", 1), ("x + bar", 5), ("1.2.3", 4), (".", 1), ("1e999", 1), ("min(x)", 1),
      ("sin(x, y)", 1), ("x^", 3), ("x²", 2), ("x,y", 2), ("$", 1), ("x y", 3), ("()", 2),
      ("sin()", 5),
      ("x −1", 3),
    ])
  func errors(text: String, column: Int) {
    #expect {
      _ = try parse(text)
    } throws: {
      guard case .malformedExpression(text, column, _, _)? = $0 as? TransportError else {
        return false
      }
      return true
    }
  }

  @Test("messages show the text with a caret and say what to do")
  func messages() {
    #expect(
      message { _ = try parse("x + 2y") } == """
        the expression goes wrong at column 6: 'y' is unexpected. Write * between factors; expected \
        an operator or the end.
          x + 2y
               ^
        """)
    #expect(message { _ = try parse("x**2") }.contains("Write ^ for a power."))
    let long = String(repeating: "x+", count: 100) + "?"
    let lines = message { _ = try parse(long) }.split(separator: "\n")
    #expect(lines.count == 3 && lines.dropFirst().allSatisfy { $0.count < 80 })
    #expect(lines[1].prefix(lines[2].count).last == "?")
  }
}
