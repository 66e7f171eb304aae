/// Cubic interpolation from the cell centres of a grid to those of one twice as fine, for functions
/// of zero slope at the walls.
struct GridRefinement: Sendable {
  let coarse: [GridAxis]
  let fine: [GridAxis]

  /// Lagrange's weights of the cells at -1, 0, 1, 2 for a point a quarter of the way from 0 to 1.
  private static let weights = [-7.0 / 128, 105.0 / 128, 35.0 / 128, -5.0 / 128]

  func callAsFunction(_ values: [Double]) -> [Double] {
    var (result, shape) = (values, coarse.map(\.count))
    for k in shape.indices {
      result = refined(result, shape, along: k)
      shape[k] *= 2
    }
    return result
  }

  private func refined(_ values: [Double], _ shape: [Int], along k: Int) -> [Double] {
    let (n, inner) = (shape[k], shape[(k + 1)...].reduce(1, *))
    let outer = values.count / (n * inner)
    return ParallelLoop.chunkedMap(count: outer * 2 * n, grain: 1 + 16384 / inner) { rows in
      rows.flatMap { row -> [Double] in
        let (line, i) = (row / (2 * n), row % (2 * n))
        // Cells beyond the walls mirror those inside.
        let (near, step) = (i / 2, i % 2 == 0 ? -1 : 1)
        let places = [-1, 0, 1, 2].map { offset -> Int in
          let place = near + offset * step
          let folded = place < 0 ? -1 - place : place >= n ? 2 * n - 1 - place : place
          return (line * n + min(max(folded, 0), n - 1)) * inner
        }
        return (0..<inner).map { t in
          (0..<4).reduce(0) { $0 + Self.weights[$1] * values[places[$1] + t] }
        }
      }
    }
  }
}
