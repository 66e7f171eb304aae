/// The search for the minimum of J(Theta) = |Theta - Theta_k|^2 / (2N) + h F(Theta), by steps of
/// Gauss and Newton that never let J rise.
///
/// With the Jacobian A of f, the matrix of a step is (1/N)(1 + h lambda) I + (h/m) A' A; its
/// inverse needs only a system in the m samples (Woodbury):
/// ```
/// step = -(g - h N A' c / m) / (1 + h lambda),   (1 + h lambda) c + (h/m) N A A' c = A g,
/// ```
/// g the gradient of J in the metric of the particles.
struct NetworkSearch {
  private let loss: NetworkLoss
  private let start: Matrix
  private let timeStep: Double
  private(set) var neurons: Matrix
  private var view: NetworkView
  private var gradient: Matrix
  private var value: Double
  private let convexity: Double?
  private(set) var iterations = 0

  init(_ loss: NetworkLoss, from start: Matrix, timeStep: Double) {
    self.loss = loss
    self.start = start
    self.timeStep = timeStep
    neurons = start
    view = loss.view(start)
    gradient = loss.gradient(view, start).scaled(by: timeStep)
    value = timeStep * loss.value(view, start)
    convexity = NetworkConvexity(loss, start, view, timeStep: timeStep).bound
  }

  /// What is proven of J - min J.
  var gap: Double {
    let bound = 1 + timeStep * (convexity ?? -.infinity)
    return bound > 0 ? squaredSlope / (2 * bound) : .infinity
  }

  mutating func run(tolerance: Double, limit: Int) -> Termination {
    while iterations < limit {
      let moved = (neurons - start).squaredFrobeniusNorm / Double(neurons.rows)
      if squaredSlope <= tolerance * moved { return .converged }
      iterations += 1
      if !advance(along: direction()) {
        let size = neurons.squaredFrobeniusNorm / Double(neurons.rows)
        return squaredSlope <= 1e-16 * size ? .converged : .stalled
      }
    }
    return .iterationLimit
  }

  private var squaredSlope: Double { gradient.squaredFrobeniusNorm / Double(neurons.rows) }

  private func direction() -> Matrix {
    let shift = 1 + timeStep * loss.ridge
    let share = timeStep / Double(loss.samples)
    var matrix = loss.gram(view).scaled(by: share)
    for s in 0..<loss.samples { matrix[s, s] += shift }
    let seen = loss.pushed(gradient, view)
    guard let factor = Cholesky(matrix) else { return gradient.scaled(by: -1 / shift) }
    let inner = factor.solve(
      Matrix(uncheckedRows: seen.count, columns: 1, elements: seen)
    ).elements
    let returned = loss.pulledBack(inner.map { share * $0 }, view)
    return (returned - gradient).scaled(by: 1 / shift)
  }

  /// Halves the step until J falls as Armijo's rule asks, to rounding; whether the slope or J fell.
  private mutating func advance(along direction: Matrix) -> Bool {
    let fall = compensatedDot(direction.elements, gradient.elements) / Double(neurons.rows)
    guard fall < 0 else { return false }
    let (lastSlope, rounding) = (squaredSlope, 8 * abs(value).ulp)
    var length = 1.0
    for _ in 0..<50 {
      let next = Matrix(
        uncheckedRows: neurons.rows, columns: neurons.columns,
        elements: zip(neurons.elements, direction.elements).map { $0 + length * $1 })
      let seen = loss.view(next)
      let found = objective(next, seen)
      if found <= value + 1e-4 * length * fall + rounding {
        let slope = objectiveGradient(next, seen)
        let isLower = found < value
        if !isLower, slope.squaredFrobeniusNorm >= gradient.squaredFrobeniusNorm { return false }
        (neurons, view, value, gradient) = (next, seen, found, slope)
        return isLower || squaredSlope < lastSlope
      }
      length /= 2
    }
    return false
  }

  private func objective(_ point: Matrix, _ view: NetworkView) -> Double {
    (point - start).squaredFrobeniusNorm / (2 * Double(point.rows))
      + timeStep * loss.value(view, point)
  }

  private func objectiveGradient(_ point: Matrix, _ view: NetworkView) -> Matrix {
    var result = loss.gradient(view, point).scaled(by: timeStep)
    for k in result.elements.indices {
      result.elements[k] += point.elements[k] - start.elements[k]
    }
    return result
  }
}
