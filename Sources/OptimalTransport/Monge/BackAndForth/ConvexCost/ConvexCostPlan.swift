/// A plan between the cell centres of two grids made from a map, with exact marginals, and its cost
/// for |x - y|^p.
///
/// As in ``SplatPlan`` the mass of each source cell goes to the 2^d target centres around its
/// image, and what is then too much in some target cells moves on to cells with too little near
/// them. That costs |x_i - y_k|^p - |x_i - y_j|^p for mass that leaves cell j for k, which depends
/// on where it came from; so each target cell keeps a list of what it was given, and gives away
/// from the end of its list.
/// Complexity: O(2^d N) time; 2^d N entries.
struct ConvexCostPlan {
  /// The cost of the plan with both marginals exact.
  private(set) var value = 0.0
  /// sum_j |sum_i P_ij - b_j| before the balance.
  private(set) var marginalError = 0.0
  private let cost: PowerCost
  private let source: [GridAxis]
  private let target: [GridAxis]
  /// What each target cell was given: the next entry of the same cell, or -1.
  private var entries: [(source: Int, mass: Double, next: Int)] = []
  private var last: [Int]
  private var mass: [Double]

  /// - Parameters:
  ///   - images: of the source's cell centres, d numbers each.
  ///   - masses, targetMasses: of the cells, of equal sums.
  init(
    cost: PowerCost, source: [GridAxis], images: borrowing ScratchArray<Double>, masses: [Double],
    target: [GridAxis], targetMasses: [Double]
  ) {
    self.cost = cost
    self.source = source
    self.target = target
    last = [Int](repeating: -1, count: targetMasses.count)
    mass = [Double](repeating: 0, count: targetMasses.count)
    entries.reserveCapacity(masses.count << target.count)
    splat(images, masses)
    var total = CompensatedSum()
    for j in last.indices { addCost(of: j, to: &total) }
    balance(targetMasses, &total)
    value = total.value
  }

  private mutating func splat(_ images: borrowing ScratchArray<Double>, _ masses: [Double]) {
    let d = target.count
    let places = target.map(CumulativeMass.Centre.init)
    for i in masses.indices where masses[i] > 0 {
      let (row, up) = places[0].locate(images[i * d])
      let (column, right) = d == 1 ? (0, 0) : places[1].locate(images[i * d + 1])
      let width = d == 1 ? 1 : target[1].count
      let cell = row * width + column
      let (below, beside) = (places[0].next * width, d == 1 ? 0 : places[1].next)
      give(masses[i] * (1 - up) * (1 - right), of: i, to: cell)
      give(masses[i] * up * (1 - right), of: i, to: cell + below)
      give(masses[i] * (1 - up) * right, of: i, to: cell + beside)
      give(masses[i] * up * right, of: i, to: cell + below + beside)
    }
  }

  private mutating func give(_ amount: Double, of i: Int, to j: Int) {
    guard amount > 0 else { return }
    entries.append((i, amount, last[j]))
    last[j] = entries.count - 1
    mass[j] += amount
  }

  private func addCost(of j: Int, to total: inout CompensatedSum) {
    var entry = last[j]
    while entry >= 0 {
      total.add(entries[entry].mass * distance(entries[entry].source, j))
      entry = entries[entry].next
    }
  }

  /// Moves what is too much to where there is too little.
  private mutating func balance(_ targetMasses: [Double], _ total: inout CompensatedSum) {
    var open: [(cell: Int, excess: Double)] = []
    var error = CompensatedSum()
    NestedOrder(shape: target.map(\.count)).forEach { cell in
      var excess = mass[cell] - targetMasses[cell]
      error.add(abs(excess))
      while excess != 0, let other = open.last, (other.excess > 0) != (excess > 0) {
        let amount = min(abs(excess), abs(other.excess))
        let (from, to) = excess > 0 ? (cell, other.cell) : (other.cell, cell)
        move(amount, from, to, &total)
        if abs(other.excess) <= abs(excess) {
          open.removeLast()
        } else {
          open[open.count - 1].excess += other.excess > 0 ? -amount : amount
        }
        excess += excess > 0 ? -amount : amount
      }
      if excess != 0 { open.append((cell, excess)) }
    }
    marginalError = error.value
  }

  /// Rounding may leave a list empty before all of `amount` is gone.
  private mutating func move(
    _ amount: Double, _ from: Int, _ to: Int, _ total: inout CompensatedSum
  ) {
    var rest = amount
    while rest > 0, last[from] >= 0 {
      let entry = entries[last[from]]
      let part = min(rest, entry.mass)
      total.add(part * (distance(entry.source, to) - distance(entry.source, from)))
      if part == entry.mass {
        last[from] = entry.next
      } else {
        entries[last[from]].mass -= part
      }
      rest -= part
    }
  }

  private func distance(_ i: Int, _ j: Int) -> Double {
    let n = source.count == 1 ? 1 : source[1].count
    let m = target.count == 1 ? 1 : target[1].count
    let first = source[0].center(i / n) - target[0].center(j / m)
    if source.count == 1 { return cost(square: first * first) }
    let second = source[1].center(i % n) - target[1].center(j % m)
    return cost(square: first * first + second * second)
  }
}
