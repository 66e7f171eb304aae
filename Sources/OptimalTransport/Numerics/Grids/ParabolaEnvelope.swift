/// min over y of f(y) + |x - y|^2 / (2 t) at the cell centres of a grid, y among them, with the y
/// that attains it.
///
/// It is taken axis by axis. Along an axis it is the lower envelope of the parabolas with apexes
/// (y_j, f_j): that of j passes below that of i < j from x = (y_i + y_j) / 2 + t (f_j - f_i) / (y_j
/// - y_i) on, so a stack of the parabolas of the envelope is built and read once. Complexity:
/// linear in the number of cells, for any t. Source: Felzenszwalb and Huttenlocher 2012.
struct ParabolaEnvelope: Sendable {
  let axes: [GridAxis]
  let time: Double

  /// The minima, and the cells that attain them: the first where several do.
  func callAsFunction(_ f: [Double]) -> (values: [Double], cells: [Int32]) {
    var values = f
    // For each cell, where along the axes done so far its minimum stands, as a part of the
    // row-major index.
    var cells = [Int32](repeating: 0, count: f.count)
    var inner = 1
    for axis in axes.reversed() {
      (values, cells) = LineEnvelopes(axis: axis, time: time, stride: Int32(inner))(values, cells)
      inner *= axis.count
    }
    return (values, cells)
  }
}

/// The envelopes of many lines along the last axis.
private struct LineEnvelopes {
  let axis: GridAxis
  let time: Double
  /// What one step along this axis adds to a row-major index.
  let stride: Int32

  /// Lines side by side, so that what they write fills cache lines.
  private static let group = 8

  /// Lines x n numbers to n x lines: the axis that was last is first afterwards.
  func callAsFunction(
    _ values: [Double], _ cells: [Int32]
  ) -> (values: [Double], cells: [Int32]) {
    let n = axis.count
    let lines = values.count / n
    var outCells = [Int32](repeating: 0, count: cells.count)
    let outValues = [Double](unsafeUninitializedCapacity: values.count) { out, count in
      count = values.count
      outCells.withUnsafeMutableBufferPointer { outCells in
        // Unchecked because each thread writes to the columns of its own lines.
        nonisolated(unsafe) let (out, outCells) = (out.baseAddress!, outCells.baseAddress!)
        ParallelLoop.run(count: (lines + Self.group - 1) / Self.group, grain: 1 + 2048 / n) {
          let envelope = EnvelopeOfLine(count: n)
          let line = ScratchArray<Double>(uninitialized: n)
          for group in $0 {
            let first = group * Self.group
            for t in first..<min(first + Self.group, lines) {
              for j in 0..<n { line[j] = values[t * n + j] }
              envelope.build(line, step: axis.step, time: time)
              envelope.read(line, step: axis.step, time: time) { i, j, value in
                out[i * lines + t] = value
                outCells[i * lines + t] = cells[t * n + j] + Int32(j) * stride
              }
            }
          }
        }
      }
    }
    return (outValues, outCells)
  }
}

/// The lower envelope of the parabolas of one line; scratch for a thread.
private struct EnvelopeOfLine: ~Copyable {
  /// The parabolas of the envelope, and from where on each is the lowest, in cells.
  private let apex: ScratchArray<Int>
  private let start: ScratchArray<Double>
  private let last = ScratchArray<Int>(repeating: 0, count: 1)

  init(count: Int) {
    apex = ScratchArray(uninitialized: count)
    start = ScratchArray(uninitialized: count + 1)
  }

  func build(_ f: borrowing ScratchArray<Double>, step: Double, time: Double) {
    let slope = time / (step * step)
    var top = 0
    apex[0] = 0
    start[0] = -.infinity
    for j in 1..<max(f.count, 1) {
      var crossing = Self.crossing(f, apex[top], j, slope)
      while crossing <= start[top] {
        top -= 1
        crossing = Self.crossing(f, apex[top], j, slope)
      }
      top += 1
      apex[top] = j
      start[top] = crossing
    }
    start[top + 1] = .infinity
    last[0] = top
  }

  /// Where the parabola of j falls below that of i < j, in cells.
  @inline(__always)
  private static func crossing(
    _ f: borrowing ScratchArray<Double>, _ i: Int, _ j: Int, _ slope: Double
  ) -> Double {
    Double(i + j) / 2 + slope * (f[j] - f[i]) / Double(j - i)
  }

  /// Calls `body` with each cell, the apex that attains its minimum, and the minimum.
  @inline(__always)
  func read(
    _ f: borrowing ScratchArray<Double>, step: Double, time: Double,
    _ body: (_ i: Int, _ j: Int, _ value: Double) -> Void
  ) {
    let weight = step * step / (2 * time)
    var k = 0
    for i in 0..<f.count {
      while start[k + 1] < Double(i) { k += 1 }
      let j = apex[k]
      body(i, j, f[j] + weight * Double((i - j) * (i - j)))
    }
  }
}
