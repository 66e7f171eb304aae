import Foundation

/// The iterate of Sinkhorn's recursion: f and g at an eps, and the marginals as last seen.
///
/// One iteration is `updateTarget`, which makes the columns of P exact, then `measureRows`, which
/// finds the row sums r and, with them, the next f for nothing: f_i + eps log(a_i / r_i).
struct SinkhornState {
  let problem: TransportProblem
  private(set) var kernel: GibbsKernel
  private let logSource: [Double]
  private let logTarget: [Double]

  var epsilon: Double
  private(set) var f: [Double]
  private(set) var g: [Double]
  /// Soft c-transforms of g and f, as last computed: guesses for the next.
  private(set) var sourceTransform: [Double]?
  private(set) var targetTransform: [Double]?
  /// r = P 1 for the present f and g, as `measureRows` left them.
  private(set) var rowSums: [Double]
  /// |r - a|_1 / mass.
  private(set) var rowError = Double.infinity
  /// |P' 1 - b|_1 / mass before the last `updateTarget`; zero for exact columns after it.
  private(set) var columnError = Double.infinity

  init(_ problem: TransportProblem, kernel: GibbsKernel, epsilon: Double) {
    self.problem = problem
    self.kernel = kernel
    self.epsilon = epsilon
    logSource = problem.sourceWeights.map { log($0) }
    logTarget = problem.targetWeights.map { log($0) }
    f = problem.sourceWeights.map { $0 > 0 ? 0 : -.infinity }
    g = problem.targetWeights.map { $0 > 0 ? 0 : -.infinity }
    rowSums = problem.sourceWeights
  }

  /// Replaces f by alpha + eps log a: what `alpha` is relative to the product of the marginals.
  mutating func start(alpha: [Double]) {
    for i in f.indices {
      f[i] = logSource[i] == -.infinity ? -.infinity : alpha[i] + epsilon * logSource[i]
    }
  }

  /// f without the masses, f_i - eps log a_i; the soft c-transform of g where there is no mass.
  var alpha: [Double] {
    f.indices.map { i in
      logSource[i] == -.infinity ? (sourceTransform?[i] ?? 0) : f[i] - epsilon * logSource[i]
    }
  }

  mutating func replace(f newF: [Double]) { f = newF }

  /// g := (1 - w) g + w (eps log b + soft c-transform of f). With w = 1 the columns become exact.
  mutating func updateTarget(relaxation: Double = 1) {
    let transform = kernel.targetTransform(f, epsilon: epsilon, near: targetTransform)
    var error = 0.0
    for j in g.indices {
      let exact = epsilon * logTarget[j] + transform[j]
      if exact == -.infinity || !exact.isFinite {
        if logTarget[j] == -.infinity { g[j] = -.infinity }
        continue
      }
      if relaxation != 1 {
        error += abs(exp((g[j] - transform[j]) / epsilon) - problem.targetWeights[j])
      }
      g[j] = relaxation == 1 || !g[j].isFinite ? exact : g[j] + relaxation * (exact - g[j])
    }
    targetTransform = transform
    columnError = error / problem.mass
  }

  /// Finds r = P 1 for the present f and g.
  mutating func measureRows() {
    let transform = kernel.sourceTransform(g, epsilon: epsilon, near: sourceTransform)
    var error = 0.0
    for i in f.indices {
      rowSums[i] = exp((f[i] - transform[i]) / epsilon)
      error += abs(rowSums[i] - problem.sourceWeights[i])
    }
    sourceTransform = transform
    rowError = error / problem.mass
  }

  /// f := (1 - w) f + w (eps log a + soft c-transform of g), from the transform that `measureRows`
  /// left.
  mutating func updateSource(relaxation: Double = 1) {
    guard let transform = sourceTransform else { return }
    for i in f.indices {
      let exact = epsilon * logSource[i] + transform[i]
      if !exact.isFinite { continue }
      f[i] = relaxation == 1 || !f[i].isFinite ? exact : f[i] + relaxation * (exact - f[i])
    }
  }

  /// The error of both marginals.
  var marginalError: Double { rowError + columnError }

  /// The marginal error that rounding the potentials alone may cause: an ulp of the largest, over
  /// eps.
  var roundingError: Double {
    let largest = f.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    return largest / epsilon * (kernel.precision == .single ? 0x1p-24 : 0x1p-53)
  }

  /// Goes on in double precision; false if it already does.
  mutating func refine() -> Bool {
    if kernel.precision == .double { return false }
    kernel = GibbsKernel(problem.geometry)
    return true
  }

  /// osc log(a / r), the Hilbert distance from u to its next plain iterate.
  var hilbertResidual: Double {
    var (low, high) = (Double.infinity, -Double.infinity)
    for i in f.indices where problem.sourceWeights[i] > 0 {
      guard let transform = sourceTransform, f[i].isFinite else { continue }
      let change = logSource[i] - (f[i] - transform[i]) / epsilon
      low = min(low, change)
      high = max(high, change)
    }
    return max(0, high - low)
  }

  /// f and g less half the logarithms of the masses: the potentials of W = D_a^-1/2 P D_b^-1/2.
  var normalized: (f: [Double], g: [Double]) {
    (
      f.indices.map { f[$0].isFinite ? f[$0] - epsilon * logSource[$0] / 2 : -.infinity },
      g.indices.map { g[$0].isFinite ? g[$0] - epsilon * logTarget[$0] / 2 : -.infinity }
    )
  }
}
