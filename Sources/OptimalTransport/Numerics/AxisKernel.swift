import CTransportKernels

/// One axis of a kernel that is a product over the axes of a grid, K_ij = 2^(-scale c_ij), and the sums over it in
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
  /// c_ij, rows being outputs.
  let costs: Matrix
  /// What brings c to units of log2.
  let scale: Double
  /// Whether c_ij - c_ik is monotone in i, as for convex costs of the distance.
  let isConvex: Bool
  let drop: Double
  private let tile: Int
  private let kernels: KernelTable

  /// `step` is the greatest difference of two neighbours in a column of `costs`.
  init(
    costs: Matrix, scale: Double, step: Double, isConvex: Bool, drop: Double,
    kernels: KernelTable = .best
  ) {
    self.costs = costs
    self.scale = scale
    self.isConvex = isConvex
    self.drop = drop
    self.kernels = kernels
    // Half the variation of a column, in both factors of a term, and `drop` must fit in 2^-1021.
    let width = 1 + (1000 - drop) / (step * scale)
    tile = width >= 64 ? 64 : width >= 4 ? Int(width) / 4 * 4 : max(1, Int(width))
  }

  /// Numbers that come with the terms of a sum, to be averaged over it.
  struct Averages {
    /// a, lines x columns as the terms; nil for zeros.
    var carried: [Double]?
    /// Whether scale c_ij is added.
    var includesCost: Bool
  }

  /// Logarithms to base two of sums over j, for each line t of b (lines x columns), as rows x lines:
  /// logs[i, t] = out log2 sum over j of 2^(in b[t, j] - scale c_ij), -infinity for a line without terms, and
  /// means[i, t] = the average over j of a[t, j] (+ scale c_ij) with the same terms as weights.
  func logSums(
    _ b: [Double], in scaleIn: Double = 1, out scaleOut: Double = 1, averages: Averages? = nil
  ) -> (logs: [Double], means: [Double]) {
    let lines = b.count / costs.columns
    var axis = otk_axis()
    (axis.rows, axis.columns, axis.lines) = (costs.rows, costs.columns, lines)
    (axis.scale, axis.scale_in, axis.scale_out) = (scale, scaleIn, scaleOut)
    (axis.tile, axis.drop, axis.convex) = (tile, drop, isConvex ? 1 : 0)
    axis.averages_cost = averages?.includesCost == true ? 1 : 0
    let count = costs.rows * lines
    var means = [Double](repeating: 0, count: averages == nil ? 0 : count)
    let logs = [Double](unsafeUninitializedCapacity: count) { logs, initialized in
      costs.elements.withUnsafeBufferPointer { costs in
        b.withUnsafeBufferPointer { b in
          (averages?.carried ?? []).withUnsafeBufferPointer { carried in
            means.withUnsafeMutableBufferPointer { means in
              axis.costs = costs.baseAddress
              share(
                axis, b.baseAddress, averages?.carried == nil ? nil : carried.baseAddress,
                logs.baseAddress, averages == nil ? nil : means.baseAddress)
            }
          }
        }
      }
      initialized = count
    }
    return (logs, means)
  }

  /// Divides the lines among the threads, or the tiles where there are few lines.
  private func share(
    _ axis: otk_axis, _ logs: UnsafePointer<Double>?, _ carried: UnsafePointer<Double>?,
    _ out: UnsafeMutablePointer<Double>?, _ means: UnsafeMutablePointer<Double>?
  ) {
    let groups = (axis.lines + 7) / 8
    let tiles = (costs.rows + tile - 1) / tile
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
      ParallelLoop.run(count: groups, grain: 1 + 100_000 / costs.elements.count) {
        work($0, 0..<tiles)
      }
    } else {
      let grain = 1 + 100_000 / (tile * costs.columns)
      ParallelLoop.run(count: tiles, grain: grain) { work(0..<groups, $0) }
    }
  }
}
