import OptimalTransport

/// A density from its values at the cell centres, scaled to mass 1.
func sampled(
  _ shape: [Int], _ box: Box, _ density: ([Double]) -> Double
) throws -> GridDensity {
  let uniform = try GridDensity(
    shape: shape, box: box, values: [Double](repeating: 1, count: shape.reduce(1, *)))
  let centers = uniform.centers
  return try GridDensity(
    shape: shape, box: box, values: (0..<centers.rows).map { density(centers.row($0)) }
  ).normalized()
}

/// |T - exact| relative to |exact - id|, both in L2 weighted by the density.
func displacementError(
  _ map: GridMap, _ density: GridDensity, exact: ([Double]) -> [Double]
) -> Double {
  let centers = density.centers
  var (error, size) = (0.0, 0.0)
  for cell in 0..<centers.rows {
    let x = centers.row(cell)
    for (k, y) in exact(x).enumerated() {
      let (difference, move) = (map.images[cell, k] - y, y - x[k])
      error += density.values[cell] * difference * difference
      size += density.values[cell] * move * move
    }
  }
  return (error / size).squareRoot()
}
