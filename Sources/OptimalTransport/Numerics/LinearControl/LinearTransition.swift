import Foundation

/// What the linear equation dX = (A X + a) dt + B dW does over a time h: X_h = Phi x + c + N(0, G).
///
/// ```
/// Phi = exp(A h),   c = int_0^h exp(A r) a dr,   G = int_0^h exp(A r) B B' exp(A' r) dr.
/// ```
/// G is the controllability Gramian. All three are summed as Taylor series over h / 2^k, short
/// enough for the series to converge like that of exp, and doubled k times by
///
///     Phi(2h) = Phi(h)^2,   c(2h) = c(h) + Phi(h) c(h),   G(2h) = G(h) + Phi(h) G(h) Phi(h)'.
///
/// Van Loan reads the same three off one exponential of [-A, BB'; 0, A'], which overflows for
/// stable A and long times, and mixes the entries of G, of orders h to h^5 in a double integrator's
/// chain; here G is a sum of positive semidefinite matrices whose entries never mix.
///
/// Complexity: O((20 + k) d^3), k = log2(2 |A| h). Source: Van Loan (1978); Higham (2008), section
/// 10.5, for scaling and squaring.
struct LinearTransition: Sendable {
  /// Phi.
  let propagator: Matrix
  /// c.
  let offset: [Double]
  /// G, symmetric positive semidefinite.
  let gramian: Matrix

  /// The transition over a time h >= 0.
  init(drift a: Matrix, offset: [Double], diffusion: Matrix, time h: Double) {
    // Entries beyond 2^1000 are refused by the prior; the limit keeps infinite ones from looping.
    let doublings = max(0, min((2 * a.maximumRowSum * h).exponent, 999) + 1)
    var step = LinearTransition(
      series: a, offset: offset, diffusion: diffusion, time: h / exp2(Double(doublings)))
    for _ in 0..<doublings { step = step.doubled }
    self = step
  }

  private init(propagator: Matrix, offset: [Double], gramian: Matrix) {
    self.propagator = propagator
    self.offset = offset
    self.gramian = gramian
  }

  /// The series up to the term that is below rounding for |A| h <= 1/2.
  private init(series a: Matrix, offset: [Double], diffusion: Matrix, time h: Double) {
    var power = Matrix.identity(a.rows)
    var (shift, spread) = (offset.map { $0 * h }, diffusion.scaled(by: h))
    var (propagator, total, gramian) = (power, shift, spread)
    for k in 1...Self.terms {
      power = (a * power).scaled(by: h / Double(k))
      shift = (a * shift).map { $0 * h / Double(k + 1) }
      let product = a * spread
      spread = (product + product.transposed).scaled(by: h / Double(k + 1))
      propagator = propagator + power
      total = zip(total, shift).map { $0 + $1 }
      gramian = gramian + spread
    }
    self.init(propagator: propagator, offset: total, gramian: gramian)
  }

  /// 1 / 20! is below 2^-61, and the terms of G fall as those of exp(2 |A| h).
  private static let terms = 19

  private var doubled: LinearTransition {
    LinearTransition(
      propagator: propagator * propagator,
      offset: zip(offset, propagator * offset).map { $0 + $1 },
      gramian: (gramian + propagator * gramian * propagator.transposed).symmetricPart)
  }

  /// Whether every entry is a finite number.
  var isFinite: Bool {
    propagator.elements.allSatisfy(\.isFinite) && offset.allSatisfy(\.isFinite)
      && gramian.elements.allSatisfy(\.isFinite)
  }
}

extension Matrix {
  /// The entrywise sum.
  static func + (left: Matrix, right: Matrix) -> Matrix {
    precondition(left.rows == right.rows && left.columns == right.columns, "shapes differ")
    return Matrix(
      uncheckedRows: left.rows, columns: left.columns,
      elements: zip(left.elements, right.elements).map { $0 + $1 })
  }

  /// The largest sum of |M_ij| over a row, the norm that maxima of vectors induce.
  var maximumRowSum: Double {
    (0..<rows).map { row($0).reduce(0) { $0 + abs($1) } }.max() ?? 0
  }
}
