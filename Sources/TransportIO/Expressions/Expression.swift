public import OptimalTransport

/// A formula in named variables, such as `x^2 + sin(y)`: text in, numbers and exact derivatives
/// out.
///
/// | | |
/// |---|---|
/// | operators | `+ - * /`, `^` (to the right: `2^3^2 = 2^9`), unary minus (`-x^2 = -(x^2)`) |
/// | numbers | `2`, `.5`, `1e-3`, `pi`, `e` |
/// | functions | those of ``Function``, e.g. `sin(x)`, `hypot(x, y)`, `less(a, b, p, q)` |
///
/// Values follow IEEE arithmetic: `1/0` is infinite and `log(-1)` is NaN; nothing traps. Formulas
/// are limited to 10000 characters and 256 levels, so that no text exhausts the stack.
public struct Expression: Sendable {
  /// The variables, in the order in which ``evaluate(_:)`` takes their values.
  public let variables: Variables
  let root: Node
  private let program: Program

  /// Parses a formula.
  ///
  /// - Throws: `malformedExpression`, with the column where it goes wrong.
  public init(_ text: String, variables: Variables) throws(TransportError) {
    var parser = try Parser(text, variables: variables)
    self.init(root: try parser.single(), variables: variables)
  }

  /// Parses a list of formulas: `(x + y, x*y)`, or without the parentheses; one formula is a list
  /// of one.
  ///
  /// - Throws: `malformedExpression`, with the column where it goes wrong.
  public static func list(
    _ text: String, variables: Variables
  ) throws(TransportError) -> [Expression] {
    var parser = try Parser(text, variables: variables)
    return try parser.list().map { Expression(root: $0, variables: variables) }
  }

  init(root: Node, variables: Variables) {
    self.root = root
    self.variables = variables
    program = Program(root)
  }

  /// The value at a point: one number a variable, in the order of ``variables``.
  ///
  /// Complexity: one operation a symbol of the formula.
  public func evaluate(_ values: [Double]) -> Double {
    precondition(values.count == variables.count, "one value a variable")
    return program.run(values)
  }

  /// The value of a formula in one variable.
  public func evaluate(_ x: Double) -> Double { evaluate([x]) }

  /// The exact partial derivative, simplified.
  ///
  /// At kinks of `abs`, `min` and `max` it is the mean of both sides; `floor` and `sign` have the
  /// derivative 0 everywhere.
  ///
  /// - Throws: `outOfRange` for a variable that was not declared.
  public func derivative(in name: String) throws(TransportError) -> Expression {
    guard let index = variables.index(of: name) else {
      throw .notApplicable(
        method: "derivative in \(name)", reason: "it is none of \(variables.listing)",
        remedy: "Declare the variable when the expression is parsed.")
    }
    return derivative(at: index)
  }

  /// The derivative in the variable number `index`.
  public func derivative(at index: Int) -> Expression {
    Expression(root: root.derivative(in: index), variables: variables)
  }

  /// Whether the formula mentions a variable.
  public func depends(on name: String) -> Bool {
    variables.index(of: name).map { root.mentions($0) } ?? false
  }
}

extension Expression: Equatable {
  /// Whether two formulas have the same form; `x + 1` and `1 + x` do not.
  public static func == (left: Expression, right: Expression) -> Bool {
    left.root == right.root && left.variables == right.variables
  }
}

extension Expression {
  /// The names that a formula may use.
  public struct Variables: Sendable, Equatable {
    /// One name a variable, in the order of values.
    public let names: [String]
    private let aliases: [String: Int]

    /// Variables under names of letters and digits that start with a letter.
    public init(_ names: [String]) {
      self.names = names
      aliases = [:]
    }

    /// The coordinates of R^d, `x1` to `xd`; the first three are also called x, y and z.
    ///
    /// - Parameter hasTime: adds a last variable `t`.
    public static func coordinates(_ dimension: Int, hasTime: Bool = false) -> Variables {
      precondition(dimension > 0)
      let letters = ["x", "y", "z"]
      let numbered = (1...dimension).map { "x\($0)" }
      let names = numbered.enumerated().map { $0.offset < 3 ? letters[$0.offset] : $0.element }
      return Variables(
        names: names + (hasTime ? ["t"] : []),
        aliases: Dictionary(uniqueKeysWithValues: zip(numbered, 0..<dimension)))
    }

    private init(names: [String], aliases: [String: Int]) {
      self.names = names
      self.aliases = aliases
    }

    /// How many there are.
    public var count: Int { names.count }

    /// The place of a name; nil when it is not declared.
    public func index(of name: String) -> Int? { names.firstIndex(of: name) ?? aliases[name] }

    var listing: String { names.isEmpty ? "no variables" : names.joined(separator: ", ") }
  }
}
