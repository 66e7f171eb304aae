import OptimalTransport

/// A planar vector field averaged over blocks of cells, at most `limit` blocks an axis; of a field
/// in space the middle layer along the third axis, and its first two components.
struct BlockAverage {
  /// The mean vector of each block, and the centre it stands at.
  private(set) var vectors: [(x: Double, y: Double)] = []
  private(set) var centers: [(x: Double, y: Double)] = []
  /// The sides of a block.
  let width: Double
  let height: Double

  init(_ field: VectorField, limit: Int = 21) {
    let (m, n) = (field.shape[0], field.shape[1])
    let layers = field.dimension == 3 ? field.shape[2] : 1
    let (a, b) = ((m + limit - 1) / limit, (n + limit - 1) / limit)
    let (dx, dy) = (field.box.sides[0] / Double(m), field.box.sides[1] / Double(n))
    (width, height) = (Double(a) * dx, Double(b) * dy)
    for i in stride(from: 0, to: m, by: a) {
      for j in stride(from: 0, to: n, by: b) {
        let (rows, columns) = (i..<min(i + a, m), j..<min(j + b, n))
        var (u, v) = (0.0, 0.0)
        for r in rows {
          for c in columns {
            let cell = (r * n + c) * layers + layers / 2
            u += field.vectors[cell, 0] / Double(rows.count * columns.count)
            v += field.vectors[cell, 1] / Double(rows.count * columns.count)
          }
        }
        vectors.append((u, v))
        centers.append(
          (
            field.box.lower[0] + (Double(i) + Double(rows.count) / 2) * dx,
            field.box.lower[1] + (Double(j) + Double(columns.count) / 2) * dy
          ))
      }
    }
  }
}
