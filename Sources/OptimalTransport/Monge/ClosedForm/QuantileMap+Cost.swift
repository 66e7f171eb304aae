import Foundation

/// What the monotone map costs, by quadrature.
public struct QuantileCost: Sendable, Equatable {
  /// mass int_0^1 |F^-1(u) - G^-1(u)|^p du, which is W_p^p.
  public let value: Double
  /// The quadrature's estimate of the error of `value`, with what lies beyond tails of 2^-52.
  public let error: Double
  /// The power p.
  public let exponent: Double

  /// W_p = value^(1/p).
  public var distance: Double { pow(value, 1 / exponent) }
}

extension QuantileMap {
  /// The optimal cost for |x - y|^p, p >= 1, in units of mass times length^p.
  ///
  /// Adaptive Gauss-Kronrod quadrature over the levels u, from both ends towards the middle so that
  /// neither tail loses digits, and piece by piece between the steps of grids and clouds, where it
  /// is exact to rounding for p = 1, 2 unless the two cross. The error is an estimate, not a bound;
  /// ``QuantileTransport`` on ``LineLaw/discretized(count:rule:)`` brackets the discrete problem.
  ///
  /// - Throws: `outOfRange` unless p >= 1 and finite, for a law without a finite p-th moment, and
  ///   where the cost overflows.
  public func cost(exponent p: Double = 2) throws(TransportError) -> QuantileCost {
    guard p >= 1, p.isFinite else {
      throw .outOfRange(
        argument: "exponent", value: p,
        expected: "a finite number, at least 1: below, the monotone map is not optimal")
    }
    let sides = ParallelLoop.map(count: 2) { integral(exponent: p, isUpper: $0 == 1) }
    let (value, error) = (sides[0].value + sides[1].value, sides[0].error + sides[1].error)
    let tail = sides[0].tail + sides[1].tail
    // Laws that all but agree may differ by more in a tail than elsewhere; hence their own width.
    guard (value * mass).isFinite, tail <= 1e-3 * (value + pow(interquartileRange, p)) else {
      throw .outOfRange(
        argument: "moment of order \(p)", value: value, expected: "laws for which it is finite")
    }
    return QuantileCost(value: mass * value, error: mass * (error + tail), exponent: p)
  }

  /// The larger distance between the quartiles of the two laws.
  private var interquartileRange: Double {
    [source, target].map {
      $0.quantile(.init(tail: 0.25, isUpper: true)) - $0.quantile(.init(tail: 0.25, isUpper: false))
    }.max()!
  }

  private func integral(exponent p: Double, isUpper: Bool) -> (
    value: Double, error: Double, tail: Double
  ) {
    let bends =
      isUpper
      ? source.breaks.upper + target.breaks.upper
      : source.breaks.lower + target.breaks.lower
    let ends = [0] + Set(bends).sorted() + [0.5]
    let integrand = { (tail: Double) -> Double in
      let level = LineTails.Level(tail: max(tail, .leastNonzeroMagnitude), isUpper: isUpper)
      return pow(abs(source.quantile(level) - target.quantile(level)), p)
    }
    let rule = Quadrature(relativeTolerance: 1e-13, panelLimit: bends.isEmpty ? 4096 : 64)
    let parts = zip(ends, ends.dropFirst()).map { rule.integrate(from: $0, to: $1, integrand) }
    return (
      parts.map(\.integral).compensatedSum(), parts.map(\.error).compensatedSum(),
      integrand(0x1p-52) * 0x1p-52
    )
  }
}
