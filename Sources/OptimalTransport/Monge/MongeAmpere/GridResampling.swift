/// Weights that make each value of a new axis from values of an old one.
private struct AxisResampling {
  /// (old index, weight), a list for each new index.
  let rows: [[(Int, Double)]]

  /// The means over m cells that fill the same interval as n cells.
  static func averages(from n: Int, to m: Int) -> AxisResampling {
    let ratio = Double(n) / Double(m)
    return AxisResampling(
      rows: (0..<m).map { i in
        let (lower, upper) = (Double(i) * ratio, Double(i + 1) * ratio)
        let cells = Int(lower)...min(n - 1, Int(upper))
        return cells.map { (min(upper, Double($0 + 1)) - max(lower, Double($0))) / ratio }
          .enumerated().map { (cells.lowerBound + $0.offset, $0.element) }
          .filter { $0.1 > 0 }
      })
  }

  /// The cubics through four values at cell centres, at the centres of m cells.
  static func cubic(from n: Int, to m: Int, folded: (Int) -> Int) -> AxisResampling {
    AxisResampling(
      rows: (0..<m).map { i in
        let position = (Double(i) + 0.5) * Double(n) / Double(m) - 0.5
        let first = Int(position.rounded(.down)) - 1
        return (0..<4).map { node in
          let weight = (0..<4).filter { $0 != node }.reduce(1.0) {
            $0 * (position - Double(first + $1)) / Double(node - $1)
          }
          return (folded(first + node), weight)
        }
      })
  }

  /// The cubics through four values at the centres of n cells and of one more on either side, at
  /// the centres of m cells and of one more on either side.
  static func paddedCubic(from n: Int, to m: Int) -> AxisResampling {
    AxisResampling(
      rows: (-1...m).map { i in
        let position = (Double(i) + 0.5) * Double(n) / Double(m) - 0.5
        let first = max(-1, min(n - 3, Int(position.rounded(.down)) - 1))
        let nodes = Array(first..<min(first + 4, n + 1))
        return nodes.map { node in
          let weight = nodes.filter { $0 != node }.reduce(1.0) {
            $0 * (position - Double($1)) / Double(node - $1)
          }
          return (node + 1, weight)
        }
      })
  }

  /// Resamples the axis that has `rows`' old extent, with `inner` numbers from one value to the
  /// next.
  func apply(_ values: [Double], count n: Int, inner: Int) -> [Double] {
    let blocks = values.count / (n * inner)
    var result = [Double](repeating: 0, count: blocks * rows.count * inner)
    for block in 0..<blocks {
      for (i, row) in rows.enumerated() {
        let start = (block * rows.count + i) * inner
        for (j, weight) in row {
          let from = (block * n + j) * inner
          for t in 0..<inner { result[start + t] += weight * values[from + t] }
        }
      }
    }
    return result
  }
}

/// Resampling of plane arrays that have one more cell on every side.
enum GridResampling {
  static func paddedCubics(_ values: [Double], shape: [Int], finer: [Int]) -> [Double] {
    let rows = AxisResampling.paddedCubic(from: shape[0], to: finer[0])
    let columns = AxisResampling.paddedCubic(from: shape[1], to: finer[1])
    let first = rows.apply(values, count: shape[0] + 2, inner: shape[1] + 2)
    return columns.apply(first, count: shape[1] + 2, inner: 1)
  }
}

extension GridDensity {
  /// The means of the density over half as many cells along each axis that has more than
  /// `coarsest`; nil where no axis has. The mass stays.
  func coarsened(coarsest: Int) -> GridDensity? {
    guard shape.contains(where: { $0 > coarsest }) else { return nil }
    var (shape, values) = (shape, values)
    for k in shape.indices where shape[k] > coarsest {
      let (n, m) = (shape[k], (shape[k] + 1) / 2)
      values = AxisResampling.averages(from: n, to: m).apply(
        values, count: n, inner: shape[(k + 1)...].reduce(1, *))
      shape[k] = m
    }
    return try! GridDensity(shape: shape, box: box, values: values)
  }
}

extension PotentialGrid {
  /// u on a finer grid of the same box, by cubics along each axis.
  func interpolated(_ u: [Double], to finer: PotentialGrid) -> [Double] {
    var (values, shape) = (u, shape)
    for k in shape.indices {
      let rule = AxisResampling.cubic(from: shape[k], to: finer.shape[k]) { folded($0, axis: k) }
      values = rule.apply(values, count: shape[k], inner: shape[(k + 1)...].reduce(1, *))
      shape[k] = finer.shape[k]
    }
    return values
  }
}
