import CFFTW
import Foundation

/// A real transform along one axis of a grid: values f at the centres of n cells of width 1/n, (i +
/// 1/2)/n, or at points between them, as sums of eigenfunctions of the second difference with the
/// conditions at both ends.
enum AxisBasis: Sendable {
  /// cos(pi k x), k = 0..<n, at cell centres: zero slope at both ends (DCT-II).
  case cosine
  /// sin(pi k x), k = 1...n, at cell centres: zero value at both ends (DST-II).
  case sine
  /// sin(pi k x), k = 1...n, at the n inner faces of n + 1 cells: zero value at both ends (DST-I).
  case innerFaces
  /// cos and sin of 2 pi k x, at cell centres or faces of a periodic axis, in FFTW's half-complex
  /// order: cosines of frequency 0, 1, ..., n/2, then sines of frequency (n - 1)/2, ..., 1.
  case periodic

  /// The wave number, in radians a unit of the axis' length, of each coefficient.
  func waveNumbers(count n: Int) -> [Double] {
    switch self {
    case .cosine: (0..<n).map { .pi * Double($0) }
    case .sine, .innerFaces: (1...n).map { .pi * Double($0) }
    case .periodic: (0..<n).map { 2 * .pi * Double(min($0, n - $0)) }
    }
  }

  /// Cells along an axis that has n values.
  func cells(count n: Int) -> Int { self == .innerFaces ? n + 1 : n }

  fileprivate var forward: fftw_r2r_kind {
    switch self {
    case .cosine: FFTW_REDFT10
    case .sine: FFTW_RODFT10
    case .innerFaces: FFTW_RODFT00
    case .periodic: FFTW_R2HC
    }
  }

  fileprivate var inverse: fftw_r2r_kind {
    switch self {
    case .cosine: FFTW_REDFT01
    case .sine: FFTW_RODFT01
    case .innerFaces: FFTW_RODFT00
    case .periodic: FFTW_HC2R
    }
  }

  /// What the inverse of the forward transform multiplies by.
  fileprivate func scale(count n: Int) -> Double {
    switch self {
    case .cosine, .sine: 2 * Double(n)
    case .innerFaces: 2 * Double(n + 1)
    case .periodic: Double(n)
    }
  }
}

/// Forward and inverse transforms of arrays of one shape (row-major), any basis along each axis, in
/// place, by FFTW.
///
/// Unsafe inside: FFTW's planner is not thread-safe, so plans are made and destroyed under one
/// lock; a plan is only read when it is executed, on the array handed in, and was made for
/// unaligned arrays of exactly `count` numbers. Hence unchecked.
///
/// Plans are estimated, not measured, so that results do not depend on the timings of a run.
/// Complexity: O(N log N) for N numbers, no memory beyond FFTW's buffers of a line.
final class SpectralPlan: @unchecked Sendable {
  let shape: [Int]
  let bases: [AxisBasis]
  let count: Int
  /// 1 / (inverse of forward).
  private let normalization: Double
  private let forwardPlan: fftw_plan
  private let inversePlan: fftw_plan

  private static let planner = NSLock()
  private static let threads: Bool = fftw_init_threads() != 0
  /// Numbers below which a thread costs more than it gains.
  private static let threadGrain = 1 << 15

  init(shape: [Int], bases: [AxisBasis]) {
    precondition(shape.count == bases.count && !shape.isEmpty && shape.allSatisfy { $0 > 0 })
    self.shape = shape
    self.bases = bases
    let count = shape.reduce(1, *)
    self.count = count
    normalization = 1 / zip(shape, bases).reduce(1) { $0 * $1.1.scale(count: $1.0) }
    let scratch = ScratchArray<Double>(uninitialized: count)
    let extents = shape.map(Int32.init)
    func plan(_ kinds: [fftw_r2r_kind]) -> fftw_plan {
      fftw_plan_r2r(
        Int32(extents.count), extents, scratch.base, scratch.base, kinds,
        FFTW_ESTIMATE | FFTW_UNALIGNED)!
    }
    Self.planner.lock()
    defer { Self.planner.unlock() }
    if Self.threads {
      fftw_plan_with_nthreads(
        Int32(max(1, min(ParallelLoop.threadCount, count / Self.threadGrain))))
    }
    forwardPlan = plan(bases.map(\.forward))
    inversePlan = plan(bases.map(\.inverse))
  }

  deinit {
    Self.planner.lock()
    fftw_destroy_plan(forwardPlan)
    fftw_destroy_plan(inversePlan)
    Self.planner.unlock()
  }

  /// Values to coefficients, unnormalised.
  func forward(_ values: inout [Double]) { execute(forwardPlan, &values) }

  /// Coefficients to values; the inverse of ``forward(_:)``, divisions included.
  func inverse(_ coefficients: inout [Double]) {
    execute(inversePlan, &coefficients)
    for i in coefficients.indices { coefficients[i] *= normalization }
  }

  /// values -> inverse(f(sum over k of terms[k][i_k]) * forward(values)): a function of an operator whose
  /// eigenvalues are sums of one number an axis.
  @inline(__always)
  func apply(_ terms: [[Double]], to values: inout [Double], _ f: (Double) -> Double) {
    execute(forwardPlan, &values)
    let last = terms[terms.count - 1]
    let outer = outerSum(Array(terms.dropLast()))
    values.withUnsafeMutableBufferPointer { buffer in
      // Unchecked because each thread writes to its own rows.
      nonisolated(unsafe) let base = buffer.baseAddress!
      ParallelLoop.run(count: outer.count, grain: 1 + 16384 / last.count) { rows in
        for row in rows {
          let (start, sum) = (row * last.count, outer[row])
          for k in 0..<last.count { base[start + k] *= f(sum + last[k]) * normalization }
        }
      }
    }
    execute(inversePlan, &values)
  }

  private func execute(_ plan: fftw_plan, _ values: inout [Double]) {
    precondition(values.count == count)
    values.withUnsafeMutableBufferPointer { buffer in
      fftw_execute_r2r(plan, buffer.baseAddress!, buffer.baseAddress!)
    }
  }
}
