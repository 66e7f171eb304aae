import Foundation

/// The fixed point of ``DensityProximal``, in logarithms.
struct ConeIteration {
  private let problem: DensityProximal
  private let sums: GaussianSums
  private let logMasses: [Double]
  private let logVolumes: [Double]
  private let potential: [Double]
  /// log y, log z, log G' (a y), and the z that these give.
  private var logY: [Double]
  private var logZ: [Double]
  private var logImage: [Double]
  private var nextLogZ: [Double]
  private var displacements: Matrix
  private var iterations = 0
  /// Thompson's distance from z to its next iterate, and before.
  private var change = Double.infinity
  private var lastChange = Double.infinity
  private var observedRate: Double?

  init(
    _ problem: DensityProximal, masses: [Double], _ sums: GaussianSums, logVolumes: [Double],
    potential: [Double], near start: [Double]? = nil
  ) {
    self.problem = problem
    self.logVolumes = logVolumes
    self.potential = potential
    self.sums = sums
    logMasses = masses.map { log($0) }
    // As if G were a density and the nodes carried no energy: a guess of the size of the sums saves
    // a search for their largest terms. Any start will do.
    let unit = -sums.logNorm
    logY = [Double](repeating: unit, count: masses.count)
    logImage = start ?? [Double](repeating: unit + logMasses.max()!, count: potential.count)
    displacements = Matrix(repeating: 0, rows: 0, columns: 0)
    (logZ, nextLogZ) = ([], [])
    nextLogZ = zOfImage()
  }

  /// Alternates in 32 bits as far as these can tell, then in 64: the step is made of the last pass
  /// in 64 bits, and so are its error and its gap.
  mutating func run() {
    let rounding = sums.singleError(zip(logMasses, logY).map { $0 + $1 }, near: logImage)
    if problem.contractionBound > 0, problem.iterationLimit > 1, rounding <= problem.tolerance {
      repeat {
        iterate(.single, rounding: rounding)
      } while canImprove && iterations < problem.iterationLimit - 1
      (change, lastChange) = (.infinity, .infinity)
    }
    repeat {
      iterate(.double, rounding: 0)
    } while error > problem.tolerance
      && iterations < problem.iterationLimit
  }

  /// The fixed point's p is within this relative error, by the contraction.
  private var error: Double { 2 * change / (1 - problem.contractionBound) }
  /// Whether rounding has not yet ended the contraction.
  private var canImprove: Bool { error > problem.tolerance && change < lastChange }

  private mutating func iterate(_ precision: KernelPrecision, rounding: Double) {
    // The last z stays the one that y was made of, so that the rows of the plan are exact.
    logZ = nextLogZ
    iterations += 1
    logY = sums.rows(
      zip(logVolumes, logZ).map { $0 + $1 }, near: logY.map { -$0 }, precision: precision
    ).map { -$0 }
    updateImage(zip(logMasses, logY).map { $0 + $1 }, precision)
    nextLogZ = zOfImage()
    lastChange = change
    change = zip(nextLogZ, logZ).reduce(0) { max($0, abs($1.0 - $1.1)) }
    // Below is the rate of rounding errors.
    if lastChange.isFinite, change > 1000 * rounding { observedRate = change / lastChange }
  }

  private mutating func updateImage(_ logSources: [Double], _ precision: KernelPrecision) {
    if precision == .single {
      logImage = sums.columns(logSources, near: logImage, precision: .single)
    } else {
      (logImage, displacements) = sums.columnsWithDisplacements(logSources, near: logImage)
    }
  }

  /// What z satisfies with y: kappa log(xi / G' (a y)), which has a limit as theta -> 0.
  private func zOfImage() -> [Double] {
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
    return DensityStep(
      logDensities: logDensities, logMasses: zip(logDensities, logVolumes).map { $0 + $1 },
      gap: gap(logDensities), relativeError: error,
      contraction: ConeContraction(bound: problem.contractionBound, observedRate: observedRate),
      iterations: iterations,
      termination: !(error > problem.tolerance) ? .converged : .iterationLimit, logY: logY,
      logImage: logImage, displacements: displacements)
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
