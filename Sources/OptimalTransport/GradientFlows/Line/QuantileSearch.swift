/// The search for one JKO step in quantile space: the nodes X that minimise
/// ```
/// J(X) = |X - C|_M^2 / 2 + tau F(X),   lower <= X_0,  X_n <= upper,  X_{i+1} - X_i >= w_i / cap,
/// ```
/// |.|_M the norm of W2 and M its mass matrix. C are the nodes before the step, or extrapolated
/// from those of two steps.
///
/// Newton's method with a line search that keeps the nodes in order. Ends that a wall holds are
/// left out of it. A cap enters as the barrier -mu sum w_i log(X_{i+1} - X_i - w_i / cap), whose
/// part in the gap is mu times the mass; mu falls tenfold until that part is negligible.
struct QuantileSearch {
  private let energy: QuantileEnergy
  private let origin: QuantileProfile
  /// C.
  private let center: [Double]
  private let timeStep: Double
  private let walls: ClosedRange<Double>
  private let massMatrix: TridiagonalMatrix
  /// X.
  private(set) var nodes: [Double]
  private(set) var barrier: Double
  private(set) var iterations = 0

  /// - Throws: `infeasible` when the cap leaves no room for the mass between the walls.
  init(
    _ energy: QuantileEnergy, from origin: QuantileProfile, about center: [Double],
    timeStep: Double, walls: ClosedRange<Double>
  ) throws(TransportError) {
    self.energy = energy
    self.origin = origin
    self.center = center
    self.timeStep = timeStep
    self.walls = walls
    var matrix = TridiagonalMatrix(size: origin.nodes.count)
    for (i, mass) in origin.masses.enumerated() { matrix.add(mass / 3, mass / 6, mass / 3, at: i) }
    massMatrix = matrix
    nodes = try SeparatedNodes(
      origin, energy: energy, timeStep: timeStep, walls: walls
    ).nodes
    barrier = energy.isCapped ? origin.squaredNorm(origin.nodes) / origin.mass * 1e-2 : 0
  }

  /// Runs Newton's method for each value of the barrier; whether it came to rest.
  mutating func run(iterationLimit: Int) -> Bool {
    // The part of J below which rounding hides the rest.
    let negligible = 1e-15 * (scale + .leastNormalMagnitude)
    while true {
      let isAtRest = minimize(iterationLimit: iterationLimit)
      if barrier * origin.mass <= negligible || !isAtRest { return isAtRest }
      barrier /= 10
    }
  }

  /// J(X) - min J is at most |grad J|^2_{M^-1} / (2 (1 + tau lambda)), and the barrier's part.
  func gap(convexity: Double?) -> Double {
    guard let convexity, 1 + timeStep * convexity > 0 else { return .infinity }
    let slope = released(gradient(nodes))
    return squaredDualNorm(slope) / (2 * (1 + timeStep * convexity)) + barrier * origin.mass
  }

  /// The slope of F in W2: |F'|_{M^-1}, without what the walls hold.
  var slope: Double {
    let held = heldEnds(gradient(nodes))
    var derivative = energy.gradient(nodes)
    for end in held { derivative[end] = 0 }
    return squaredDualNorm(derivative).squareRoot()
  }

  /// W2 from the origin.
  var distance: Double { origin.squaredNorm(difference(nodes, origin.nodes)).squareRoot() }

  private var scale: Double { origin.squaredNorm(origin.nodes) + origin.squaredNorm(nodes) }

  private mutating func minimize(iterationLimit: Int) -> Bool {
    var last = Double.infinity
    while iterations < iterationLimit {
      let held = heldEnds(gradient(nodes))
      let slope = released(gradient(nodes))
      guard let direction = newtonDirection(slope, held: held) else { return false }
      let decrement = -zip(direction, slope).reduce(0) { $0 + $1.0 * $1.1 }
      iterations += 1
      // Newton's decrement falls quadratically until it meets rounding, and no further.
      if decrement <= 1e-30 * scale || (decrement >= last && last <= 1e-16 * scale) { return true }
      guard advance(along: direction, decrement) else { return decrement <= 1e-16 * scale }
      last = decrement
    }
    return false
  }

