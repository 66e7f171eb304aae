import CTransportKernels

/// Minima along one axis of a grid, the min-plus counterpart of ``AxisKernel``.
enum AxisMinimum {
  /// out[i, t] = min over j of c_ij - sign b[t, j], for lines t of b (lines x columns), as rows x lines: the axis that
  /// was last is first afterwards.
  ///
  /// Complexity: rows x columns a line, eight lines side by side.
  ///
  /// Unsafe inside: each thread writes to the lines of its own groups only.
  static func minima(
    _ costs: Matrix, _ b: [Double], sign: Double = 1, kernels: KernelTable = .best
  ) -> [Double] {
    let lines = b.count / costs.columns
    // A few lines fill no vector of eight; each is read along its columns.
    if lines < 4 { return fewMinima(costs, sign == 1 ? b : b.map { sign * $0 }, lines: lines) }
    var axis = otk_axis()
    (axis.rows, axis.columns, axis.lines) = (costs.rows, costs.columns, lines)
    axis.scale_in = sign
    return [Double](unsafeUninitializedCapacity: costs.rows * lines) { out, count in
      count = costs.rows * lines
      costs.elements.withUnsafeBufferPointer { elements in
        b.withUnsafeBufferPointer { b in
          axis.costs = elements.baseAddress
          let (shared, target, source) = (axis, out.baseAddress, b.baseAddress)
          ParallelLoop.run(count: (lines + 7) / 8, grain: 1 + 50_000 / elements.count) { groups in
            var axis = shared
            let scratch = ScratchArray<Double>(uninitialized: 8 * costs.columns + 64)
            kernels.grid.pointee.axis_minima(
              &axis, groups.lowerBound, groups.upperBound, source, target, scratch.base)
          }
        }
      }
    }
  }

  private static func fewMinima(_ costs: Matrix, _ b: [Double], lines: Int) -> [Double] {
    let columns = costs.columns
    return ParallelLoop.chunkedMap(count: costs.rows, grain: 1 + 50_000 / (columns * lines)) {
      range in
      let shift = ScratchArray(b)
      return range.flatMap { i in
        (0..<lines).map { t in
          StoredRow.reducedMinimum(
            costs.elements, from: i * columns, count: columns, shift: shift, offset: t * columns
          ).value
        }
      }
    }
  }
}
