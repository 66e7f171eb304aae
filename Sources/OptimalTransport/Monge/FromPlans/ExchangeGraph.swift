/// The graph of all exchanges of targets among N pairs, w_ik = c(x_i, y_k) - c(x_i, y_i), not
/// stored.
struct ExchangeGraph {
  /// c(x_i, y_k).
  private let costs: Geometry
  /// c(x_k, y_i), row i being target i.
  private let reversed: Geometry
  /// c(x_i, y_i).
  let own: [Double]

  init(points: Matrix, images: Matrix, cost: GroundCost) throws(TransportError) {
    costs = try Geometry(source: points, target: images, cost: cost)
    let swapped: GroundCost
    if case .custom(let function) = cost {
      swapped = .custom { function($1, $0) }
    } else {
      swapped = cost
    }
    reversed = try Geometry(source: images, target: points, cost: swapped)
    let geometry = costs
    own = (0..<points.rows).map { geometry.cost($0, $0) }
  }

  /// The number of pairs N.
  var count: Int { own.count }

  /// The weight of arc i -> k.
  func weight(_ i: Int, _ k: Int) -> Double { i == k ? 0 : costs.cost(i, k) - own[i] }

  /// For each i, the arc of least w_ik + d_k and that sum.
  func bestArcs(_ values: [Double]) -> [RowMinimum] {
    let shift = ScratchArray(values.map { -$0 })
    return ParallelLoop.map(count: count, grain: max(1, 4096 / count)) { i in
      let best = costs.reducedMinimum(row: i, shift: shift)
      // The pair itself, without rounding, when nothing is better.
      guard best.value - own[i] < values[i] else { return RowMinimum(value: values[i], column: i) }
      return RowMinimum(value: best.value - own[i], column: best.column)
    }
  }

  /// Values d that suit close pairs: d_k - d_i is the middle of [-w_ik, w_ki] along the tree of
  /// least slack w_ik + w_ki, by Prim's algorithm.
  ///
  /// On the line the tree joins neighbours, and the Monge property makes them feasible for all
  /// pairs. O(N^2).
  func treeValues() -> [Double] {
    let shift = ScratchArray(own)
    let zero = ScratchArray(repeating: 0.0, count: count)
    let there = ScratchArray<Double>(uninitialized: count)
    let back = ScratchArray<Double>(uninitialized: count)
    let slack = ScratchArray(repeating: Double.infinity, count: count)
    let values = ScratchArray(repeating: 0.0, count: count)
    var isOpen = [Bool](repeating: true, count: count)
    var next = 0
    for _ in 0..<count {
      let i = next
      isOpen[i] = false
      costs.reducedCosts(row: i, shift: zero, into: there)
      reversed.reducedCosts(row: i, shift: shift, into: back)
      var least = Double.infinity
      for k in 0..<count where isOpen[k] {
        let (forward, backward) = (there[k] - own[i], back[k])
        if forward + backward < slack[k] {
          slack[k] = forward + backward
          values[k] = values[i] + (backward - forward) / 2
        }
        if slack[k] < least { (least, next) = (slack[k], k) }
      }
    }
    return values.array
  }

  /// The two pairs that gain most by an exchange.
  func bestPair() -> (gain: Double, indices: [Int]) {
    let shift = ScratchArray(own)
    let zero = ScratchArray(repeating: 0.0, count: count)
    let best = ParallelLoop.chunkedMap(count: count, grain: max(1, 4096 / count)) { range in
      let there = ScratchArray<Double>(uninitialized: count)
      let back = ScratchArray<Double>(uninitialized: count)
      return range.map { i in
        costs.reducedCosts(row: i, shift: shift, into: there)
        reversed.reducedCosts(row: i, shift: zero, into: back)
        return gain(i, there, back)
      }
    }
    let i = best.indices.max { best[$0].gain < best[$1].gain }!
    return best[i].gain > 0 ? (best[i].gain, [i, best[i].other]) : (0, [])
  }

  private func gain(
    _ i: Int, _ there: borrowing ScratchArray<Double>, _ back: borrowing ScratchArray<Double>
  ) -> (gain: Double, other: Int) {
    var (gain, other) = (0.0, i)
    for k in 0..<count where k != i {
      let value = own[i] - there[k] - back[k]
      if value > gain { (gain, other) = (value, k) }
    }
    return (gain, other)
  }
}
