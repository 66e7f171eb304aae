/// The search for y = prox_{h phi}(x).
struct ProximalSearch {
  private let potential: ScalarPotential
  private let origin: [Double]
  private let timeStep: Double
  /// y.
  private(set) var point: [Double]
  private var iterations = 0
  private var termination = Termination.iterationLimit
  private var isClosedForm = false

  init(_ potential: ScalarPotential, from origin: [Double], timeStep: Double) {
    self.potential = potential
    self.origin = origin
    self.timeStep = timeStep
    point = origin
  }

  mutating func run(tolerance: Double, iterationLimit: Int) throws(TransportError) {
    if let proximal = potential.proximal {
      point = proximal(origin, timeStep)
      (isClosedForm, termination) = (true, .converged)
      return try checkFinite(point, argument: "proximal point")
    }
    var last = Double.infinity
    while iterations < iterationLimit {
      let slope = gradient(point)
      try checkFinite(slope, argument: "gradient of the potential")
      let size = squaredNorm(slope)
      if size <= tolerance * (1 + timeStep * (potential.convexity ?? 0)) * squaredDistance {
        return termination = .converged
      }
      let direction = newtonDirection(slope)
      iterations += 1
      guard size < last, advance(along: direction, slope) else { return termination = .stalled }
      last = size <= 1e-20 * scale ? size : .infinity
    }
  }

  /// What the step did.
  func record(time: Double) -> ProximalStep {
    let gradient = isClosedForm ? [] : gradient(point)
    let convexity = 1 + timeStep * (potential.convexity ?? -.infinity)
    let gap =
      isClosedForm ? 0 : convexity > 0 ? squaredNorm(gradient) / (2 * convexity) : .infinity
    return ProximalStep(
      time: time, energy: potential.value(point), distance: squaredDistance.squareRoot(),
      slope: isClosedForm
        ? squaredDistance.squareRoot() / timeStep
        : squaredNorm(potential.gradient(point)).squareRoot(),
      gap: gap, iterations: iterations, termination: termination)
  }

  private var squaredDistance: Double { squaredNorm(zip(point, origin).map { $0 - $1 }) }
  /// The size of the terms of J, whose rounding limits what the line search can see.
  private var scale: Double { squaredNorm(point) + squaredNorm(origin) }

  private func value(_ y: [Double]) -> Double {
    squaredNorm(zip(y, origin).map { $0 - $1 }) / 2 + timeStep * potential.value(y)
  }

  private func gradient(_ y: [Double]) -> [Double] {
    let slope = potential.gradient(y)
    return y.indices.map { y[$0] - origin[$0] + timeStep * slope[$0] }
  }

  /// -(I + h Hess phi + shift)^-1 grad J, the shift the first of 0, 1, 4, 16, ... that makes the
  /// matrix positive definite.
  private func newtonDirection(_ slope: [Double]) -> [Double] {
    let hessian = potential.hessian(point)
    var shift = 0.0
    for _ in 0..<64 {
      var matrix = hessian.scaled(by: timeStep)
      for k in point.indices { matrix[k, k] += 1 + shift }
      if let factor = Cholesky(matrix) {
        let right = Matrix(
          uncheckedRows: slope.count, columns: 1, elements: slope.map { -$0 })
        return factor.solve(right).elements
      }
      shift = shift == 0 ? 1 : 4 * shift
    }
    return slope.map { -$0 }
  }

  /// Halves the step until J falls as Armijo's rule asks, to rounding; whether it did.
  private mutating func advance(along direction: [Double], _ slope: [Double]) -> Bool {
    let start = value(point)
    let fall = zip(direction, slope).reduce(0) { $0 + $1.0 * $1.1 }
    let rounding = 4 * (abs(start) + scale).ulp
    var step = 1.0
    for _ in 0..<60 {
      let next = point.indices.map { point[$0] + step * direction[$0] }
      if value(next) <= start + 1e-4 * step * fall + rounding {
        defer { point = next }
        return next != point
      }
      step /= 2
    }
    return false
  }
}

private func squaredNorm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }
