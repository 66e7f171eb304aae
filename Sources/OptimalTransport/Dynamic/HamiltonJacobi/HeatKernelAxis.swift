import Foundation

/// The heat kernel of an interval without flux through its ends, between the cell centres of one
/// axis: K = exp(t nu d^2/dx^2), as c_ij = -log K_ij.
///
/// ```
/// K_ij = (1/Z) sum over k of exp(-(x_i - y_k)^2 / (4 nu t)),
/// ```
/// y_k the images of y_j in both walls. The images of all centres are a lattice, so Z, the sum over
/// it, is the same for all i: K is symmetric and its rows and columns sum to 1, for any t. It is
/// totally positive. Products K_s K_t and K_{s + t} agree to some exp(-4 pi^2 nu s t / (s + t) h^2)
/// for cells h: to rounding where nu s and nu t exceed 2 h^2.
struct HeatKernelAxis {
  /// c_ij, n x n.
  let costs: Matrix
  /// The greatest difference of neighbours in a column.
  let steepness: Double

  /// - Parameter spread: nu t, in units of length^2.
  init(axis: GridAxis, spread: Double) {
    let n = axis.count
    // In squares of cells.
    let width = 4 * spread / (axis.step * axis.step)
    // Images 2 n apart matter for many walls where the kernel is wider than the interval; there the
    // cosine series has few terms.
    let isWide = width > Double(n * n)
    let logs = isWide ? [] : Self.logarithms(count: n, width: width)
    var elements = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n {
        elements[i * n + j] =
          isWide
          ? -Self.cosineSeries(i, j, n, width)
          : -Self.logSum(logs[abs(i - j)], logs[i + j + 1])
      }
    }
    let total = (0..<n).reduce(0) { $0 + exp(-elements[$1]) }
    let shift = log(total)
    costs = Matrix(uncheckedRows: n, columns: n, elements: elements.map { $0 + shift })
    steepness = Self.steepness(elements, n)
  }

  /// log of the sum over k of exp(-(d + 2 n k)^2 / width) for distances d of 0...2n-1 cells.
  private static func logarithms(count n: Int, width: Double) -> [Double] {
    (0..<2 * n).map { d in
      // With width <= n^2 the terms beyond k = -4...3 are below exp(-36) of the largest.
      let squares = (-4...3).map { k -> Double in
        let distance = Double(d + 2 * n * k)
        return -distance * distance / width
      }
      let largest = squares.max()!
      return largest + log(squares.reduce(0) { $0 + exp($1 - largest) })
    }
  }

  private static func logSum(_ a: Double, _ b: Double) -> Double {
    max(a, b) + log1p(exp(-abs(a - b)))
  }

  /// log (1 + 2 sum over k of exp(-nu t (k pi / L)^2) cos(k pi x_i / L) cos(k pi y_j / L)).
  private static func cosineSeries(_ i: Int, _ j: Int, _ n: Int, _ width: Double) -> Double {
    var sum = 1.0
    for k in 1...4 {
      let angle = Double(k) * .pi / Double(n)
      sum +=
        2 * exp(-width / 4 * angle * angle) * cos(angle * (Double(i) + 0.5))
        * cos(angle * (Double(j) + 0.5))
    }
    return log(sum)
  }

  private static func steepness(_ elements: [Double], _ n: Int) -> Double {
    var largest = 0.0
    for cell in n..<max(n, elements.count) {
      largest = max(largest, abs(elements[cell] - elements[cell - n]))
    }
    return largest
  }
}
