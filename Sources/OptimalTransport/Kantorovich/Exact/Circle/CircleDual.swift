/// Kantorovich potentials on the circle from the slopes of C at its minimum.
///
/// Complementary slackness on the monotone plan fixes beta_{j+1} - beta_j = c(x, y_{j+1}) - c(x,
/// y_j) for the source x that both targets share. Where they share none, any value between those of
/// the sources below and above the boundary is feasible. The increments add up to the left slope of
/// C at one extreme and to the right slope at the other; at the minimum zero lies between, so a
/// convex combination of the two closes around the circle: beta is periodic. Neighbouring pairs are
/// then feasible on the line, and because |x - y|^p is a Monge cost all pairs are, hence all
/// windings, hence the geodesic cost.
///
/// Two c-transforms mend rounding, and reach the atoms without mass: alpha over the targets with
/// mass, then beta over all sources. A third, of that beta, measures the infeasibility left.
struct CircleDual: Sendable {
  let potentials: KantorovichPotentials
  /// sum a alpha + sum b beta.
  let value: Double
  /// max(alpha + beta - c, 0), measured by transforming beta back.
  let infeasibility: Double

  init(
    search: ShiftSearch, source: CircleMeasure, target: CircleMeasure, metric: CircleMetric
  ) {
    let raw = Self.periodicPotential(search)
    let support = search.sweep.target.position
    let sourceSites = source.order.map { source.position[$0] }
    let sortedAlpha = MonotoneCTransform(sites: support, potential: raw, metric: metric)
      .values(at: sourceSites)
    let sortedBeta = MonotoneCTransform(sites: sourceSites, potential: sortedAlpha, metric: metric)
      .values(at: target.order.map { target.position[$0] })
    var alpha = [Double](repeating: 0, count: source.order.count)
    var beta = [Double](repeating: 0, count: target.order.count)
    for (k, i) in source.order.enumerated() { alpha[i] = sortedAlpha[k] }
    for (k, j) in target.order.enumerated() { beta[j] = sortedBeta[k] }
    potentials = KantorovichPotentials(uncheckedAlpha: alpha, beta: beta)
    var sum = CompensatedSum()
    for (weight, value) in zip(source.weight, alpha) { sum.add(weight, times: value) }
    for (weight, value) in zip(target.weight, beta) { sum.add(weight, times: value) }
    value = sum.value
    let check = MonotoneCTransform(
      sites: target.order.map { target.position[$0] }, potential: sortedBeta, metric: metric)
    infeasibility = zip(sortedAlpha, check.values(at: sourceSites)).reduce(0) {
      max($0, $1.0 - $1.1)
    }
  }

  /// beta on the targets with mass, from zero at the first.
  private static func periodicPotential(_ search: ShiftSearch) -> [Double] {
    let count = search.sweep.target.count
    var lower = [Double](repeating: 0, count: count)
    var upper = lower
    let isVertex = search.below.theta == search.above.theta
    search.sweep.walk(search.below.theta) { _, _, _, _ in
    } boundary: { j, right, left in
      lower[j] = isVertex ? left : right
    }
    search.sweep.walk(search.above.theta) { _, _, _, _ in
    } boundary: { j, right, left in
      upper[j] = isVertex ? right : left
    }
    let (least, greatest) = (lower.compensatedSum(), upper.compensatedSum())
    let share = greatest > least ? min(max(-least / (greatest - least), 0), 1) : 0
    var sum = CompensatedSum()
    var beta: [Double] = []
    for j in 0..<count {
      beta.append(sum.value)
      sum.add(lower[j] * (1 - share) + upper[j] * share)
    }
    return beta
  }
}
