/// Minimises a smooth function by limited-memory quasi-Newton steps in a weighted inner product <a,
/// b> = sum_k m_k a_k b_k, and never lets it rise.
///
/// The gradient g is that of the inner product: J(x + d) = J(x) + <g, d> + ... Sources: Nocedal
/// 1980 (two loops); Armijo 1966.
struct MetricDescent {
  /// J and its gradient at a point; nil where J is not finite.
  typealias Evaluation = ([Double]) -> (value: Double, gradient: [Double])?

  private let metric: [Double]
  private let evaluate: Evaluation
  private(set) var point: [Double]
  private(set) var value: Double
  private(set) var gradient: [Double]
  private(set) var iterations = 0
  private var pairs: [(step: [Double], change: [Double], product: Double)] = []
  /// Pairs kept: more save few steps and cost as much each.
  private static let memory = 12

  /// Nil where J is not finite at the start.
  init?(from point: [Double], metric: [Double], evaluate: @escaping Evaluation) {
    guard let start = evaluate(point) else { return nil }
    self.metric = metric
    self.evaluate = evaluate
    self.point = point
    (value, gradient) = start
  }

  /// <g, g>.
  var squaredSlope: Double { product(gradient, gradient) }

  /// One step down; whether there was one.
  mutating func advance() -> Bool {
    iterations += 1
    var direction = quasiNewtonDirection()
    var fall = product(direction, gradient)
    if !(fall < 0) {
      pairs = []
      direction = gradient.map { -$0 }
      fall = -squaredSlope
    }
    return fall < 0 && search(along: direction, fall)
  }

  /// Halves the step until J falls as Armijo's rule asks. Where rounding hides the fall, the slope
  /// along the direction must fall instead.
  private mutating func search(along direction: [Double], _ fall: Double) -> Bool {
    let rounding = 16 * abs(value).ulp
    var length = 1.0
    for _ in 0..<50 {
      let next = zip(point, direction).map { $0 + length * $1 }
      if let found = evaluate(next), found.value <= value + 1e-4 * length * fall + rounding,
        found.value <= value || abs(product(found.gradient, direction)) <= 0.5 * abs(fall)
      {
        if next == point { return false }
        remember(next, found.gradient)
        (point, value, gradient) = (next, found.value, found.gradient)
        return true
      }
      length /= 2
    }
    return false
  }

  private mutating func remember(_ next: [Double], _ nextGradient: [Double]) {
    let step = zip(next, point).map { $0 - $1 }
    let change = zip(nextGradient, gradient).map { $0 - $1 }
    let curvature = product(step, change)
    guard curvature > 1e-12 * product(change, change) else { return }
    pairs.append((step, change, curvature))
    if pairs.count > Self.memory { pairs.removeFirst() }
  }

  private func quasiNewtonDirection() -> [Double] {
    var direction = gradient.map { -$0 }
    var shares = [Double](repeating: 0, count: pairs.count)
    for (k, pair) in pairs.enumerated().reversed() {
      shares[k] = product(pair.step, direction) / pair.product
      for i in direction.indices { direction[i] -= shares[k] * pair.change[i] }
    }
    if let last = pairs.last {
      let scale = last.product / product(last.change, last.change)
      for i in direction.indices { direction[i] *= scale }
    }
    for (k, pair) in pairs.enumerated() {
      let share = shares[k] - product(pair.change, direction) / pair.product
      for i in direction.indices { direction[i] += share * pair.step[i] }
    }
    return direction
  }

  private func product(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for k in a.indices { sum += metric[k] * a[k] * b[k] }
    return sum
  }
}
