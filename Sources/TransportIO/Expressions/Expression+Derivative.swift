import Foundation

extension Expression.Node {
  /// The partial derivative in a variable.
  func derivative(in index: Int) -> Node {
    guard mentions(index) else { return .number(0) }
    switch self {
    case .number: return .number(0)
    case .variable(let other): return .number(other == index ? 1 : 0)
    case .negation(let operand): return -operand.derivative(in: index)
    case .binary(let operation, let u, let v):
      return Self.derivative(
        operation, u, v, u.derivative(in: index), v.derivative(in: index))
    case .call(let function, let arguments):
      let slopes = arguments.map { $0.derivative(in: index) }
      return arguments.count == 1
        ? Self.slope(function, arguments[0]) * slopes[0]
        : Self.derivative(function, arguments, slopes)
    }
  }

  private static func derivative(
    _ operation: Expression.Operator, _ u: Node, _ v: Node, _ du: Node, _ dv: Node
  ) -> Node {
    switch operation {
    case .add: du + dv
    case .subtract: du - dv
    case .multiply: du * v + u * dv
    case .divide:
      dv.constant == 0 ? du / v : du / v - u * dv / v.raised(to: 2)
    case .power: power(u, v, du, dv)
    }
  }

  /// (u^v)' = v u^(v-1) u' + u^v log(u) v'; each term only where it is not zero, so that x^2 has a
  /// derivative at negative x.
  private static func power(_ u: Node, _ v: Node, _ du: Node, _ dv: Node) -> Node {
    let lowered = v.constant.map { u.raised(to: $0 - 1) } ?? u.raised(to: v - .number(1))
    let base = du.constant == 0 ? .number(0) : v * lowered * du
    let exponent =
      dv.constant == 0 ? .number(0) : u.raised(to: v) * logarithm(u) * dv
    return base + exponent
  }

  private static func logarithm(_ u: Node) -> Node {
    if let value = u.constant, value > 0 { return .number(log(value)) }
    return .calling(.log, u)
  }

  /// The derivative of a function of one argument.
  private static func slope(_ function: Expression.Function, _ u: Node) -> Node {
    let one = Node.number(1)
    switch function {
    case .sin: return .calling(.cos, u)
    case .cos: return -.calling(.sin, u)
    case .tan: return one / Node.calling(.cos, u).raised(to: 2)
    case .asin: return one / .calling(.sqrt, one - u.raised(to: 2))
    case .acos: return -(one / .calling(.sqrt, one - u.raised(to: 2)))
    case .atan: return one / (one + u.raised(to: 2))
    case .sinh: return .calling(.cosh, u)
    case .cosh: return .calling(.sinh, u)
    case .tanh: return one / Node.calling(.cosh, u).raised(to: 2)
    case .exp: return .calling(.exp, u)
    case .log: return one / u
    case .log10: return one / (.number(log(10)) * u)
    case .sqrt: return one / (.number(2) * .calling(.sqrt, u))
    case .abs: return .calling(.sign, u)
    case .sign, .floor: return .number(0)
    case .min, .max, .atan2, .hypot, .pow, .less: preconditionFailure("not of one argument")
    }
  }

  /// The derivative of a function of several arguments.
  private static func derivative(
    _ function: Expression.Function, _ u: [Node], _ du: [Node]
  ) -> Node {
    switch function {
    case .min: return .calling(.less, u[0], u[1], du[0], du[1])
    case .max: return .calling(.less, u[1], u[0], du[0], du[1])
    case .less: return .calling(.less, u[0], u[1], du[2], du[3])
    case .hypot: return (u[0] * du[0] + u[1] * du[1]) / .calling(.hypot, u[0], u[1])
    case .atan2:
      return (u[1] * du[0] - u[0] * du[1]) / (u[0].raised(to: 2) + u[1].raised(to: 2))
    case .pow: return power(u[0], u[1], du[0], du[1])
    default: preconditionFailure("of one argument")
    }
  }
}
