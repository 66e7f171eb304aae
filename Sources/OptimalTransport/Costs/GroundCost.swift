import Foundation

/// The ground cost c(x, y): what it costs to move one unit of mass from x to y.
public enum GroundCost: Sendable {
  /// |x - y|^2, so that the transport value is W2^2.
  case squaredEuclidean
  /// |x - y|.
  case euclidean
  /// sum_k |x_k - y_k|, Monge's own.
  case manhattan
  /// max_k |x_k - y_k|.
  case chebyshev
  /// |x - y|^p with the Euclidean norm, p > 0. Convex in x - y, and thus monotone on the line, for p >= 1.
  case power(Double)
  /// 1 - x.y / (|x| |y|); no point may be the origin.
  case cosine
  /// A user's cost of two points of d coordinates each. It must be finite, and is called from
  /// several threads at once.
  case custom(@Sendable (_ x: [Double], _ y: [Double]) -> Double)

  /// The cost of one pair, by its formula.
  ///
  /// This plain evaluation is what ``Verifier`` trusts; solvers use the SIMD kernels instead.
  public func callAsFunction(_ x: [Double], _ y: [Double]) -> Double {
    switch self {
    case .squaredEuclidean: squaredDistance(x, y)
    case .euclidean: length(x, y)
    case .manhattan: zip(x, y).reduce(0) { $0 + abs($1.0 - $1.1) }
    case .chebyshev: zip(x, y).reduce(0) { max($0, abs($1.0 - $1.1)) }
    case .power(let p): pow(length(x, y), p)
    case .cosine: squaredDistance(unit(x), unit(y)) / 2
    case .custom(let cost): cost(x, y)
    }
  }

  /// The exponent p for which value^(1/p) is a distance W_p; nil where there is none.
  public var distanceExponent: Double? {
    switch self {
    case .squaredEuclidean: 2
    case .euclidean, .manhattan, .chebyshev: 1
    case .power(let p): max(p, 1)
    case .cosine, .custom: nil
    }
  }

  /// Whether on the line c(x, y) = h(x - y) with h convex, so that sorting is optimal.
  public var isConvexOnTheLine: Bool {
    switch self {
    case .squaredEuclidean, .euclidean, .manhattan, .chebyshev: true
    case .power(let p): p >= 1
    case .cosine, .custom: false
    }
  }

  /// The name that `ot --cost` takes and `--json` prints.
  public var name: String {
    switch self {
    case .squaredEuclidean: "squaredEuclidean"
    case .euclidean: "euclidean"
    case .manhattan: "manhattan"
    case .chebyshev: "chebyshev"
    case .power(let p): "power:\(p)"
    case .cosine: "cosine"
    case .custom: "custom"
    }
  }
}

private func squaredDistance(_ x: [Double], _ y: [Double]) -> Double {
  var sum = 0.0
  for (a, b) in zip(x, y) { sum += (a - b) * (a - b) }
  return sum
}

/// |x - y|, scaled by its largest difference so that no square overflows or vanishes.
private func length(_ x: [Double], _ y: [Double]) -> Double {
  var largest = 0.0
  for (a, b) in zip(x, y) { largest = max(largest, abs(a - b)) }
  if largest == 0 || (largest > 0x1p-300 && largest < 0x1p300) {
    return squaredDistance(x, y).squareRoot()
  }
  var sum = 0.0
  for (a, b) in zip(x, y) { sum += ((a - b) / largest) * ((a - b) / largest) }
  return largest * sum.squareRoot()
}

/// x/|x|, scaled by its largest entry first so that |x|^2 neither overflows nor vanishes.
func unit(_ x: [Double]) -> [Double] {
  let largest = x.reduce(0) { max($0, abs($1)) }
  let scaled = x.map { $0 / largest }
  let norm = scaled.reduce(0) { $0 + $1 * $1 }.squareRoot()
  return scaled.map { $0 / norm }
}
