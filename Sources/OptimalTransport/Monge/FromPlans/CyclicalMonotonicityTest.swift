/// Tests c-cyclical monotonicity by the cycle of least mean in the graph of all exchanges.
///
/// Arc i -> k weighs w_ik = c(x_i, y_k) - c(x_i, y_i). Howard's policy iteration finds the cycle of
/// least mean L: each i follows one arc; the best cycle among those arcs gives L and values d_i =
/// w_ik - L + d_k along it; then each i changes to the arc of least w_ik + d_k. At any stage min_ik
/// w_ik + d_k - d_i is a lower bound of every cycle mean, which is how the result is certified: the
/// potentials of Rockafellar and Rueschendorf when L = 0.
///
/// Complexity: O(N^2) a pass, by the kernels of c-transforms, in parallel, and O(N) memory; 5 to 50
/// passes are usual, so 4000 pairs in the plane take less than a second. No polynomial bound is
/// known for Howard's method; Karp's is O(N^3) always. Sources: Karp 1978; Cochet-Terrasson et al.
/// 1998; Dasdan 2004; Rockafellar 1966; Rueschendorf 1996 for general c.
public struct CyclicalMonotonicityTest: Sendable {
  /// Passes after which to stop with a bracket that is not closed.
  public var iterationLimit: Int

  /// A test with the given limit; 1000 passes are far more than is usual.
  public init(iterationLimit: Int = 1000) { self.iterationLimit = iterationLimit }

  /// Tests the graph of a map on the samples with mass; indices are those of the samples.
  ///
  /// - Throws: `shapeMismatch`, `invalidCost`, `outOfRange` for a limit below 1.
  public func check(
    _ map: SampledMap, cost: GroundCost = .squaredEuclidean
  ) throws(TransportError) -> CyclicalMonotonicity {
    let kept = map.weights.indices.filter { map.weights[$0] > 0 }
    return try check(
      map.points.selecting(kept), map.images.selecting(kept), cost, names: kept)
  }

  /// Tests the pairs of a plan with mass; indices are those of the plan's entries.
  ///
  /// - Throws: as above, and `degenerateMass` for a plan without mass.
  public func check(
    _ plan: TransportPlan, source: PointCloud, target: PointCloud,
    cost: GroundCost = .squaredEuclidean
  ) throws(TransportError) -> CyclicalMonotonicity {
    guard source.count == plan.rowCount, target.count == plan.columnCount else {
      throw .shapeMismatch(
        argument: "clouds",
        expected: "\(plan.rowCount) and \(plan.columnCount) atoms, as the plan has",
        found: "\(source.count) and \(target.count)")
    }
    let kept = plan.mass.indices.filter { plan.mass[$0] > 0 }
    guard !kept.isEmpty else { throw .degenerateMass(argument: "plan", mass: 0) }
    return try check(
      source.points.selecting(kept.map { plan.rows[$0] }),
      target.points.selecting(kept.map { plan.columns[$0] }), cost, names: kept)
  }

  private func check(
    _ points: Matrix, _ images: Matrix, _ cost: GroundCost, names: [Int]
  ) throws(TransportError) -> CyclicalMonotonicity {
    guard iterationLimit > 0 else {
      throw .outOfRange(
        argument: "iterationLimit", value: Double(iterationLimit), expected: "at least 1")
    }
    let exchanges = try ExchangeGraph(points: points, images: images, cost: cost)
    var search = CycleSearch(exchanges)
    search.run(iterationLimit: iterationLimit)
    let pair = exchanges.bestPair()
    let resolution = search.resolution
    return CyclicalMonotonicity(
      meanGain: search.cycleMean < 0 ? -search.cycleMean : 0,
      meanGainBound: max(-search.lowerBound, -search.cycleMean, 0),
      cycle: search.cycle.map { names[$0] }, pairGain: pair.gain,
      pair: pair.indices.map { names[$0] },
      resolution: resolution, termination: search.termination, iterations: search.iterations)
  }
}
