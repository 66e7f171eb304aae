import Foundation
import OptimalTransport

/// What `ot geodesic` found.
struct Geodesic {
  let way: any DisplacementInterpolation
  let method: GeodesicMethod
  var evidence: Evidence
  /// By how much W2 can change where rho_t is averaged over cells; zero off grids.
  let cellError: Double
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
    cellError: Double = 0, termination: Termination?, iterations: Int? = nil, seconds: Double,
    note: String? = nil
  ) {
    (self.way, self.method, self.cellError) = (way, method, cellError)
    evidence = Evidence(
      method: method.rawValue, costName: GroundCost.squaredEuclidean.name,
      distance: max(certificate.upperBound, 0).squareRoot(), certificate: certificate,
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

  /// Whether t W2 lies within the bounds of every distance measured, up to the error of cells.
  ///
  /// The distance between the ends is itself known up to its bounds.
  var hasConstantSpeed: Bool {
    let certificate = evidence.certificate
    let rounding = certificate.resolution + 64 * .ulpOfOne * certificate.upperBound
    let low = max(certificate.lowerBound - rounding, 0).squareRoot()
    let high = (certificate.upperBound + rounding).squareRoot()
    return rows.allSatisfy { row in
      guard let found = row.distance else { return true }
      return found.lower - cellError <= row.time * high
        && row.time * low <= found.upper + cellError
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

extension GridDensity {
  /// At most W2, times the root of the mass, between any density and its means over these cells:
  /// from a corner of a cell to all of it is |h|^2 / 3.
  var cellError: Double {
    let square = zip(box.sides, shape).reduce(0) { $0 + pow($1.0 / Double($1.1), 2) }
    return (mass * square / 3).squareRoot()
  }
}
