extension ParallelLoop {
  /// Numbers worth a thread of their own, where each takes a few operations.
  private static let arrayGrain = 1 << 15

  /// values[i] = f(values[i], i).
  @inline(__always)
  static func update(_ values: inout [Double], _ f: (Double, Int) -> Double) {
    values.withUnsafeMutableBufferPointer { buffer in
      // Unchecked because each thread writes to its own range.
      nonisolated(unsafe) let base = buffer.baseAddress
      run(count: buffer.count, grain: arrayGrain) { range in
        guard let base else { return }
        for i in range { base[i] = f(base[i], i) }
      }
    }
  }

  /// sum of a_i b_i, in blocks that do not depend on the number of threads.
  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    precondition(a.count == b.count)
    let block = 1024
    return chunkedMap(count: (a.count + block - 1) / block, grain: 16) { range in
      range.map { piece in
        var sum = 0.0
        for i in piece * block..<min(a.count, (piece + 1) * block) { sum += a[i] * b[i] }
        return sum
      }
    }.compensatedSum()
  }
}
