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
/// place, by FFTW, axis by axis.
///
/// Plans are estimated, not measured, so that results do not depend on the timings of a run.
/// Complexity: O(N log N) for N numbers, no memory beyond FFTW's buffers of some lines.
struct SpectralPlan: Sendable {
  let shape: [Int]
  let bases: [AxisBasis]
  let count: Int
  /// 1 / (inverse of forward).
  private let normalization: Double
  private let forwardLines: [LineTransforms]
  private let inverseLines: [LineTransforms]

  init(shape: [Int], bases: [AxisBasis]) {
    precondition(shape.count == bases.count && !shape.isEmpty && shape.allSatisfy { $0 > 0 })
    self.shape = shape
    self.bases = bases
    count = shape.reduce(1, *)
    normalization = 1 / zip(shape, bases).reduce(1) { $0 * $1.1.scale(count: $1.0) }
    func lines(_ kind: (AxisBasis) -> fftw_r2r_kind) -> [LineTransforms] {
      shape.indices.map { k in
        LineTransforms(
          kind: kind(bases[k]), count: shape[k], stride: shape[(k + 1)...].reduce(1, *))
      }
    }
    forwardLines = lines(\.forward)
    inverseLines = lines(\.inverse).reversed()
  }

  /// Values to coefficients, unnormalised.
  func forward(_ values: inout [Double]) { execute(forwardLines, &values) }

  /// Coefficients to values; the inverse of ``forward(_:)``, divisions included.
  func inverse(_ coefficients: inout [Double]) {
    execute(inverseLines, &coefficients)
    let factor = normalization
    ParallelLoop.update(&coefficients) { value, _ in value * factor }
  }

  /// values -> inverse(multiplier * forward(values)): the operator with the multipliers as
  /// eigenvalues.
  func apply(_ multiplier: [Double], to values: inout [Double]) {
    precondition(multiplier.count == count)
    execute(forwardLines, &values)
    let factor = normalization
    ParallelLoop.update(&values) { value, i in value * (multiplier[i] * factor) }
    execute(inverseLines, &values)
  }

  /// The same with the multipliers f(sum over k of terms[k][i_k]): a function of an operator whose
  /// eigenvalues are sums of one number an axis.
  @inline(__always)
  func apply(_ terms: [[Double]], to values: inout [Double], _ f: (Double) -> Double) {
    precondition(values.count == count)
    values.withUnsafeMutableBufferPointer { apply(terms, $0.baseAddress!, f) }
  }

  /// The same on an array that several threads share.
  @inline(__always)
  func apply(_ terms: [[Double]], to values: PaddedArray<Double>, _ f: (Double) -> Double) {
    precondition(values.count == count)
    apply(terms, values.base, f)
  }

  @inline(__always)
  private func apply(
    _ terms: [[Double]], _ base: UnsafeMutablePointer<Double>, _ f: (Double) -> Double
  ) {
    for axis in forwardLines { axis.execute(base, count: count) }
    let last = terms[terms.count - 1]
    let outer = outerSum(Array(terms.dropLast()))
    // Unchecked because each thread writes to its own rows.
    nonisolated(unsafe) let base = base
    ParallelLoop.run(count: outer.count, grain: 1 + 16384 / last.count) { rows in
      for row in rows {
        let (start, sum) = (row * last.count, outer[row])
        for k in 0..<last.count { base[start + k] *= f(sum + last[k]) * normalization }
      }
    }
    for axis in inverseLines { axis.execute(base, count: count) }
  }

  private func execute(_ lines: [LineTransforms], _ values: inout [Double]) {
    precondition(values.count == count)
    values.withUnsafeMutableBufferPointer { buffer in
      for axis in lines { axis.execute(buffer.baseAddress!, count: count) }
    }
  }
}

/// The transforms of all lines along one axis, some lines at a time.
///
/// Unsafe inside: FFTW's planner is not thread-safe, so plans are made and destroyed under one
/// lock; executing one only reads it, and each thread hands in lines of its own, of the length and
/// stride planned for. Hence unchecked.
private final class LineTransforms: @unchecked Sendable {
  private let count: Int
  private let stride: Int
  private let several: fftw_plan
  private let one: fftw_plan

  private static let planner = NSLock()
  /// Lines at a time: neighbours share cache lines where the stride is long.
  private static let group = 16
  /// Numbers worth a thread of their own.
  private static let grain = 1 << 14

  init(kind: fftw_r2r_kind, count: Int, stride: Int) {
    self.count = count
    self.stride = stride
    // An estimated plan does not look at the array.
    let scratch = ScratchArray<Double>(uninitialized: Self.group * count)
    var (extent, kind) = (Int32(count), kind)
    func plan(_ lines: Int) -> fftw_plan {
      let (step, distance) = (Int32(stride), Int32(stride > 1 ? 1 : count))
      return fftw_plan_many_r2r(
        1, &extent, Int32(lines), scratch.base, nil, step, distance, scratch.base, nil, step,
        distance, &kind, FFTW_ESTIMATE | FFTW_UNALIGNED)!
    }
    Self.planner.lock()
    defer { Self.planner.unlock() }
    several = plan(Self.group)
    one = plan(1)
  }

  deinit {
    Self.planner.lock()
    fftw_destroy_plan(several)
    fftw_destroy_plan(one)
    Self.planner.unlock()
  }

  /// Transforms the lines of an array of `total` numbers in place.
  func execute(_ base: UnsafeMutablePointer<Double>, count total: Int) {
    let lines = total / count
    let blocks = stride > 1 ? (stride + Self.group - 1) / Self.group : 1
    let outer = stride > 1 ? lines / stride : (lines + Self.group - 1) / Self.group
    // Unchecked because each thread transforms lines of its own.
    nonisolated(unsafe) let base = base
    ParallelLoop.run(count: outer * blocks, grain: 1 + Self.grain / (count * Self.group)) { range in
      for task in range {
        if stride > 1 {
          let first = task % blocks * Self.group
          transform(
            base + task / blocks * count * stride + first, min(Self.group, stride - first), 1)
        } else {
          let first = task * Self.group
          transform(base + first * count, min(Self.group, lines - first), count)
        }
      }
    }
  }

  private func transform(_ start: UnsafeMutablePointer<Double>, _ lines: Int, _ distance: Int) {
    if lines == Self.group { return fftw_execute_r2r(several, start, start) }
    for line in 0..<lines {
      fftw_execute_r2r(one, start + line * distance, start + line * distance)
    }
  }
}
