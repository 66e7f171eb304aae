import OptimalTransport
import TransportIO
import TransportPlots

/// One stop of the tour: what it says, and how it is computed.
struct DemoStop: Sendable {
  /// What its files are called.
  let name: String
  let heading: String
  /// In the notation of ``MathML``; a line each where there is little room.
  let formulas: [String]
  /// Three.
  let sentences: [String]
  /// What the picture shows, for those who do not see it.
  let description: String
  /// The command lines that give the same results, in the report's folder.
  let commands: [String]
  /// Computes it from the files in the folder.
  let solve: @Sendable (DemoStop, DemoFolder) throws(TransportError) -> DemoFinding

  /// All stops in the order of the theory.
  static let tour: [DemoStop] =
    [push, map, plan, duality, entropy, flow, gap, line, gaussians, geodesic, bridge, wells]
    + descents

  /// Solves it, draws it into `figures/`, as pixels and as vectors, and sets its section.
  func chapter(in folder: DemoFolder) throws(TransportError) -> DemoChapter {
    let finding = try solve(self, folder)
    for format in ["png", "svg"] {
      try finding.figure.write(to: folder.path("figures/\(name).\(format)"))
    }
    return DemoChapter(
      name: name, finding: finding,
      section: HTMLReport.Section(
        heading: heading, formulas: formulas.map(MathML.init),
        figure: HTMLReport.CaptionedFigure(finding.figure, description: description),
        prose: sentences.joined(separator: " "), result: finding.result, commands: commands))
  }
}

/// What a stop of the tour came to.
struct DemoFinding {
  let figure: Figure
  let result: CertifiedResult
  let verdict: Verdict

  enum Verdict: Equatable {
    /// An exact method within the tolerance.
    case certified
    /// A method for fields in time within the tolerance that was asked of it.
    case within(Double)
    /// Bounds that converged about the exact value.
    case bracketed
    /// A gradient flow whose steps converged, and whose F rose no more than they explain.
    case converged
    /// None of these.
    case short
  }

  /// The tolerance of `ot solve`.
  static let tolerance = 1e-9
}

/// A stop of the tour, solved, drawn and set.
struct DemoChapter {
  let name: String
  let finding: DemoFinding
  /// Its section of the report.
  let section: HTMLReport.Section

  /// Whether the result is what its method promises.
  var isCertified: Bool { finding.verdict != .short }
}

extension DemoFolder {
  /// Two measures of the tour.
  func measures(
    _ source: String, _ target: String
  ) throws(TransportError) -> (source: any Measure, target: any Measure) {
    (
      try MeasureFile.load(path("data/" + source)), try MeasureFile.load(path("data/" + target))
    )
  }

  /// The problem between two measures of the tour.
  func problem(
    _ title: String, _ source: String, _ target: String, cost: GroundCost = .squaredEuclidean
  ) throws(TransportError) -> LoadedProblem {
    let measures = try measures(source, target)
    return LoadedProblem(
      title: title, source: measures.source, target: measures.target, cost: cost, matrix: nil,
      atoms: 1000)
  }
}
