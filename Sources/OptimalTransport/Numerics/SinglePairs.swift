import CTransportKernels

/// Pairs of points in 32 bits for one eps: coordinates about the middle of both clouds and shifts, scaled so that an entry
/// is 2^(row shift + column shift - cost).
///
/// Unsafe inside: as for `PairCosts`. The exponents are off by about 2^-24 of the costs and shifts involved, over eps;
/// sums within a tile are off by about 2^-24 more.
struct SinglePairs: Sendable {
  /// Sums outside of this range lack terms that were too small to represent, or are saturated.
  static let sound = 0x1p-80...0x1p80

  private let metric: Int32
  private let dimension: Int
  private let rowPoints: PaddedArray<Float>
  private let columnPoints: PaddedArray<Float>
  private let columnShift: PaddedArray<Float>
  private let rate: Double
  private let kernels: KernelTable

  /// nil for costs that have no such kernel.
  init?(_ costs: PairCosts, columnShift: PaddedArray<Double>, epsilon: Double) {
    guard case .points(let metric, let factor) = costs.source else { return nil }
    if case .power = metric { return nil }
    rate = PairShifts.rate(epsilon)
    let scale = metric == .squaredEuclidean ? rate.squareRoot() : rate * factor
    let middle = costs.middle
    self.metric = metric.constants.metric
    dimension = costs.rows.dimension
    rowPoints = costs.rows.single(about: middle, scale: scale)
    columnPoints = costs.columns.single(about: middle, scale: scale)
    self.columnShift = PaddedArray(repeating: -.infinity, count: columnShift.count)
    for place in 0..<columnShift.count {
      self.columnShift[place] = Float(columnShift[place] * rate)
    }
    kernels = costs.kernels
  }

  /// sums[i] += sum over the columns of the entries; row shifts by places within the block.
  func addSums(
    rowBlock: Int, count: Int, columns range: Range<Int>, rowShift: PaddedArray<Double>,
    to sums: PaddedArray<Double>
  ) {
    assert(range.lowerBound % PointBlocks.size == 0 && range.upperBound <= columnShift.count)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: PointBlocks.size) { shift in
      for i in 0..<PointBlocks.size {
        shift.initializeElement(at: i, to: Float(rowShift[i] * rate))
      }
      var pairs = otk_single_pairs()
      pairs.metric = metric
      pairs.dimension = dimension
      // The scale holds the factor of Euclidean costs.
      pairs.factor = 1
      pairs.row_points = UnsafePointer(rowPoints.base + rowBlock * PointBlocks.size * dimension)
      pairs.column_points = UnsafePointer(columnPoints.base + range.lowerBound * dimension)
      pairs.row_shift = UnsafePointer(shift.baseAddress)
      pairs.column_shift = UnsafePointer(columnShift.base + range.lowerBound)
      kernels.table.pointee.gibbs_single_sums(
        &pairs, (count + 3) / 4 * 4, range.count, sums.base)
    }
  }
}

extension PairCosts {
  /// The middle of the box around all points.
  fileprivate var middle: [Double] {
    (0..<rows.dimension).map { k in
      var (low, high) = (Double.infinity, -Double.infinity)
      for points in [rows, columns] {
        for block in 0..<points.blocks {
          low = min(low, points.lower[block * points.dimension + k])
          high = max(high, points.upper[block * points.dimension + k])
        }
      }
      return low / 2 + high / 2
    }
  }
}

extension PointBlocks {
  /// (point - middle) * scale in 32 bits.
  fileprivate func single(about middle: [Double], scale: Double) -> PaddedArray<Float> {
    let result = PaddedArray(repeating: Float(0), count: coordinates.count)
    for run in 0..<coordinates.count / Self.size {
      let origin = middle[run % dimension]
      for place in run * Self.size..<(run + 1) * Self.size {
        result[place] = Float((coordinates[place] - origin) * scale)
      }
    }
    return result
  }
}
