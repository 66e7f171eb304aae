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
    let certificate: Certificate
    let seconds: Double
    let verdict: Verdict
  }

  enum Verdict: Equatable {
    /// An exact method within the tolerance.
    case certified
    /// A method for fields in time within the tolerance that was asked of it.
    case within(Double)
    /// An entropic method that converged to a bracket about the exact value.
    case bracketed
    /// Neither.
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
