/// Weights that make the values along a new axis from those along an old one, by Lagrange's
/// interpolation.
struct LineResampling {
  /// What lies beyond the ends of an axis of cells.
  enum Ends {
    /// The cells mirrored in the wall.
    case mirrored
    /// The cells from the other end.
    case wrapped
    /// The polynomial of the last points.
    case extrapolated
  }

  private let count: Int
  /// (old index, weight), a list for each new index.
  private let rows: [[(Int, Double)]]

  /// From the centres of n cells to those of m cells of the same interval.
  init(from n: Int, to m: Int, points: Int, ends: Ends) {
    let points = ends == .extrapolated ? min(points, n) : points
    count = n
    rows = (0..<m).map { i in
      let position = (Double(i) + 0.5) * Double(n) / Double(m) - 0.5
      var first = Int((position - Double(points) / 2 + 1).rounded(.down))
      if ends == .extrapolated { first = min(max(first, 0), n - points) }
      return Self.weights(position, first, points).map { node, weight in
        switch ends {
        case .mirrored:
          let folded = node < 0 ? -1 - node : node >= n ? 2 * n - 1 - node : node
          return (min(max(folded, 0), n - 1), weight)
        case .wrapped: return ((node % n + n) % n, weight)
        case .extrapolated: return (node, weight)
        }
      }
    }
  }

  /// From the n + 1 ends of n intervals to those of m, linearly.
  init(nodesFrom n: Int, to m: Int) {
    count = n + 1
    rows = (0...m).map { i in
      let position = Double(i) * Double(n) / Double(m)
      return Self.weights(position, min(Int(position), n - 1), 2)
    }
  }

  private static func weights(
    _ position: Double, _ first: Int, _ points: Int
  ) -> [(Int, Double)] {
    (first..<first + points).map { node in
      let weight = (first..<first + points).filter { $0 != node }.reduce(1.0) {
        $0 * (position - Double($1)) / Double(node - $1)
      }
      return (node, weight)
    }
  }

  /// Resamples the axis that has `inner` numbers from one value to the next.
  func apply(_ values: [Double], inner: Int) -> [Double] {
    let blocks = values.count / (count * inner)
    return ParallelLoop.chunkedMap(count: blocks * rows.count, grain: 1 + 8192 / inner) { range in
      range.flatMap { line -> [Double] in
        let (block, row) = (line / rows.count, rows[line % rows.count])
        return (0..<inner).map { t in
          row.reduce(0) { $0 + $1.1 * values[(block * count + $1.0) * inner + t] }
        }
      }
    }
  }
}
