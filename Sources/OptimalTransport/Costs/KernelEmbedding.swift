import Foundation

/// How the points of two clouds are stored so that a kernel's metric gives a ground cost.
///
/// - On the line |x - y| needs no square and no root.
/// - Lengths are square roots of squares, which overflow above 1e154 and vanish below 1e-162. Points
///   whose bounding box has a side beyond 2^300 or below 2^-300 are scaled by a power of two, and
///   costs scaled back.
/// - Cosine is half the squared distance of unit vectors: 1 - x.y = |x - y|^2 / 2, which keeps its
///   digits for nearly parallel vectors where 1 - x.y loses them.
struct KernelEmbedding {
  private let metric: CoordinateArray.Metric
  private let isCosine: Bool
  /// The power of two that points are divided by.
  private let scale: Double
  /// What costs are multiplied by.
  private let factor: Double

  /// - Precondition: `cost` is not custom.
  init(source: Matrix, target: Matrix, cost: GroundCost) {
    isCosine = if case .cosine = cost { true } else { false }
    let onTheLine = source.columns == 1
    var exponent: Double?
    switch cost {
    case .squaredEuclidean, .power(2), .cosine: metric = .squaredEuclidean
    case .euclidean, .power(1):
      metric = onTheLine ? .manhattan : .euclidean
      exponent = onTheLine ? nil : 1
    case .manhattan: metric = .manhattan
    case .chebyshev: metric = .chebyshev
    case .power(let p):
      metric = .power(p)
      exponent = p
    case .custom: preconditionFailure("a custom cost has no kernel")
    }
    let side = exponent == nil ? 1 : Self.longestSide(source, target)
    let isOrdinary = side == 0 || (side >= 0x1p-300 && side <= 0x1p300)
    scale = isOrdinary ? 1 : Double(sign: .plus, exponent: side.exponent, significand: 1)
    factor = isOrdinary ? 1 : pow(scale, exponent ?? 1)
  }

  /// The points as the kernels read them.
  func array(_ points: Matrix) -> CoordinateArray {
    var points = points
    if isCosine { points = points.mapRows { unit($0).map { $0 * 0.5.squareRoot() } } }
    if scale != 1 { for k in points.elements.indices { points.elements[k] /= scale } }
    return CoordinateArray(points, metric: metric, factor: factor)
  }

  /// The greatest difference of a coordinate within the box around both clouds.
  private static func longestSide(_ source: Matrix, _ target: Matrix) -> Double {
    let (low, high) = source.bounds
    let (targetLow, targetHigh) = target.bounds
    var side = 0.0
    for k in low.indices {
      side = max(side, max(high[k], targetHigh[k]) - min(low[k], targetLow[k]))
    }
    return min(side, .greatestFiniteMagnitude)
  }
}
