import Foundation

/// Takes the steps of a ``LinearKramersFlow``.
public struct LinearKramersStepper: FlowStepper {
  private let flow: LinearKramersFlow
  private let stream: HamiltonianStream
  private var d: Int { flow.stiffness.rows }

  init(_ flow: LinearKramersFlow) {
    self.flow = flow
    stream = HamiltonianStream(stiffness: flow.stiffness, timeStep: flow.timeStep)
  }

  /// One step.
  ///
  /// - Throws: `notPositiveDefinite` where a covariance is singular to rounding; `nonFinite` where
  ///   numbers overflow.
  public func step(
    from state: KramersGaussian, index: Int, time: Double, timeStep h: Double
  ) throws(TransportError) -> (state: KramersGaussian, record: ProximalStep) {
    let streamed = try stream.flow(over: h).push(state.law)
    let frame = KineticFrame(positions: d, timeStep: h)
    let start = try frame.enter(streamed)
    let minimum = try minimiser(from: start, over: flow.friction * h)
    let after = try KramersGaussian(frame.leave(minimum))
    let (squaredDistance, gap) = try measure(from: start, to: minimum, flow.friction * h)
    let record = ProximalStep(
      time: time + h, energy: try energy(of: after),
      distance: (squaredDistance / flow.friction).squareRoot(), slope: slope(of: after),
      gap: gap / flow.friction, iterations: 1, termination: .converged)
    return (after, record)
  }

  /// argmin of W2^2(start, mu) / 2 + tau (int |p|^2/2 + theta int log), in the cost's own frame.
  private func minimiser(
    from start: Gaussian, over tau: Double
  ) throws(TransportError) -> Gaussian {
    let roots = scales(1 / (1 + tau).squareRoot())
    let c = tau * flow.temperature
    let scaled = start.covariance.scalingRows(by: roots).transposed.scalingRows(by: roots)
    guard let spectrum = SymmetricEigendecomposition(scaled.symmetricPart) else {
      throw .notPositiveDefinite(argument: "covariance", smallestEigenvalue: .nan)
    }
    let middle = spectrum.applying { value in
      let s = max(0, value)
      return (s + 2 * c + (s * (s + 4 * c)).squareRoot()) / 2
    }
    let covariance = middle.scalingRows(by: roots).transposed.scalingRows(by: roots)
    return try Gaussian(
      mean: zip(start.mean, scales(1 / (1 + tau))).map { $0 * $1 },
      covariance: covariance.symmetricPart, mass: start.mass)
  }

  /// W2^2(start, end), and the bound int |y - T(y) + tau grad (|p|^2/2 + theta log)|^2 / 2 of how
  /// far the end is above the minimum, T from the end back to the start.
  private func measure(
    from start: Gaussian, to end: Gaussian, _ tau: Double
  ) throws(TransportError) -> (squaredDistance: Double, gap: Double) {
    let map = try BuresMap(source: end.cholesky.lower, target: start.cholesky.lower).matrix
    let identity = Matrix.identity(2 * d)
    let inverse = end.cholesky.solve(identity)
    var residual = identity - map - inverse.scaled(by: tau * flow.temperature)
    let momentum = scales(tau).enumerated().map { $0.offset < d ? 0 : $0.element }
    for k in 0..<2 * d { residual[k, k] += momentum[k] }
    let (lower, ways) = (end.cholesky.lower, zip(end.mean, start.mean).map { $0 - $1 })
    let turn = ways.indices.map { ways[$0] + momentum[$0] * end.mean[$0] }
    let moved = ((identity - map) * lower).squaredFrobeniusNorm + squared(ways)
    let missed = (residual * lower).squaredFrobeniusNorm + squared(turn)
    return (end.mass * moved, end.mass * missed / 2)
  }

  /// 1 for positions and a factor for momenta.
  private func scales(_ factor: Double) -> [Double] {
    (0..<2 * d).map { $0 < d ? 1 : factor }
  }

  private func squared(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }
}

extension LinearKramersStepper {
  /// int (|p|^2/2 + q'W q/2) rho + theta int rho log rho.
  ///
  /// - Throws: `nonFinite` where it overflows.
  public func energy(of state: KramersGaussian) throws(TransportError) -> Double {
    let law = state.law
    var form = Matrix.identity(2 * d)
    for i in 0..<d { for j in 0..<d { form[i, j] = flow.stiffness[i, j] } }
    let mechanical =
      ((form * law.covariance).trace + compensatedDot(law.mean, form * law.mean)) / 2
    let entropy =
      log(law.mass) - Double(d) * (1 + log(2 * .pi)) - law.cholesky.logDeterminant / 2
    let energy = law.mass * (mechanical + flow.temperature * entropy)
    try checkFinite([energy], argument: "free energy")
    return energy
  }

  /// The root of g int |p + theta grad_p log rho|^2 rho.
  private func slope(of state: KramersGaussian) -> Double {
    let (law, theta) = (state.law, flow.temperature)
    let inverse = law.cholesky.solve(.identity(2 * d))
    var sum = CompensatedSum()
    for k in d..<2 * d {
      sum.add(law.mean[k] * law.mean[k] + law.covariance[k, k])
      sum.add(theta * theta * inverse[k, k] - 2 * theta)
    }
    return (flow.friction * law.mass * max(0, sum.value)).squareRoot()
  }
}

/// The coordinates y = (sqrt(12) (q - h p / 2) / h, p), in which the kinetic cost is |y' - y|^2.
private struct KineticFrame {
  private let matrix: Matrix
  private let inverse: Matrix

  init(positions d: Int, timeStep h: Double) {
    let scale = 12.0.squareRoot() / h
    var (matrix, inverse) = (Matrix.identity(2 * d), Matrix.identity(2 * d))
    for k in 0..<d {
      (matrix[k, k], matrix[k, d + k]) = (scale, -scale * h / 2)
      (inverse[k, k], inverse[k, d + k]) = (1 / scale, h / 2)
    }
    (self.matrix, self.inverse) = (matrix, inverse)
  }

  func enter(_ law: Gaussian) throws(TransportError) -> Gaussian { try matrix.push(law) }
  func leave(_ law: Gaussian) throws(TransportError) -> Gaussian { try inverse.push(law) }
}

/// The Hamiltonian flow of |p|^2/2 + q'W q/2.
private struct HamiltonianStream: Sendable {
  private let drift: Matrix
  private let kept: (time: Double, matrix: Matrix)

  init(stiffness: Matrix, timeStep: Double) {
    let d = stiffness.rows
    var drift = Matrix(repeating: 0, rows: 2 * d, columns: 2 * d)
    for i in 0..<d {
      drift[i, d + i] = 1
      for j in 0..<d { drift[d + i, j] = -stiffness[i, j] }
    }
    self.drift = drift
    kept = (timeStep, Self.propagator(drift, timeStep))
  }

  /// exp(A h).
  func flow(over h: Double) -> Matrix { h == kept.time ? kept.matrix : Self.propagator(drift, h) }

  private static func propagator(_ drift: Matrix, _ h: Double) -> Matrix {
    let zero = Matrix(repeating: 0, rows: drift.rows, columns: drift.rows)
    let rest = [Double](repeating: 0, count: drift.rows)
    return LinearTransition(drift: drift, offset: rest, diffusion: zero, time: h).propagator
  }
}

extension Matrix {
  /// The law of M z for z of a law.
  fileprivate func push(_ law: Gaussian) throws(TransportError) -> Gaussian {
    let half = self * law.cholesky.lower
    return try Gaussian(
      mean: self * law.mean, covariance: (half * half.transposed).symmetricPart, mass: law.mass)
  }
}
