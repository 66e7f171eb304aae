/// The conjugate u*(x) = max over y of x.y - u(y) of a function at the cell centres of a grid, at
/// those of another.
///
/// It is taken axis by axis, max over y_1 of x_1 y_1 + (max over y_2 of x_2 y_2 - u(y_1, y_2)), and
/// along an axis by the lower convex hull of the values, whose slopes are merged with the x.
/// Complexity: linear in the number of cells, a line of scratch for each thread. Source: Lucet
/// 1997, the linear-time Legendre transform.
///
/// `exact` maximises over the cell centres alone. `smooth` fits a parabola at the maximum: y
/// between the two faces where the slope of u is that of the chords on either side, so that the
/// gradient of u* is continuous, second order where u is smooth, and nowhere off by more than half
/// a cell. At the ends the slope of u is held to be the edge of the box of x: a gradient map of one
/// box onto another takes faces to faces.
struct LegendreTransform: Sendable {
  enum Interpolation: Sendable { case exact, smooth }

  /// The axes of the grid of y and of that of x.
  let source: [GridAxis]
  let target: [GridAxis]

  /// u* on the grid of x.
  func callAsFunction(_ u: [Double], _ interpolation: Interpolation = .smooth) -> [Double] {
    var values = u
    for k in source.indices.reversed() {
      // The inner maximum enters the next one with its sign turned.
      let sign = k == source.count - 1 ? 1.0 : -1.0
      values = LineConjugates(
        source: source[k], target: target[k], sign: sign, isSmooth: interpolation == .smooth
      )(values)
    }
    return values
  }
}

/// Conjugates of many lines along the last axis.
private struct LineConjugates {
  let source: GridAxis
  let target: GridAxis
  /// What multiplies the values that come in.
  let sign: Double
  let isSmooth: Bool

  /// Lines side by side, so that what they write fills cache lines.
  private static let group = 8

  /// Lines x m values to n x lines: the axis that was last is first afterwards.
  func callAsFunction(_ values: [Double]) -> [Double] {
    let (m, n) = (source.count, target.count)
    let lines = values.count / m
    return [Double](unsafeUninitializedCapacity: n * lines) { out, count in
      count = n * lines
      // Unchecked because each thread writes to the columns of its own lines.
      nonisolated(unsafe) let out = out.baseAddress!
      values.withUnsafeBufferPointer { values in
        nonisolated(unsafe) let values = values.baseAddress!
        let groups = (lines + Self.group - 1) / Self.group
        ParallelLoop.run(count: groups, grain: 1 + 4096 / (m + n)) { range in
          let hull = ConvexHullOfLine(axis: source)
          let line = ScratchArray<Double>(uninitialized: m)
          let block = ScratchArray<Double>(uninitialized: n * Self.group)
          for group in range {
            let first = group * Self.group
            let width = min(Self.group, lines - first)
            for t in 0..<width {
              let from = values + (first + t) * m
              for j in 0..<m { line[j] = sign * from[j] }
              hull.build(line)
              hull.conjugate(line, at: target, isSmooth: isSmooth, into: block, t, Self.group)
            }
            for i in 0..<n {
              for t in 0..<width { out[i * lines + first + t] = block[i * Self.group + t] }
            }
          }
        }
      }
    }
  }
}

/// The lower convex hull of one line of values; scratch for a thread.
private struct ConvexHullOfLine: ~Copyable {
  private let axis: GridAxis
  /// Indices of the hull's points, and the slope to each from the one before.
  private let point: ScratchArray<Int>
  private let slope: ScratchArray<Double>
  private let last = ScratchArray<Int>(repeating: 0, count: 1)

  init(axis: GridAxis) {
    self.axis = axis
    point = ScratchArray(uninitialized: axis.count + 1)
    slope = ScratchArray(uninitialized: axis.count + 2)
  }

  func build(_ u: borrowing ScratchArray<Double>) {
    let inverse = 1 / axis.step
    var top = 0
    point[0] = 0
    slope[0] = -.infinity
    for j in 1..<max(axis.count, 1) {
      var chord = chordSlope(u, j, top, inverse)
      while chord <= slope[top] {
        top -= 1
        chord = chordSlope(u, j, top, inverse)
      }
      top += 1
      point[top] = j
      slope[top] = chord
    }
    last[0] = top
  }

  @inline(__always)
  private func chordSlope(
    _ u: borrowing ScratchArray<Double>, _ j: Int, _ top: Int, _ inverse: Double
  ) -> Double {
    let gap = j - point[top]
    let rise = (u[j] - u[point[top]]) * inverse
    return gap == 1 ? rise : rise / Double(gap)
  }

  /// out[i * stride + offset] = u*(x_i).
  func conjugate(
    _ u: borrowing ScratchArray<Double>, at target: GridAxis, isSmooth: Bool,
    into out: borrowing ScratchArray<Double>, _ offset: Int, _ stride: Int
  ) {
    let (top, step, lower) = (last[0], axis.step, axis.lower)
    let (targetLower, targetStep) = (target.lower, target.step)
    slope[0] = top > 0 ? min(target.lower, slope[1]) : target.lower
    slope[top + 1] = top > 0 ? max(target.upper, slope[top]) : target.upper
    var t = 0
    for i in 0..<target.count {
      let x = targetLower + (Double(i) + 0.5) * targetStep
      while t < top && slope[t + 1] <= x { t += 1 }
      let j = point[t]
      var value = x * (lower + (Double(j) + 0.5) * step) - u[j]
      if isSmooth {
        let (low, high) = (slope[t], slope[t + 1])
        let offset = x - (low + high) / 2
        value += offset * offset * step / (2 * max(high - low, 1e-300))
      }
      out[i * stride + offset] = value
    }
  }
}
