extension Expression {
  /// The tree of a formula.
  indirect enum Node: Sendable, Equatable {
    case number(Double)
    case variable(Int)
    case negation(Node)
    case binary(Operator, Node, Node)
    case call(Function, [Node])

    /// Whether the variable occurs.
    func mentions(_ index: Int) -> Bool {
      switch self {
      case .number: false
      case .variable(let other): other == index
      case .negation(let operand): operand.mentions(index)
      case .binary(_, let left, let right): left.mentions(index) || right.mentions(index)
      case .call(_, let arguments): arguments.contains { $0.mentions(index) }
      }
    }

    var constant: Double? {
      guard case .number(let value) = self else { return nil }
      return value
    }
  }

  /// The operators between two operands.
  enum Operator: Character, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "^"

    func callAsFunction(_ x: Double, _ y: Double) -> Double {
      switch self {
      case .add: x + y
      case .subtract: x - y
      case .multiply: x * y
      case .divide: x / y
      case .power: Expression.power(x, y)
      }
    }
  }
}

/// Nodes made with their obvious simplifications: constants are folded where the result is finite,
/// and neutral and absorbing operands vanish.
///
/// 0 * u becomes 0 even where u is infinite: derivatives of a constant factor vanish.
extension Expression.Node {
  typealias Node = Expression.Node

  static func + (left: Node, right: Node) -> Node {
    if left.constant == 0 { return right }
    if right.constant == 0 { return left }
    if case .negation(let operand) = right { return left - operand }
    return folded(.add, left, right)
  }

  static func - (left: Node, right: Node) -> Node {
    if right.constant == 0 { return left }
    if left.constant == 0 { return -right }
    if case .negation(let operand) = right { return left + operand }
    return folded(.subtract, left, right)
  }

  static func * (left: Node, right: Node) -> Node {
    if left.constant == 0 || right.constant == 0 { return .number(0) }
    if left.constant == 1 { return right }
    if right.constant == 1 { return left }
    if left.constant == -1 { return -right }
    if right.constant == -1 { return -left }
    if case .negation(let operand) = left { return -(operand * right) }
    if case .negation(let operand) = right { return -(left * operand) }
    return folded(.multiply, left, right)
  }

  static func / (left: Node, right: Node) -> Node {
    if left.constant == 0, right.constant != 0 { return .number(0) }
    if right.constant == 1 { return left }
    if case .negation(let operand) = left { return -(operand / right) }
    return folded(.divide, left, right)
  }

  static prefix func - (operand: Node) -> Node {
    switch operand {
    case .number(let value): .number(-value)
    case .negation(let inner): inner
    default: .negation(operand)
    }
  }

  func raised(to exponent: Node) -> Node {
    if exponent.constant == 1 { return self }
    if exponent.constant == 0 { return .number(1) }
    return Self.folded(.power, self, exponent)
  }

  func raised(to exponent: Double) -> Node { raised(to: .number(exponent)) }

  static func calling(_ function: Expression.Function, _ arguments: Node...) -> Node {
    .call(function, arguments)
  }

  private static func folded(
    _ operation: Expression.Operator, _ left: Node, _ right: Node
  ) -> Node {
    if let a = left.constant, let b = right.constant {
      let value = operation(a, b)
      if value.isFinite { return .number(value) }
    }
    return .binary(operation, left, right)
  }
}
