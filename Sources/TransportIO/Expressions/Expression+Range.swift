import Foundation

extension Expression {
  /// Bounds of the values over a box, one interval a variable, by interval arithmetic with outward
  /// rounding (Moore 1966); nil where the formula is unbounded, undefined or, as far as the bounds
  /// can tell, may be so.
  ///
  /// The bounds hold for every point of the box, but are not sharp: the error falls with the width
  /// of the box, since each occurrence of a variable counts on its own.
  ///
  /// - Parameter isContinuous: also gives nil where the formula may jump inside the box.
  public func range(
    over box: [ClosedRange<Double>], isContinuous: Bool = false
  ) -> ClosedRange<Double>? {
    precondition(box.count == variables.count, "one interval a variable")
    guard box.allSatisfy({ $0.lowerBound.isFinite && $0.upperBound.isFinite }) else { return nil }
    return root.range(RangeContext(box: box, isContinuous: isContinuous))
  }

  struct RangeContext {
    let box: [ClosedRange<Double>]
    let isContinuous: Bool
  }
}

typealias Interval = ClosedRange<Double>

extension Expression.Node {
  fileprivate func range(_ context: Expression.RangeContext) -> Interval? {
    switch self {
    case .number(let value): return value...value
    case .variable(let index): return context.box[index]
    case .negation(let operand):
      return operand.range(context).map { -$0.upperBound ... -$0.lowerBound }
    case .binary(let operation, let left, let right):
      guard let u = left.range(context), let v = right.range(context) else { return nil }
      switch operation {
      case .add: return .outward(u.lowerBound + v.lowerBound, u.upperBound + v.upperBound)
      case .subtract: return .outward(u.lowerBound - v.upperBound, u.upperBound - v.lowerBound)
      case .multiply: return u.times(v)
      case .divide: return v.reciprocal.flatMap { u.times($0) }
      case .power: return u.raised(to: v)
      }
    case .call(let function, let arguments):
      let ranges = arguments.compactMap { $0.range(context) }
      guard ranges.count == arguments.count else { return nil }
      return ranges.count == 1
        ? ranges[0].image(under: function, isContinuous: context.isContinuous)
        : Interval.image(of: ranges, under: function, isContinuous: context.isContinuous)
    }
  }
}

extension Interval {
  /// An interval moved outward by a few ulp, which covers the rounding of one operation or library
  /// function; nil when it is not bounded. Zero is exact, but for underflow.
  fileprivate static func outward(_ low: Double, _ high: Double) -> Interval? {
    let down = low == 0 ? 0 : low - 4 * low.ulp
    let up = high == 0 ? 0 : high + 4 * high.ulp
    guard down.isFinite, up.isFinite, down <= up else { return nil }
    return down...up
  }

  fileprivate func times(_ other: Interval) -> Interval? {
    let products = [
      lowerBound * other.lowerBound, lowerBound * other.upperBound, upperBound * other.lowerBound,
      upperBound * other.upperBound,
    ]
    guard let low = products.min(), let high = products.max() else { return nil }
    // A product that underflows keeps its sign.
    let tiny = Double.leastNonzeroMagnitude
    return .outward(
      low == 0 && hasNegativeProduct(with: other) ? -tiny : low,
      high == 0 && hasPositiveProduct(with: other) ? tiny : high)
  }

  private func hasPositiveProduct(with other: Interval) -> Bool {
    (upperBound > 0 && other.upperBound > 0) || (lowerBound < 0 && other.lowerBound < 0)
  }

  private func hasNegativeProduct(with other: Interval) -> Bool {
    (upperBound > 0 && other.lowerBound < 0) || (lowerBound < 0 && other.upperBound > 0)
  }

  fileprivate var reciprocal: Interval? {
    contains(0) ? nil : .outward(1 / upperBound, 1 / lowerBound)
  }

  fileprivate func raised(to exponent: Interval) -> Interval? {
    guard exponent.lowerBound == exponent.upperBound else {
      guard lowerBound > 0 else { return nil }
      return image(under: .log, isContinuous: false).flatMap { $0.times(exponent) }
        .flatMap { $0.image(under: .exp, isContinuous: false) }
    }
    let p = exponent.lowerBound
    if p < 0 {
      return raised(to: -p ... -p).flatMap(\.reciprocal)
    }
    guard p == p.rounded() else {
      return lowerBound < 0 ? nil : .outward(pow(lowerBound, p), pow(upperBound, p))
    }
    // Powers that underflow are left to finer boxes or to fail.
    let ends = (pow(lowerBound, p), pow(upperBound, p))
    guard ends.0 != 0 || lowerBound == 0, ends.1 != 0 || upperBound == 0 else { return nil }
    if p.truncatingRemainder(dividingBy: 2) != 0 { return .outward(ends.0, ends.1) }
    return .outward(contains(0) ? 0 : Swift.min(ends.0, ends.1), Swift.max(ends.0, ends.1))
  }
}
