import Foundation

/// The fixed point of ``DensityProximal``, in logarithms.
struct ConeIteration {
  private let problem: DensityProximal
  private let sums: GaussianSums
  private let logMasses: [Double]
  private let logVolumes: [Double]
  private let potential: [Double]
  /// log y, log z, log G' (a y).
  private var logY: [Double]
  private var logZ: [Double]
  private var logImage: [Double]
  private var iterations = 0
  /// Thompson's distance from z to its next iterate, and before.
  private var change = Double.infinity
  private var observedRate: Double?

  init(
    _ problem: DensityProximal, _ cloud: PointCloud, to nodes: Matrix, logVolumes: [Double],
    potential: [Double], near start: [Double]? = nil
  ) {
    self.problem = problem
    self.logVolumes = logVolumes
    self.potential = potential
    sums = GaussianSums(rows: cloud.points, columns: nodes, variance: problem.epsilon)
    logMasses = cloud.weights.map { log($0) }
    // As if G were a density and the nodes carried no energy: a guess of the size of the sums saves
    // a search for their largest terms. Any start will do.
    let unit = -sums.logNorm(dimension: cloud.dimension)
    logY = [Double](repeating: unit, count: cloud.count)
    logImage = start ?? [Double](repeating: unit + log(cloud.mass), count: nodes.rows)
    logZ = []
    logZ = nextLogZ()
  }

  mutating func run() {
    let bound = problem.contractionBound
    // The last z stays the one that y was made of, so that the rows of the plan are exact.
    var next = logZ
    repeat {
      logZ = next
      iterations += 1
      logY = sums.rows(
        zip(logVolumes, logZ).map { $0 + $1 }, near: logY.map { -$0 }
      ).map { -$0 }
      logImage = sums.columns(zip(logMasses, logY).map { $0 + $1 }, near: logImage)
      next = nextLogZ()
      let last = change
      change = zip(next, logZ).reduce(0) { max($0, abs($1.0 - $1.1)) }
      if last.isFinite, last > 0 { observedRate = change / last }
    } while 2 * change / (1 - bound) > problem.tolerance && iterations < problem.iterationLimit
  }

  /// What z satisfies with y: kappa log(xi / G' (a y)), which has a limit as theta -> 0.
  private func nextLogZ() -> [Double] {
    let bound = problem.contractionBound
    let share =
      problem.timeStep / (problem.timeStep * problem.temperature + problem.epsilon)
    return potential.indices.map {
      -share * (potential[$0] + problem.temperature) - bound * logImage[$0]
    }
  }

  /// The plan a y G z v, whose rows are exact.
  var step: DensityStep {
    let logDensities = zip(logZ, logImage).map { $0 + $1 }
    let error = 2 * change / (1 - problem.contractionBound)
    return DensityStep(
      logDensities: logDensities, logMasses: zip(logDensities, logVolumes).map { $0 + $1 },
      gap: gap(logDensities), relativeError: error,
      contraction: ConeContraction(bound: problem.contractionBound, observedRate: observedRate),
      iterations: iterations,
      termination: !(error > problem.tolerance) ? .converged : .iterationLimit, logY: logY,
      logImage: logImage)
  }

  /// h theta KL(m | v p*), each term in a form without cancellation: m (e^t - 1 - t), t = log(p* /
  /// p).
  private func gap(_ logDensities: [Double]) -> Double {
    let scale = problem.timeStep * problem.temperature
    guard scale > 0 else { return 0 }
    var sum = CompensatedSum()
    for j in logDensities.indices where logVolumes[j] > -.infinity {
      let dual =
        -(problem.epsilon * logZ[j] + problem.timeStep * potential[j]) / scale - 1
      let t = dual - logDensities[j]
      sum.add(exp(logVolumes[j] + logDensities[j]) * excess(t))
    }
    return scale * sum.value
  }

  /// e^t - 1 - t.
  private func excess(_ t: Double) -> Double {
    abs(t) < 1e-3 ? t * t * (0.5 + t * (1.0 / 6 + t / 24)) : expm1(t) - t
  }
}