  private func difference(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 - $1 } }

  private func squaredDualNorm(_ slope: [Double]) -> Double {
    zip(massMatrix.solve(slope)!, slope).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

// J and its derivatives.
extension QuantileSearch {
  private func value(_ x: [Double]) -> Double {
    origin.squaredNorm(difference(x, center)) / 2 + timeStep * energy.value(x)
      + (barrier > 0 ? barrier * energy.barrier(x) : 0)
  }

  private func gradient(_ x: [Double]) -> [Double] {
    let slope = energy.gradient(x)
    var result = massMatrix * difference(x, center)
    for i in x.indices { result[i] += timeStep * slope[i] }
    if barrier > 0 { energy.addBarrierGradient(x, times: barrier, to: &result) }
    return result
  }

  /// The ends that a wall holds: they stand at it and are pushed against it.
  private func heldEnds(_ slope: [Double]) -> [Int] {
    let last = nodes.count - 1
    return (nodes[0] <= walls.lowerBound && slope[0] > 0 ? [0] : [])
      + (nodes[last] >= walls.upperBound && slope[last] < 0 ? [last] : [])
  }

  private func released(_ slope: [Double]) -> [Double] {
    var result = slope
    for end in heldEnds(slope) { result[end] = 0 }
    return result
  }

  /// -H^-1 grad J on the nodes that are not held; with the positive part of the curvature where the
  /// Hessian is indefinite.
  private func newtonDirection(_ slope: [Double], held: [Int]) -> [Double]? {
    let right = slope.map { -$0 }
    if energy.hasInteraction, let factor = Cholesky(fullHessian(held)) {
      return factor.solve(Matrix(uncheckedRows: right.count, columns: 1, elements: right)).elements
    }
    return localHessian(held, positivePart: false).solve(right)
      ?? localHessian(held, positivePart: true).solve(right)
  }

  private func localHessian(_ held: [Int], positivePart: Bool) -> TridiagonalMatrix {
    var result = energy.localHessian(nodes, positivePart: positivePart)
    result.scaleAndAdd(timeStep, massMatrix)
    if barrier > 0 { energy.addBarrierHessian(nodes, times: barrier, to: &result) }
    for end in held { result.isolate(end) }
    return result
  }

  private func fullHessian(_ held: [Int]) -> Matrix {
    let local = localHessian([], positivePart: false)
    let n = nodes.count
    var result = Matrix(repeating: 0, rows: n, columns: n)
    energy.addInteractionHessian(nodes, times: timeStep, to: &result)
    for i in 0..<n { result[i, i] += local.diagonal[i] }
    for i in 0..<n - 1 {
      result[i, i + 1] += local.besides[i]
      result[i + 1, i] += local.besides[i]
    }
    for end in held {
      for j in 0..<n { (result[end, j], result[j, end]) = (0, 0) }
      result[end, end] = 1
    }
    return result
  }
}

// The line search.
extension QuantileSearch {
  /// Halves the step until J falls as Armijo's rule asks, to rounding; whether it did.
  private mutating func advance(along direction: [Double], _ decrement: Double) -> Bool {
    let start = value(nodes)
    let rounding = 1e-14 * (abs(start) + scale)
    var step = longestStep(direction)
    for _ in 0..<60 {
      let next = clamped(nodes.indices.map { nodes[$0] + step * direction[$0] })
      if value(next) <= start - 1e-4 * step * decrement + rounding {
        defer { nodes = next }
        return next != nodes
      }
      step /= 2
    }
    return false
  }

  /// At most 1, and 0.99 of the way to where two nodes meet or a cell is full.
  private func longestStep(_ direction: [Double]) -> Double {
    var step = 1.0
    for i in energy.masses.indices {
      let closing = direction[i] - direction[i + 1]
      guard closing > 0 else { continue }
      let room = nodes[i + 1] - nodes[i] - energy.leastWidths[i]
      step = min(step, 0.99 * room / closing)
    }
    return step
  }

  private func clamped(_ x: [Double]) -> [Double] {
    var result = x
    result[0] = max(result[0], walls.lowerBound)
    result[x.count - 1] = min(result[x.count - 1], walls.upperBound)
    return result
  }
}
