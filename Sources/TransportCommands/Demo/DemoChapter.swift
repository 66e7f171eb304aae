import OptimalTransport
import TransportIO
import TransportPlots

/// A stop of the tour, solved and drawn.
struct DemoChapter {
  let example: DemoExample
  let outcomes: [TransportOutcome]
  private let figures: [Figure]

  /// The tolerance of `ot solve`.
  static let tolerance = 1e-9

  /// Reads the data back from their files, so that the commands shown give the same results.
  init(_ example: DemoExample, in folder: DemoFolder) throws(TransportError) {
    let problem = LoadedProblem(
      title: example.heading,
      source: try MeasureFile.load(folder.path("data/" + example.source)),
      target: try MeasureFile.load(folder.path("data/" + example.target)),
      cost: example.cost, matrix: nil, atoms: 1000)
    var outcomes: [TransportOutcome] = []
    for method in example.methods {
      outcomes.append(try problem.solve(method: method, iterationLimit: nil, progress: nil))
    }
    self.example = example
    self.outcomes = outcomes
    figures = try Self.figures(outcomes[0], of: problem)
    for (figure, suffix) in zip(figures, ["", "-potentials"]) {
      for format in ["png", "svg"] {
        try figure.write(to: folder.path("figures/\(example.name)\(suffix).\(format)"))
      }
    }
  }

  /// Whether every result is within the tolerance.
  var isCertified: Bool { outcomes.allSatisfy { $0.certificate.holds(to: Self.tolerance) } }

  /// The section of the report.
  var section: HTMLReport.Section {
    HTMLReport.Section(
      heading: example.heading, prose: example.prose + outcomes.prefix(1).compactMap(\.note),
      figures: figures.map { HTMLReport.CaptionedFigure($0) },
      results: outcomes.map { outcome in
        CertifiedResult(
          name: outcome.method.rawValue, value: outcome.value, distance: outcome.distance,
          certificate: outcome.certificate, termination: outcome.termination,
          iterations: outcome.iterations, seconds: outcome.seconds)
      },
      command: example.methods.map(example.command).joined(separator: "\n"))
  }

  /// The plan, and the potentials where there are some.
  private static func figures(
    _ outcome: TransportOutcome, of problem: LoadedProblem
  ) throws(TransportError) -> [Figure] {
    let plan = try Figure(outcome, of: problem)
    guard let potentials = outcome.potentials else { return [plan] }
    let measures = try problem.drawables(outcome)
    return [
      plan,
      try .potentials(potentials, source: measures.source, target: measures.target),
    ]
  }
}
