import Foundation

/// The gradient of a ground cost in its first point, grad_x c(x_i, y_j), for the pairs of two clouds.
///
/// With z = x - y and r = |z|:
/// - squared Euclidean: 2 z;
/// - power p, Euclidean being p = 1: p r^(p-1) z / r, and zero at r = 0, a subgradient for p >= 1;
/// - manhattan: sign z_k, zero at z_k = 0: the middle of the subdifferential;
/// - chebyshev: sign z_k for the first k with the greatest |z_k|, zero elsewhere: a subgradient;
/// - cosine: (x^ (x^ . d) - d) / |x| with d = y^ - x^, hats being unit vectors. This form of x^ (x^ . y^) - y^ keeps its
///   digits where x and y are nearly parallel.
///
/// All these costs are symmetric, so that grad_y c(x, y) = grad_x c(y, x).
/// Complexity: O(d) a pair.
struct CostGradient: Sendable {
  private enum Formula {
    case squared, manhattan, chebyshev, cosine
    case power(Double)
  }

  private let formula: Formula
  /// The points; for cosine, divided by their lengths.
  private let source: Matrix
  private let target: Matrix
  /// 1 / |x_i|, for cosine only.
  private let inverseLengths: [Double]

  /// - Throws: `notApplicable` for a custom cost.
  init(source: Matrix, target: Matrix, cost: GroundCost) throws(TransportError) {
    switch cost {
    case .squaredEuclidean, .power(2): formula = .squared
    case .euclidean: formula = .power(1)
    case .power(let p): formula = .power(p)
    case .manhattan: formula = .manhattan
    case .chebyshev: formula = .chebyshev
    case .cosine: formula = .cosine
    case .custom:
      throw .notApplicable(
        method: "gradient in the points", reason: "a custom cost comes without its derivative",
        remedy: "Choose a named cost, or differentiate yours and sum over the plan.")
    }
    if case .cosine = cost {
      self.source = source.mapRows(unit)
      self.target = target.mapRows(unit)
      inverseLengths = (0..<source.rows).map { Self.inverseLength(source.row($0)) }
    } else {
      self.source = source
      self.target = target
      inverseLengths = []
    }
  }

  /// The gradients of a geometry's costs in its source points; exchanged, in its target points.
  ///
  /// - Throws: `notApplicable` for costs that come as a matrix, or a custom cost.
  init(_ geometry: Geometry, exchanged: Bool = false) throws(TransportError) {
    guard let origin = geometry.origin else {
      throw .notApplicable(
        method: "gradient in the points", reason: "the costs are a matrix without points",
        remedy: "Make the problem from two point clouds, or ask for the gradient in the weights.")
    }
    let (x, y) = exchanged ? (origin.target, origin.source) : (origin.source, origin.target)
    try self.init(source: x, target: y, cost: origin.cost)
  }

  var dimension: Int { source.columns }
  var isSquared: Bool { if case .squared = formula { true } else { false } }

  /// sum += weight grad_x c(x_i, y_j).
  func add(_ weight: Double, _ i: Int, _ j: Int, to sum: inout [Double]) {
    switch formula {
    case .squared: for k in sum.indices { sum[k] += 2 * weight * difference(i, j, k) }
    case .manhattan:
      for k in sum.indices { sum[k] += weight * Self.sign(difference(i, j, k)) }
    case .chebyshev: addChebyshev(weight, i, j, to: &sum)
    case .cosine: addCosine(weight, i, j, to: &sum)
    case .power(let p): addPower(p, weight, i, j, to: &sum)
    }
  }

  private func difference(_ i: Int, _ j: Int, _ k: Int) -> Double { source[i, k] - target[j, k] }

  private static func sign(_ z: Double) -> Double { z > 0 ? 1 : z < 0 ? -1 : 0 }

  private func addChebyshev(_ weight: Double, _ i: Int, _ j: Int, to sum: inout [Double]) {
    var largest = 0
    for k in sum.indices where abs(difference(i, j, k)) > abs(difference(i, j, largest)) {
      largest = k
    }
    sum[largest] += weight * Self.sign(difference(i, j, largest))
  }

  private func addPower(
    _ p: Double, _ weight: Double, _ i: Int, _ j: Int, to sum: inout [Double]
  ) {
    var largest = 0.0
    for k in sum.indices { largest = max(largest, abs(difference(i, j, k))) }
    guard largest > 0 else { return }
    // Scaled by the largest difference, no square overflows or vanishes.
    var squares = 0.0
    for k in sum.indices {
      let z = difference(i, j, k) / largest
      squares += z * z
    }
    let length = squares.squareRoot()
    let slope = p == 1 ? 1 : p * pow(largest * length, p - 1)
    let factor = weight * slope / length
    for k in sum.indices { sum[k] += factor * (difference(i, j, k) / largest) }
  }

  private func addCosine(_ weight: Double, _ i: Int, _ j: Int, to sum: inout [Double]) {
    var along = 0.0
    for k in sum.indices { along -= source[i, k] * difference(i, j, k) }
    let factor = weight * inverseLengths[i]
    for k in sum.indices { sum[k] += factor * (along * source[i, k] + difference(i, j, k)) }
  }

  private static func inverseLength(_ x: [Double]) -> Double {
    let largest = x.reduce(0) { max($0, abs($1)) }
    let squares = x.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
    return 1 / squares.squareRoot() / largest
  }
}

extension GroundCost {
  /// grad_x c(x, y), the derivative of the cost of a pair in its first point; a subgradient where |x - y|, its
  /// coordinates or their maximum have a kink, and zero at x = y.
  ///
  /// - Throws: `notApplicable` for a custom cost, `shapeMismatch`, `nonFinite`, `invalidCost` for a cosine at the
  ///   origin.
  public func gradient(_ x: [Double], _ y: [Double]) throws(TransportError) -> [Double] {
    let source = Matrix(uncheckedRows: 1, columns: x.count, elements: x)
    let target = Matrix(uncheckedRows: 1, columns: y.count, elements: y)
    let geometry = try Geometry(source: source, target: target, cost: self)
    var sum = [Double](repeating: 0, count: x.count)
    try CostGradient(geometry).add(1, 0, 0, to: &sum)
    return sum
  }
}
