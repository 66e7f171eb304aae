/// Friction and noise over a time, at each position on its own.
///
/// The step is the exact transition of the cells' Ornstein-Uhlenbeck chain. It is the limit of the
/// proximal steps argmin W2^2(mu, nu) / 2 + (g tau / n) F(nu), n of them, F = int v^2/2 + theta
/// log, so it has no error in tau, keeps signs, masses and the Maxwellian, and lowers F. How far it
/// is from one proximal step is measured by ``excess``. (A proximal step itself moves cells by
/// parts of their width, and putting its density back on the grid would diffuse in each step; an
/// implicit step keeps the Maxwellian too, but has an error in tau.)
///
/// Complexity: O(positions velocities^2), a matrix product.
struct LangevinStep: Sendable {
  let chain: VelocityChain
  let velocityStep: Double
  let positions: Int
  private let cache: TransitionCache
  private var velocities: Int { chain.up.count }

  init(velocities: [Double], velocityStep: Double, positions: Int, temperature: Double) {
    chain = VelocityChain(velocities: velocities, temperature: temperature)
    self.velocityStep = velocityStep
    self.positions = positions
    cache = TransitionCache(chain)
  }

  /// Steps over `time` = g tau.
  func callAsFunction(_ values: PaddedArray<Double>, over time: Double) -> PaddedArray<Double> {
    let (transition, n) = (cache.transition(over: time), velocities)
    let result = PaddedArray<Double>(repeating: 0, count: values.count)
    ParallelLoop.run(count: positions, grain: 1 + (1 << 20) / (n * n)) { rows in
      let cells = rows.lowerBound * n..<rows.upperBound * n
      let block = Matrix(
        uncheckedRows: rows.count, columns: n, elements: cells.map { values[$0] })
      let moved = (block * transition).elements
      for k in moved.indices { result[cells.lowerBound + k] = moved[k] }
    }
    return result
  }

  /// What a step moved, and a bound of its distance from a proximal step, per length along x.
  ///
  /// - `squaredDistance`: the sum over positions of W2^2(before, after), transport in velocity.
  /// - `excess`: with J = W2^2 / 2 + time F, the sum of J(after) - min J is at most
  ///   int |v - T(v) + time grad dF/df|^2 / (2 (1 + time)), T from after to before: J is (1 +
  ///   time)-convex along generalised geodesics (Ambrosio, Gigli and Savare 2008, lemma 9.2.7).
  ///   Exact for densities in continuous velocity; T and the gradient are read off the cells, to
  ///   O(dv^2). O(time^4).
  func measure(
    from before: PaddedArray<Double>, to after: PaddedArray<Double>, over time: Double
  ) -> (squaredDistance: Double, excess: Double) {
    let n = velocities
    let sums = ParallelLoop.chunkedMap(count: positions, grain: 1 + (1 << 12) / n) { rows in
      let transport = ColumnTransport(count: n)
      return rows.flatMap { row in
        self.sums(transport, before, after, row * n, time)
      }
    }
    let scale = velocityStep * velocityStep * velocityStep
    let moved = stride(from: 0, to: sums.count, by: 2).lazy.map { sums[$0] }.compensatedSum()
    let missed = stride(from: 1, to: sums.count, by: 2).lazy.map { sums[$0] }.compensatedSum()
    return (moved * scale, missed * scale / (2 * (1 + time)))
  }

  /// The sums over edges of f d^2 and f r^2 at one position, in cells.
  private func sums(
    _ transport: borrowing ColumnTransport, _ before: PaddedArray<Double>,
    _ after: PaddedArray<Double>, _ start: Int, _ time: Double
  ) -> [Double] {
    var (moved, missed) = (0.0, 0.0)
    transport.forEachEdge(from: before, to: after, start: start) { e, way in
      let (low, high) = (after[start + e - 1], after[start + e])
      let density = (low + high) / 2
      guard density > 0 else { return }
      let drift = (chain.up[e - 1] * low - chain.down[e] * high) / density
      moved += density * way * way
      missed += density * (way + time * drift) * (way + time * drift)
    }
    return [moved, missed]
  }
}
