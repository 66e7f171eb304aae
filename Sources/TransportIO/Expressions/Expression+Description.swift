extension Expression: CustomStringConvertible {
  /// The formula as text that parses to the same formula, with no parentheses to spare.
  public var description: String { root.text(variables.names).text }
}

extension Expression.Node {
  /// How tightly the outermost symbol of a text binds.
  private enum Binding: Int {
    case sum, product, negation, power, whole
  }

  fileprivate func text(_ names: [String]) -> (text: String, binding: Int) {
    switch self {
    case .number(let value):
      let text = Self.text(value)
      // -2 stands like a negation: (-2)^x needs its parentheses.
      return (text, (text.hasPrefix("-") ? Binding.negation : .whole).rawValue)
    case .variable(let index): return (names[index], Binding.whole.rawValue)
    case .negation(let operand):
      return ("-" + operand.text(names, atLeast: .power), Binding.negation.rawValue)
    case .binary(let operation, let left, let right):
      return Self.text(operation, left, right, names)
    case .call(let function, let arguments):
      let list = arguments.map { $0.text(names).text }.joined(separator: ", ")
      return ("\(function.rawValue)(\(list))", Binding.whole.rawValue)
    }
  }

  private static func text(
    _ operation: Expression.Operator, _ left: Node, _ right: Node, _ names: [String]
  ) -> (text: String, binding: Int) {
    func join(_ symbol: String, _ a: Binding, _ b: Binding, _ own: Binding) -> (String, Int) {
      (left.text(names, atLeast: a) + symbol + right.text(names, atLeast: b), own.rawValue)
    }
    // A sum's first operand may be a sum; its second must bind tighter. Powers are the other way.
    return switch operation {
    case .add: join(" + ", .sum, .product, .sum)
    case .subtract: join(" - ", .sum, .product, .sum)
    case .multiply: join("*", .product, .negation, .product)
    case .divide: join("/", .product, .negation, .product)
    case .power: join("^", .whole, .negation, .power)
    }
  }

  private func text(_ names: [String], atLeast binding: Binding) -> String {
    let (text, own) = text(names)
    return own < binding.rawValue ? "(" + text + ")" : text
  }

  /// The shortest digits that read back as the same number, whole numbers without a point.
  private static func text(_ value: Double) -> String {
    if let whole = Int(exactly: value), abs(whole) < 1 << 53, value != 0 || value.sign == .plus {
      return "\(whole)"
    }
    return "\(value)"
  }
}
