/// The inner product of two equally long lists: plain sums over blocks, in parallel, added up with
/// compensation.
///
/// The blocks are fixed, so the result does not depend on the thread count. Its error is at most
/// 1024 ulp of the sum of magnitudes, and some ten in practice.
func blockedDot(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count)
  let size = 4096
  return ParallelLoop.map(count: (x.count + size - 1) / size, grain: 8) { block in
    let end = min((block + 1) * size, x.count)
    var sums = SIMD4<Double>.zero
    var i = block * size
    while i + 4 <= end {
      // A fused multiply-add would be a call of the C library on the baseline processor.
      let a = SIMD4(x[i], x[i + 1], x[i + 2], x[i + 3])
      sums += a * SIMD4(y[i], y[i + 1], y[i + 2], y[i + 3])
      i += 4
    }
    while i < end {
      sums[0] += x[i] * y[i]
      i += 1
    }
    return sums.sum()
  }.compensatedSum()
}
