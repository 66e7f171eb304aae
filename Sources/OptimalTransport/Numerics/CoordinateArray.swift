import CTransportKernels

/// A cloud stored coordinate by coordinate, as the SIMD kernels read it.
///
/// Unsafe inside: the arrays live as long as each kernel call that borrows them, and `shift` and
/// `out` must hold `count` elements, `point` must hold `dimension`, which debug builds check.
struct CoordinateArray: Sendable {
  let count: Int
  let dimension: Int
  let metric: Metric
  private let coordinates: [Double]
  private let points: [Double]
  let factor: Double
  private let kernels: KernelTable

  /// The metrics that have kernels; the exponent belongs to `power`.
  enum Metric: Sendable, Equatable {
    case squaredEuclidean, euclidean, manhattan, chebyshev
    case power(Double)
  }

  /// `factor` multiplies Euclidean costs and powers of them, for points that were scaled.
  init(_ matrix: Matrix, metric: Metric, factor: Double = 1, kernels: KernelTable = .best) {
    self.factor = factor
    self.kernels = kernels
    count = matrix.rows
    dimension = matrix.columns
    self.metric = metric
    points = matrix.elements
    coordinates = matrix.transposed.elements
  }

  /// Whether each cost takes a call of pow.
  var usesGeneralPower: Bool {
    if case .power(let p) = metric { !Metric.isHalfInteger(p) } else { false }
  }

  /// The points, as they are stored.
  var matrix: Matrix { Matrix(uncheckedRows: count, columns: dimension, elements: points) }

  /// The cost between `point(i)` of another cloud and point j of this one.
  func cost(from other: CoordinateArray, _ i: Int, to j: Int) -> Double {
    assert(j >= 0 && j < count)
    return withCloud(from: other, i) { kernels.table.pointee.cost($0, $1, j) }
  }

  /// out[j] = c(point i of `other`, y_j) - shift[j].
  func reducedCosts(
    from other: CoordinateArray, _ i: Int, shift: borrowing ScratchArray<Double>,
    into out: borrowing ScratchArray<Double>
  ) {
    assert(shift.count >= count && out.count >= count)
    let (shift, out) = (shift.base, out.base)
    withCloud(from: other, i) { kernels.table.pointee.reduced_costs($0, $1, shift, out) }
  }

  /// min over j of c(point i of `other`, y_j) - shift[j], with the least minimiser.
  func reducedMinimum(
    from other: CoordinateArray, _ i: Int, shift: borrowing ScratchArray<Double>,
    offset: Int = 0
  ) -> RowMinimum {
    assert(offset >= 0 && shift.count >= offset + count)
    let shift = shift.base + offset
    let found = withCloud(from: other, i) {
      kernels.table.pointee.reduced_cost_minimum($0, $1, shift)
    }
    return RowMinimum(value: found.value, column: found.index)
  }

  @inline(__always)
  private func withCloud<Result>(
    from other: CoordinateArray, _ i: Int,
    _ body: (UnsafePointer<otk_cloud>, UnsafePointer<Double>) -> Result
  ) -> Result {
    assert(other.dimension == dimension && i >= 0 && i < other.count)
    return coordinates.withUnsafeBufferPointer { mine in
      other.points.withUnsafeBufferPointer { theirs in
        var cloud = otk_cloud()
        (cloud.metric, cloud.exponent, cloud.halves) = metric.constants
        cloud.factor = factor
        cloud.dimension = dimension
        cloud.count = count
        cloud.coordinates = mine.baseAddress
        return body(&cloud, theirs.baseAddress! + i * dimension)
      }
    }
  }
}

extension CoordinateArray.Metric {
  /// The metric, exponent and number of halves as the kernels take them.
  var constants: (metric: Int32, exponent: Double, halves: Int32) {
    switch self {
    case .squaredEuclidean: (Int32(OTK_SQUARED_EUCLIDEAN), 2, 0)
    case .euclidean: (Int32(OTK_EUCLIDEAN), 1, 0)
    case .manhattan: (Int32(OTK_MANHATTAN), 1, 0)
    case .chebyshev: (Int32(OTK_CHEBYSHEV), 1, 0)
    case .power(let p) where Self.isHalfInteger(p): (Int32(OTK_HALF_POWER), p, Int32(2 * p))
    case .power(let p): (Int32(OTK_POWER), p, 0)
    }
  }

  /// Halves of small integers, the usual powers, need no pow, which costs 30 times more.
  fileprivate static func isHalfInteger(_ p: Double) -> Bool {
    p <= 8 && 2 * p == (2 * p).rounded()
  }
}

/// The least reduced cost of a row, and the least column that attains it.
struct RowMinimum: Sendable, Equatable {
  var value: Double
  var column: Int
}
