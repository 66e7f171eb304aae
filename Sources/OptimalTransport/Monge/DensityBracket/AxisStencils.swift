/// Rules that make each value along a new axis a sum of some neighbours along an old one.
struct AxisStencils: Sendable {
  /// Values along the old axis.
  let count: Int
  /// The first neighbour of each new value, and the weights of all of them, `width` each.
  private let first: [Int]
  private let weights: [Double]
  private let width: Int

  /// - Parameter rows: the first neighbour and the weights of each new value, equally many.
  init(count: Int, rows: [(first: Int, weights: [Double])]) {
    self.count = count
    first = rows.map(\.first)
    weights = rows.flatMap(\.weights)
    width = rows[0].weights.count
  }

  /// Applies the rules to an axis that has `inner` numbers from one value to the next.
  func callAsFunction(_ values: [Double], inner: Int) -> [Double] {
    let outer = values.count / (count * inner)
    return ParallelLoop.chunkedMap(count: outer * first.count, grain: 1 + 16384 / inner) { range in
      var result = [Double](repeating: 0, count: range.count * inner)
      for (place, row) in range.enumerated() {
        let (block, i) = row.quotientAndRemainder(dividingBy: first.count)
        for k in 0..<width {
          let weight = weights[i * width + k]
          let from = (block * count + first[i] + k) * inner
          for t in 0..<inner { result[place * inner + t] += weight * values[from + t] }
        }
      }
      return result
    }
  }

  /// One rule an axis, applied to all axes of an array.
  static func apply(_ rules: [AxisStencils], to values: [Double]) -> [Double] {
    var (result, inner) = (values, 1)
    for rule in rules.reversed() {
      result = rule(result, inner: inner)
      inner *= rule.first.count
    }
    return result
  }
}

extension AxisStencils {
  /// From the centres of n cells to the faces of their r parts each: the cubic through the four
  /// nearest centres, or the polynomial through all of fewer.
  static func centersToNodes(_ n: Int, parts r: Int) -> AxisStencils {
    let width = min(4, n)
    return AxisStencils(
      count: n,
      rows: (0...n * r).map { node in
        let place = Double(node) / Double(r) - 0.5
        let first = min(max(Int(place.rounded(.down)) - 1, 0), n - width)
        return (first, (0..<width).map { weight($0, place - Double(first), width) })
      })
  }

  /// Lagrange's weight of point k of 0..<n at a place.
  private static func weight(_ k: Int, _ place: Double, _ n: Int) -> Double {
    (0..<n).filter { $0 != k }.reduce(1) { $0 * (place - Double($1)) / Double(k - $1) }
  }

  /// From nodes to the means, over n cells of r parts each, of the piecewise linear function.
  static func nodesToCells(_ n: Int, parts r: Int) -> AxisStencils {
    let weights = (0...r).map { ($0 == 0 || $0 == r ? 0.5 : 1) / Double(r) }
    return AxisStencils(count: n * r + 1, rows: (0..<n).map { ($0 * r, weights) })
  }

  /// From nodes to the parts between them: their mean, or the slope times the length of a part.
  static func nodesToParts(_ parts: Int, slope: Bool) -> AxisStencils {
    let weights = slope ? [-1, 1] : [0.5, 0.5]
    return AxisStencils(count: parts + 1, rows: (0..<parts).map { ($0, weights) })
  }

  /// From n cells of r parts each to the nodes: the greater of the cells that touch, as a sum.
  static func cellsToNodes(_ n: Int, parts r: Int) -> AxisStencils {
    AxisStencils(
      count: n,
      rows: (0...n * r).map { node in
        let (low, high) = (max(node - 1, 0) / r, min(node, n * r - 1) / r)
        return (
          min(low, max(n - 2, 0)),
          (0..<min(n, 2)).map {
            let cell = min(low, max(n - 2, 0)) + $0
            return cell == low || cell == high ? 1 : 0
          }
        )
      })
  }
}
