import Foundation

extension Expression {
  /// The functions of the grammar.
  public enum Function: String, Sendable, CaseIterable {
    case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, exp, log, log10, sqrt, abs, sign, floor
    case min, max, atan2, hypot, pow
    /// `less(a, b, p, q)` is p where a < b, q where a > b, and their mean where a = b.
    case less

    /// The number of arguments.
    public var argumentCount: Int {
      switch self {
      case .min, .max, .atan2, .hypot, .pow: 2
      case .less: 4
      default: 1
      }
    }

    /// The value at one argument.
    func callAsFunction(_ x: Double) -> Double {
      switch self {
      case .sin: Foundation.sin(x)
      case .cos: Foundation.cos(x)
      case .tan: Foundation.tan(x)
      case .asin: Foundation.asin(x)
      case .acos: Foundation.acos(x)
      case .atan: Foundation.atan(x)
      case .sinh: Foundation.sinh(x)
      case .cosh: Foundation.cosh(x)
      case .tanh: Foundation.tanh(x)
      case .exp: Foundation.exp(x)
      case .log: Foundation.log(x)
      case .log10: Foundation.log10(x)
      case .sqrt: x.squareRoot()
      case .abs: Swift.abs(x)
      case .sign: x > 0 ? 1 : x < 0 ? -1 : x
      case .floor: x.rounded(.down)
      case .min, .max, .atan2, .hypot, .pow, .less: preconditionFailure("not of one argument")
      }
    }

    /// The value at two arguments; NaN in, NaN out.
    func callAsFunction(_ x: Double, _ y: Double) -> Double {
      switch self {
      case .min: x.isNaN || y.isNaN ? .nan : Swift.min(x, y)
      case .max: x.isNaN || y.isNaN ? .nan : Swift.max(x, y)
      case .atan2: Foundation.atan2(x, y)
      case .hypot: Foundation.hypot(x, y)
      case .pow: Expression.power(x, y)
      default: preconditionFailure("not of two arguments")
      }
    }
  }

  /// x^y, by multiplication where that is exact to rounding.
  static func power(_ x: Double, _ y: Double) -> Double {
    switch y {
    case 2: x * x
    case 1: x
    case 0.5 where x >= 0: x.squareRoot()
    default: pow(x, y)
    }
  }

  /// `less(a, b, p, q)`.
  static func less(_ a: Double, _ b: Double, _ p: Double, _ q: Double) -> Double {
    if a < b { return p }
    if a > b { return q }
    return a == b ? p / 2 + q / 2 : .nan
  }
}
