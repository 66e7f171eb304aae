import CTransportKernels

/// Kernels on rows of costs that are stored.
enum StoredRow {
  /// min over j of costs[start + j] - shift[offset + j] for j < count.
  static func reducedMinimum(
    _ costs: [Double], from start: Int, count: Int, shift: borrowing ScratchArray<Double>,
    offset: Int = 0
  ) -> RowMinimum {
    assert(start >= 0 && start + count <= costs.count && shift.count >= offset + count)
    let shift = shift.base + offset
    let found = costs.withUnsafeBufferPointer {
      KernelTable.best.table.pointee.difference_minimum($0.baseAddress! + start, shift, count)
    }
    return RowMinimum(value: found.value, column: found.index)
  }

  /// running[j] = min(running[j], costs[start + j] - shift).
  static func updateMinimum(
    _ running: borrowing ScratchArray<Double>, _ costs: [Double], from start: Int, shift: Double
  ) {
    assert(start >= 0 && start + running.count <= costs.count)
    let (target, count) = (running.base, running.count)
    costs.withUnsafeBufferPointer {
      KernelTable.best.table.pointee.update_minimum(target, $0.baseAddress! + start, shift, count)
    }
  }
}
