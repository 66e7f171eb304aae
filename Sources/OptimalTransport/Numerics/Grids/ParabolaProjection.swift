import CTransportKernels

/// Projections onto the inside of a parabola, { a + b^2 / 2 <= 0 }.
///
/// Unsafe inside: the arrays have at least `count` numbers, which debug builds check, and the
/// results must be other arrays than the points.
struct ParabolaProjection: Sendable {
  private let kernels: KernelTable

  init(kernels: KernelTable = .best) { self.kernels = kernels }

  /// (a, b)_i = the point of the inside nearest to (x, y)_i.
  func callAsFunction(
    _ x: PaddedArray<Double>, _ y: PaddedArray<Double>, count: Int, a: PaddedArray<Double>,
    b: PaddedArray<Double>
  ) {
    assert([x, y, a, b].allSatisfy { $0.count >= count })
    kernels.faces.pointee.parabola(count, x.base, y.base, a.base, b.base)
  }
}
