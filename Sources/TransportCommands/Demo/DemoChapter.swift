import OptimalTransport
import TransportPlots

/// A stop of the tour, solved and drawn.
struct DemoChapter {
  /// What its files are called.
  let name: String
  /// Its results, in order.
  let results: [Result]
  /// Its section of the report.
  let section: HTMLReport.Section

  /// One result, and what is known of it.
  struct Result {
    let method: String
    let value: Double
    let relativeGap: Double
    let seconds: Double
    let verdict: Verdict

    init(
      method: String, value: Double, relativeGap: Double, seconds: Double, verdict: Verdict
    ) {
      (self.method, self.value, self.relativeGap) = (method, value, relativeGap)
      (self.seconds, self.verdict) = (seconds, verdict)
    }

    init(method: String, certificate: Certificate, seconds: Double, verdict: Verdict) {
      self.init(
        method: method, value: certificate.upperBound, relativeGap: certificate.relativeGap,
        seconds: seconds, verdict: verdict)
    }
  }

  enum Verdict: Equatable {
    /// An exact method within the tolerance.
    case certified
    /// A method for fields in time within the tolerance that was asked of it.
    case within(Double)
    /// An entropic method that converged to a bracket about the exact value.
    case bracketed
    /// A gradient flow whose steps converged, and whose F rose no more than they explain.
    case converged
    /// None of these.
    case short
  }

  /// The tolerance of `ot solve`.
  static let tolerance = 1e-9

  /// Whether every result is what its method promises.
  var isCertified: Bool { results.allSatisfy { $0.verdict != .short } }

  /// Draws figures into `figures/`, as pixels and as vectors.
  static func write(
    _ figures: [(figure: Figure, name: String)], into folder: DemoFolder
  ) throws(TransportError) {
    for (figure, name) in figures {
      for format in ["png", "svg"] {
        try figure.write(to: folder.path("figures/\(name).\(format)"))
      }
    }
  }
}

extension CertifiedResult {
  /// A column of the report's table.
  init(_ outcome: TransportOutcome, name: String) {
    self.init(
      name: name, value: outcome.value, distance: outcome.distance,
      certificate: outcome.certificate, termination: outcome.termination,
      iterations: outcome.iterations, seconds: outcome.seconds)
  }
}
