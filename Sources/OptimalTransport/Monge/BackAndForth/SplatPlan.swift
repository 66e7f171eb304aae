/// A plan between the cell centres of two grids made from a map: its cost, with exact marginals,
/// without storing it.
///
/// The mass of each source cell goes to the 2^d target centres around T(x_i), in the shares of
/// multilinear interpolation. What is then too much in some target cells moves on to cells with too
/// little: first along a flow between neighbours (``flow(to:)``), which is the least where the
/// target has mass everywhere; what is still left, in an order of the cells that keeps neighbours
/// near, in which a cell gives to, or takes from, the last one left unbalanced. Plans glued (the
/// mass that leaves cell j for k comes from the sources of j in proportion) cost
/// ```
/// sum_ij P_ij |x_i - y_j|^2 + sum_jk R_jk (|y_k|^2 - |y_j|^2 - 2 m_j.(y_k - y_j)),   m_j = sum_i P_ij x_i / sum_i P_ij.
/// ```
/// Complexity: O(2^d N) time, d + 1 arrays of N numbers.
struct SplatPlan {
  /// The cost of the plan with both marginals exact.
  private(set) var cost = 0.0
  /// sum_j |sum_i P_ij - b_j| before the balance.
  private(set) var marginalError = 0.0
  var mass: [Double]
  var moment: [[Double]]
  let axes: [GridAxis]

  /// - Parameters:
  ///   - points: the images of the source cells, d numbers each.
  ///   - masses, targetMasses: of the cells, of equal sums.
  init(
    source: [GridAxis], images: borrowing ScratchArray<Double>, masses: [Double],
    target: [GridAxis], targetMasses: [Double]
  ) {
    axes = target
    mass = [Double](repeating: 0, count: targetMasses.count)
    moment = source.map { _ in [Double](repeating: 0, count: targetMasses.count) }
    var total = CompensatedSum()
    splat(source: source, images: images, masses: masses, total: &total)
    marginalError = ParallelLoop.map(count: mass.count, grain: 1 << 14) {
      abs(mass[$0] - targetMasses[$0])
    }.compensatedSum()
    total.add(flow(to: targetMasses))
    balance(targetMasses, &total)
    cost = total.value
  }

  private mutating func splat(
    source: [GridAxis], images: borrowing ScratchArray<Double>, masses: [Double],
    total: inout CompensatedSum
  ) {
    let d = axes.count
    let centers = source.map(\.centers)
    let places = axes.map(CumulativeMass.Centre.init)
    var strides = [Int](repeating: 1, count: d)
    for k in stride(from: d - 2, through: 0, by: -1) {
      strides[k] = strides[k + 1] * axes[k + 1].count
    }
    var x = [Double](repeating: 0, count: d)
    var (low, share) = ([Int](repeating: 0, count: d), [Double](repeating: 0, count: d))
    for i in masses.indices where masses[i] > 0 {
      var rest = i
      for k in stride(from: d - 1, through: 0, by: -1) {
        x[k] = centers[k][rest % source[k].count]
        rest /= source[k].count
        (low[k], share[k]) = places[k].locate(images[i * d + k])
      }
      var cellCost = 0.0
      for corner in 0..<(1 << d) {
        var (weight, place, distance) = (masses[i], 0, 0.0)
        for k in 0..<d {
          let up = corner >> k & 1
          weight *= up == 1 ? share[k] : 1 - share[k]
          let index = low[k] + up * places[k].next
          place += index * strides[k]
          let difference = x[k] - axes[k].center(index)
          distance += difference * difference
        }
        if weight == 0 { continue }
        mass[place] += weight
        for k in 0..<d { moment[k][place] += weight * x[k] }
        cellCost += weight * distance
      }
      total.add(cellCost)
    }
  }

  /// Moves what is too much to where there is too little.
  private mutating func balance(_ targetMasses: [Double], _ total: inout CompensatedSum) {
    var open: [(cell: Int, excess: Double)] = []
    NestedOrder(shape: axes.map(\.count)).forEach { cell in
      var excess = mass[cell] - targetMasses[cell]
      while excess != 0, let last = open.last, (last.excess > 0) != (excess > 0) {
        let amount = min(abs(excess), abs(last.excess))
        let (from, to) = excess > 0 ? (cell, last.cell) : (last.cell, cell)
        total.add(costOfMoving(amount, from, to))
        if abs(last.excess) <= abs(excess) {
          open.removeLast()
        } else {
          open[open.count - 1].excess += last.excess > 0 ? -amount : amount
        }
        excess += excess > 0 ? -amount : amount
      }
      if excess != 0 { open.append((cell, excess)) }
    }
  }

  private func costOfMoving(_ amount: Double, _ from: Int, _ to: Int) -> Double {
    var change = 0.0
    var (a, b) = (from, to)
    for k in stride(from: axes.count - 1, through: 0, by: -1) {
      let (y, z) = (axes[k].center(a % axes[k].count), axes[k].center(b % axes[k].count))
      change += (z - y) * (z + y - 2 * moment[k][from] / mass[from])
      a /= axes[k].count
      b /= axes[k].count
    }
    return amount * change
  }
}

/// The cells of a grid in the order of halving the box along its longest axis again and again.
struct NestedOrder {
  /// Cells along three axes, one cell along those that are not there.
  private let shape: SIMD3<Int>

  init(shape: [Int]) {
    self.shape = SIMD3(shape[0], shape.count > 1 ? shape[1] : 1, shape.count > 2 ? shape[2] : 1)
  }

  /// Calls `body` with each cell's place in row-major order.
  func forEach(_ body: (Int) -> Void) { visit(.zero, shape, body) }

  private func visit(_ lower: SIMD3<Int>, _ upper: SIMD3<Int>, _ body: (Int) -> Void) {
    let extent = upper &- lower
    let longest = extent.x >= max(extent.y, extent.z) ? 0 : extent.y >= extent.z ? 1 : 2
    if extent[longest] == 1 {
      return body((lower.x * shape.y + lower.y) * shape.z + lower.z)
    }
    var middle = upper
    middle[longest] = (lower[longest] + upper[longest]) / 2
    visit(lower, middle, body)
    var start = lower
    start[longest] = middle[longest]
    visit(start, upper, body)
  }
}
