import OptimalTransport
import TransportIO
import TransportPlots

extension DemoChapter {
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
    let figures = try Self.figures(outcomes[0], of: problem)
    let names = ["", "-potentials"].map { example.name + $0 }
    try Self.write(Array(zip(figures, names)), into: folder)
    name = example.name
    results = outcomes.map { outcome in
      Result(
        method: outcome.method.rawValue, certificate: outcome.certificate,
        seconds: outcome.seconds,
        verdict: outcome.certificate.holds(to: Self.tolerance) ? .certified : .short)
    }
    section = HTMLReport.Section(
      heading: example.heading, prose: example.prose + outcomes.prefix(1).compactMap(\.note),
      figures: figures.map { HTMLReport.CaptionedFigure($0) },
      results: outcomes.map { CertifiedResult($0, name: $0.method.rawValue) },
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
