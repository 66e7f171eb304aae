import OptimalTransport

/// Mass at points of the plane, spread onto the cells of a grid.
///
/// Each point gives its mass to the four nearest cell centres with bilinear weights, which add up to
/// one, so the total mass is kept to rounding; beyond the outermost centres it goes to the
/// nearest cells. A point at a cell centre gives all to that cell.
struct MassSplatting {
  let shape: [Int]
  let box: Box
  /// The mass in each cell, entry `ix * ny + iy`.
  private(set) var masses: [Double]

  init(shape: [Int], box: Box) {
    self.shape = shape
    self.box = box
    masses = [Double](repeating: 0, count: shape[0] * shape[1])
  }

  mutating func add(_ mass: Double, x: Double, y: Double) {
    let (i, a) = place(x, axis: 0)
    let (j, b) = place(y, axis: 1)
    let (right, up) = (min(i + 1, shape[0] - 1), min(j + 1, shape[1] - 1))
    masses[i * shape[1] + j] += mass * (1 - a) * (1 - b)
    masses[right * shape[1] + j] += mass * a * (1 - b)
    masses[i * shape[1] + up] += mass * (1 - a) * b
    masses[right * shape[1] + up] += mass * a * b
  }

  /// The cell whose centre is at or below the point, and the way to the next, from 0 to 1.
  private func place(_ value: Double, axis k: Int) -> (Int, Double) {
    let step = box.sides[k] / Double(shape[k])
    let position = min(max((value - box.lower[k]) / step - 0.5, 0), Double(shape[k] - 1))
    let cell = Int(position)
    // A point at a centre up to rounding stays in one cell.
    let rest = position - Double(cell)
    return (cell, rest < 1e-9 ? 0 : rest)
  }
}

extension MassSplatting {
  /// The displacement interpolation of a plan at time t: mass P_ij stands at x_i + t (y_j - x_i).
  ///
  /// McCann 1997, "A convexity principle for interacting gases". Complexity: O(entries + cells).
  init(plan: TransportPlan, source: Matrix, target: Matrix, time t: Double, shape: [Int], box: Box)
  {
    self.init(shape: shape, box: box)
    for k in 0..<plan.count where plan.mass[k] > 0 {
      let (i, j) = (plan.rows[k], plan.columns[k])
      add(
        plan.mass[k], x: source[i, 0] + t * (target[j, 0] - source[i, 0]),
        y: source[i, 1] + t * (target[j, 1] - source[i, 1]))
    }
  }
}
