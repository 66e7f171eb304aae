import OptimalTransport

/// What `ot geodesic` found.
struct Geodesic {
  let way: any DisplacementInterpolation
  let method: GeodesicMethod
  var evidence: Evidence
  /// What is known at each time.
  var rows: [Row] = []

  /// The measure at a time, and how far it has come.
  struct Row {
    let time: Double
    let measure: any Measure
    /// W2 from the source, between bounds; nil where it was not measured.
    var distance: Distance?
  }

  /// W2 times the root of the mass, and bounds on it.
  struct Distance {
    let value: Double
    let lower: Double
    let upper: Double
  }

  init(
    _ way: any DisplacementInterpolation, _ method: GeodesicMethod, _ certificate: Certificate,
    termination: Termination?, iterations: Int? = nil, seconds: Double,
    note: String? = nil
  ) {
    (self.way, self.method) = (way, method)
    evidence = Evidence(
      method: method.rawValue, costName: GroundCost.squaredEuclidean.name,
      distance: max(way.squaredDistance, 0).squareRoot(), certificate: certificate,
      termination: termination, iterations: iterations, seconds: seconds, note: note)
  }

  /// W2 between the ends, times the root of the mass.
  var distance: Double { evidence.distance ?? 0 }

  /// max over t of |W2(rho_0, rho_t) - t W2| / W2, of those measured.
  var speedDefect: Double? {
    let defects = rows.compactMap { row in
      row.distance.map { abs($0.value - row.time * distance) }
    }
    guard let worst = defects.max() else { return nil }
    return distance > 0 ? worst / distance : worst
  }

  /// Whether t W2 lies within the bounds of every distance measured.
  ///
  /// The distance between the ends is itself known up to its bounds.
  var hasConstantSpeed: Bool {
    let certificate = evidence.certificate
    let slack = certificate.gap + 64 * .ulpOfOne * certificate.upperBound
    let low = max(certificate.lowerBound - slack, 0).squareRoot()
    let high = (certificate.upperBound + slack).squareRoot()
    return rows.allSatisfy { row in
      row.distance.map { $0.lower <= row.time * high && row.time * low <= $0.upper } ?? true
    }
  }

  private var isOnGrid: Bool { method == .map || method == .dynamic }

  /// Whether the optimum is certified, or on a grid the method ended by itself, and the speed is
  /// constant.
  func isMet(_ tolerance: GapTolerance) -> Bool {
    guard hasConstantSpeed else { return false }
    if isOnGrid, !tolerance.isGiven {
      return evidence.termination == .converged || evidence.termination == .stalled
    }
    return evidence.holds(to: tolerance.value)
  }
}
