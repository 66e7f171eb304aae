import CTransportKernels

/// One axis of a kernel that is a product over the axes of a grid, K_ij = 2^(-c_ij), and the sums over it in
/// the log domain, which neither over- nor underflow.
///
/// The lines of an array whose last axis this is are summed eight at a time. A tile of w outputs shares the
/// exponentials of its inputs: with center_j amid the tile's c_ij and m = max over j of b_j - center_j,
///
///     sum over j of 2^(b_j - c_ij) = 2^m sum over j of 2^(center_j - c_ij) 2^(b_j - center_j - m).
///
/// w is the greatest width at which every product that matters stays within the range of Double, whatever b is; one
/// tile is the plain scaling by K, w = 1 the plain log-domain sum. Columns whose terms are below 2^-drop of
/// the sum of every row of the tile are left out; the error is at most `columns` 2^-drop.
///
/// Complexity: rows x columns / w exponentials and rows x columns multiplications a line, less what is left out.
///
/// Unsafe inside: each thread writes to the lines and rows of its own part only, and to its own work space.
struct AxisKernel: Sendable {
  let rows: Int
  let columns: Int
  private let exponents: [Double]
  private let stride: Int
  private let tile: Int
  private let isConvex: Bool
  private let drop: Double
  private let kernels: KernelTable

  /// - Parameters:
  ///   - costs: c before scaling; exponents are `scale` times these.
  ///   - step: the greatest difference of two neighbours in a column of `costs`.
  ///   - isConvex: whether c_ij - c_ik is monotone in i, as for convex costs of the distance.
  init(
    costs: Matrix, scale: Double, step: Double, isConvex: Bool, drop: Double,
    kernels: KernelTable = .best
  ) {
    rows = costs.rows
    columns = costs.columns
    stride = (columns + 7) / 8 * 8
    self.isConvex = isConvex
    self.drop = drop
    self.kernels = kernels
    exponents = Self.padded(costs, scale: scale, stride: stride)
    // Half the variation of a column, in both factors of a term, and `drop` must fit in 2^-1021.
    let width = 1 + (1000 - drop) / (step * scale)
    tile = width >= 64 ? 64 : width >= 4 ? Int(width) / 4 * 4 : max(1, Int(width))
  }

  private static func padded(_ costs: Matrix, scale: Double, stride: Int) -> [Double] {
    var result = [Double](repeating: 0, count: costs.rows * stride)
    for i in 0..<costs.rows {
      for j in 0..<costs.columns {
        result[i * stride + j] = costs.elements[i * costs.columns + j] * scale
      }
    }
    return result
  }

  /// Logarithms to base two of sums over j, for each line t of `logs` (lines x columns), as rows x lines:
  /// out[i, t] = log2 sum over j of 2^(b[t, j] - c_ij); -infinity for a line without terms.
  func logSums(_ logs: [Double]) -> [Double] {
    run(logs, carried: nil, averagesCost: false, withMeans: false).logs
  }

  /// The same, and the averages of the numbers a that the terms carry (and of the exponents c_ij):
  /// means[i, t] = sum over j of (a[t, j] + c_ij) 2^(b[t, j] - c_ij) / sum over j of 2^(b[t, j] - c_ij).
  func logSums(
    _ logs: [Double], averaging carried: [Double]?, includingCost: Bool
  ) -> (logs: [Double], means: [Double]) {
    run(logs, carried: carried, averagesCost: includingCost, withMeans: true)
  }

  private func run(
    _ logs: [Double], carried: [Double]?, averagesCost: Bool, withMeans: Bool
  ) -> (logs: [Double], means: [Double]) {
    let lines = logs.count / columns
    var means = [Double](repeating: 0, count: withMeans ? rows * lines : 0)
    let sums = [Double](unsafeUninitializedCapacity: rows * lines) { out, count in
      count = rows * lines
      exponents.withUnsafeBufferPointer { costs in
        var axis = otk_axis()
        (axis.rows, axis.columns, axis.lines) = (rows, columns, lines)
        (axis.exponents, axis.stride, axis.tile) = (costs.baseAddress, stride, tile)
        (axis.drop, axis.convex) = (drop, isConvex ? 1 : 0)
        axis.averages_cost = averagesCost ? 1 : 0
        logs.withUnsafeBufferPointer { logs in
          means.withUnsafeMutableBufferPointer { means in
            let target = withMeans ? means.baseAddress : nil
            guard let carried else {
              return share(axis, logs.baseAddress, nil, out.baseAddress, target)
            }
            carried.withUnsafeBufferPointer {
              share(axis, logs.baseAddress, $0.baseAddress, out.baseAddress, target)
            }
          }
        }
      }
    }
    return (sums, means)
  }

  /// Divides the lines among the threads, or the tiles where there are few lines.
  private func share(
    _ axis: otk_axis, _ logs: UnsafePointer<Double>?, _ carried: UnsafePointer<Double>?,
    _ out: UnsafeMutablePointer<Double>?, _ means: UnsafeMutablePointer<Double>?
  ) {
    let groups = (axis.lines + 7) / 8
    let tiles = (rows + tile - 1) / tile
    let kernel = kernels.grid.pointee
    func work(_ groups: Range<Int>, _ tiles: Range<Int>) {
      var (axis, part) = (axis, otk_axis_part())
      (part.first_group, part.last_group) = (groups.lowerBound, groups.upperBound)
      (part.first_tile, part.last_tile) = (tiles.lowerBound, tiles.upperBound)
      let scratch = ScratchArray<Double>(
        uninitialized: otk_axis_work(&axis, &part, means == nil ? 0 : 1))
      kernel.axis_sums(&axis, &part, logs, carried, out, means, scratch.base)
    }
    // A call of a thread is worth about 10^5 products.
    if groups >= ParallelLoop.threadCount {
      ParallelLoop.run(count: groups, grain: 1 + 100_000 / (rows * columns)) { work($0, 0..<tiles) }
    } else {
      let grain = 1 + 100_000 / (tile * columns)
      ParallelLoop.run(count: tiles, grain: grain) { work(0..<groups, $0) }
    }
  }
}
