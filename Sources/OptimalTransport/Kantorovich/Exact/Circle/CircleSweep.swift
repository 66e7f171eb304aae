/// The monotone plan of a shift theta, walked once around the circle in O(m + n).
///
/// Source atom i covers the levels (F_{i-1}, F_i]; the lifted target atom at level u + theta meets
/// it. As theta grows, the boundary between targets j and j + 1 moves to smaller levels, and mass
/// of the source there changes from y_j to y_{j+1}: the derivative of C is the sum over boundaries
/// of c(x, y_{j+1}) - c(x, y_j), with x the source below the boundary on the right of theta, and
/// above it on the left.
struct CircleSweep: Sendable {
  let source: CircleMeasure.Support
  let target: CircleMeasure.Support
  let metric: CircleMetric

  /// C and its one-sided derivatives.
  struct Evaluation: Sendable {
    let theta: Double
    let value: Double
    let leftSlope: Double
    let rightSlope: Double
  }

  func evaluate(_ theta: Double) -> Evaluation {
    var (value, left, right) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    walk(theta) { i, _, y, mass in
      value.add(mass, times: metric.lifted(source.position[i], y))
    } boundary: { _, below, above in
      right.add(below)
      left.add(above)
    }
    return Evaluation(
      theta: theta, value: value.value, leftSlope: left.value, rightSlope: right.value)
  }

  /// The position of target j, lifted by whole turns.
  @inline(__always)
  private func lifted(_ j: Int, _ turn: Double) -> Double {
    target.position[j] + turn * metric.circumference
  }

  /// Calls `match(i, j, y, mass)` for each piece of the plan, y the lifted position of target j,
  /// and `boundary(j, below, above)` for each boundary above target j, with the derivative by the
  /// source below it and above it.
  @inline(__always)
  func walk(
    _ theta: Double, match: (Int, Int, Double, Double) -> Void,
    boundary: (Int, Double, Double) -> Void
  ) {
    var (j, turn, rest) = start(theta)
    let lastPiece = target.weight[j] - rest
    var i = 0
    var supply = source.weight[0]
    var crossed = 0
    while i < source.count {
      let y = lifted(j, turn)
      let mass = min(supply, rest)
      if mass > 0 { match(i, j, y, mass) }
      supply -= mass
      rest -= mass
      if rest <= 0 {
        guard crossed < target.count else { break }
        let below = source.position[i]
        let above = supply > 0 ? below : next(i)
        let following = j + 1 < target.count ? j + 1 : 0
        if following == 0 { turn += 1 }
        cross(j, y, lifted(following, turn), below, above, boundary)
        crossed += 1
        j = following
        rest = crossed == target.count ? lastPiece : target.weight[j]
      }
      if supply <= 0 {
        i += 1
        if i < source.count { supply = source.weight[i] }
      }
    }
    // Rounding may exhaust the sources first: the boundaries left stand at the end of the circle.
    while crossed < target.count {
      let y = lifted(j, turn)
      let following = j + 1 < target.count ? j + 1 : 0
      if following == 0 { turn += 1 }
      cross(
        j, y, lifted(following, turn), source.position[source.count - 1], next(source.count - 1),
        boundary)
      crossed += 1
      j = following
    }
  }

  @inline(__always)
  private func cross(
    _ j: Int, _ y: Double, _ following: Double, _ below: Double, _ above: Double,
    _ boundary: (Int, Double, Double) -> Void
  ) {
    boundary(
      j, metric.lifted(below, following) - metric.lifted(below, y),
      metric.lifted(above, following) - metric.lifted(above, y))
  }

  /// The position of the source after i, lifted when it comes around.
  @inline(__always)
  private func next(_ i: Int) -> Double {
    i + 1 < source.count ? source.position[i + 1] : source.position[0] + metric.circumference
  }

  /// The target atom at level theta, its turn, and how much of it lies above that level.
  private func start(_ theta: Double) -> (j: Int, turn: Double, rest: Double) {
    let mass = target.mass
    let turn = (theta / mass).rounded(.down)
    let level = theta - turn * mass
    var low = 0
    var high = target.count
    while low < high {
      let middle = (low + high) / 2
      if target.cumulative[middle] > level { high = middle } else { low = middle + 1 }
    }
    guard low < target.count else { return (0, turn + 1, target.weight[0]) }
    return (low, turn, min(target.cumulative[low] - level, target.weight[low]))
  }
}
