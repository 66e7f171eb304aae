import OptimalTransport

/// The distances from the source along a geodesic, each solved anew: constant speed means that they
/// are t W2.
struct SpeedCheck {
  let found: Geodesic

  /// Distances measured at most: between grids each takes about as long as the geodesic itself.
  private static let count = 5
  /// Atoms up to which the linear program is solved anew.
  private static let atomLimit = 2000

  init(_ found: Geodesic) { self.found = found }

  /// The measure at each time, and the distance at some.
  func rows(at times: [Double]) throws(TransportError) -> [Geodesic.Row] {
    let start = try found.way.measure(at: 0)
    let steps = times.count - 1
    let stride = (1...steps).first { steps.isMultiple(of: $0) && steps / $0 <= Self.count }!
    return try times.enumerated().map { pair throws(TransportError) in
      let (k, time) = pair
      let measure = try found.way.measure(at: time)
      let isMeasured = time > 0 && k.isMultiple(of: stride)
      return Geodesic.Row(
        time: time, measure: measure,
        distance: isMeasured ? try distance(from: start, to: measure) : nil)
    }
  }

  private func distance(
    from source: any Measure, to target: any Measure
  ) throws(TransportError) -> Geodesic.Distance? {
    switch (source, target) {
    case (let a as Gaussian, let b as Gaussian):
      return Geodesic.Distance(try GaussianTransport().solve(source: a, target: b).certificate)
    case (let a as GaussianMixture, let b as GaussianMixture):
      return Geodesic.Distance(try MixtureTransport().solve(source: a, target: b).certificate)
    case (let a as PointCloud, let b as PointCloud):
      guard a.count <= Self.atomLimit else { return nil }
      let solution = try NetworkSimplex().solve(
        TransportProblem(source: a, target: b, cost: .squaredEuclidean))
      return Geodesic.Distance(solution.certificate)
    case (let a as GridDensity, let b as GridDensity):
      let solution = try BackAndForth().solve(source: a, target: b)
      return Geodesic.Distance(
        try solution.bracket(source: a, target: b))
    default:
      let cost = try QuantileMap(source: source, target: target).cost()
      return Geodesic.Distance(
        Certificate(
          upperBound: cost.value, lowerBound: cost.value, marginalError: 0, dualInfeasibility: 0),
        slack: cost.error)
    }
  }
}

extension Geodesic.Distance {
  /// The root of a squared distance between bounds, each widened by a slack and by rounding.
  init(_ certificate: Certificate, slack: Double = 0) {
    let room = slack + certificate.resolution + 1e-12 * certificate.upperBound
    self.init(
      value: max(certificate.upperBound, 0).squareRoot(),
      lower: max(certificate.lowerBound - room, 0).squareRoot(),
      upper: (certificate.upperBound + room).squareRoot())
  }
}

extension GridMapSolution {
  /// Bounds on the optimum between the densities, constant in each cell, as a certificate.
  func bracket(
    source: GridDensity, target: GridDensity
  ) throws(TransportError) -> Certificate {
    let found = try DensityBracket(source: source, target: target, potential: brenierPotential)
    return Certificate(
      upperBound: found.upper, lowerBound: max(found.lower, 0),
      marginalError: certificate.marginalError, dualInfeasibility: certificate.dualInfeasibility,
      resolution: certificate.resolution)
  }
}
