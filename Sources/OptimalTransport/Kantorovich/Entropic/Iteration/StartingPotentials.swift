import Foundation

extension Sinkhorn {
  /// Puts the state at its start, and chooses the rungs to climb down from there.
  func begin(
    _ state: inout SinkhornState, epsilon: Double, progress: ProgressHandler?
  ) throws(TransportError) -> EpsilonLadder {
    let ladder =
      acceleration == .none
      ? EpsilonLadder(rungs: [epsilon])
      : EpsilonLadder(to: epsilon, geometry: state.problem.geometry)
    guard
      let alpha = try startingPotential(state.problem, epsilon: epsilon, progress: progress)
    else {
      state.epsilon = ladder.rungs[0]
      return ladder
    }
    return ladder.entered(&state, with: alpha)
  }

  /// alpha of the start; nil for zero.
  private func startingPotential(
    _ problem: TransportProblem, epsilon: Double, progress: ProgressHandler?
  ) throws(TransportError) -> [Double]? {
    switch start {
    case .zero: return nil
    case .automatic:
      return acceleration == .none
        ? nil : try coarsePotential(problem, epsilon: epsilon, progress: progress)
    case .coarser: return try coarsePotential(problem, epsilon: epsilon, progress: progress)
    case .gaussian: return try problem.gaussianPotential()
    case .sorted: return try problem.sortedPotential()
    case .potentials(let potentials):
      try problem.check(potentials.f.count, potentials.g.count)
      return zip(potentials.f, problem.sourceWeights).map { f, a in
        a > 0 && f.isFinite ? f - potentials.epsilon * log(a) : 0
      }
    case .kantorovich(let potentials):
      try problem.check(potentials.alpha.count, potentials.beta.count)
      return potentials.alpha
    }
  }

  /// alpha from a coarser problem, solved by way of a coarser one in turn; nil where there is none.
  private func coarsePotential(
    _ problem: TransportProblem, epsilon: Double, progress: ProgressHandler?
  ) throws(TransportError) -> [Double]? {
    guard let coarse = CoarseProblem(problem) else { return nil }
    var solver = self
    solver.regularization = .absolute(max(epsilon, coarse.resolution))
    solver.tolerance = max(tolerance, Self.coarseTolerance)
    solver.start = .automatic
    return coarse.extend(try solver.iterate(coarse.problem, progress: progress).potentials)
  }

  /// A coarse solution is no better than its grouping, whatever its marginals.
  private static let coarseTolerance = 1e-3
}

extension EpsilonLadder {
  /// The error, after one iteration, of a start that is worth entering a rung with.
  private static let entryError = 0.3

  /// The ladder from the lowest rung on which a start is good.
  fileprivate func entered(_ state: inout SinkhornState, with alpha: [Double]) -> EpsilonLadder {
    for first in rungs.indices.reversed() {
      state.epsilon = rungs[first]
      state.start(alpha: alpha)
      state.updateTarget()
      state.measureRows()
      if state.rowError <= Self.entryError || first == 0 {
        return EpsilonLadder(rungs: Array(rungs[first...]))
      }
    }
    return self
  }
}

extension TransportProblem {
  fileprivate func check(_ m: Int, _ n: Int) throws(TransportError) {
    guard m == sourceWeights.count, n == targetWeights.count else {
      throw .shapeMismatch(
        argument: "warm start", expected: "\(sourceWeights.count) x \(targetWeights.count)",
        found: "\(m) x \(n)")
    }
  }

  /// alpha of the optimal map between the Gaussians of the same moments.
  fileprivate func gaussianPotential() throws(TransportError) -> [Double] {
    guard let origin = geometry.origin, case .squaredEuclidean = origin.cost else {
      throw .notApplicable(
        method: "gaussian start", reason: "it needs points and the squared Euclidean cost",
        remedy: "Choose the start automatic.")
    }
    let source = try PointCloud(points: origin.source, weights: sourceWeights)
    let target = try PointCloud(points: origin.target, weights: targetWeights)
    let map = try GaussianTransport().solve(
      source: Gaussian(mean: source.mean, covariance: source.covariance),
      target: Gaussian(mean: target.mean, covariance: target.covariance))
    return try (0..<source.count).map { i throws(TransportError) in
      try map.alpha(source.points.row(i))
    }
  }

  /// The exact potential of sorting.
  fileprivate func sortedPotential() throws(TransportError) -> [Double] {
    guard let origin = geometry.origin, origin.source.columns == 1, origin.cost.isConvexOnTheLine
    else {
      throw .notApplicable(
        method: "sorted start", reason: "it needs points on the line and a convex cost",
        remedy: "Choose the start automatic.")
    }
    let source = try PointCloud(points: origin.source, weights: sourceWeights)
    let target = try PointCloud(points: origin.target, weights: targetWeights)
    return try QuantileTransport().solve(source: source, target: target, cost: origin.cost)
      .potentials.alpha
  }
}
