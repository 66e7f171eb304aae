import OptimalTransport
import TransportIO
import TransportPlots

extension DemoChapter {
  /// Solves one problem exactly and at falling regularisations, and draws how the plans sharpen and
  /// the brackets close.
  init(_ example: EntropicExample, in folder: DemoFolder) throws(TransportError) {
    let sweep = try EntropicSweep(example, in: folder)
    let figures = try sweep.figures()
    try Self.write(figures, into: folder)
    name = example.name
    results = sweep.results
    section = HTMLReport.Section(
      heading: example.heading, prose: example.prose,
      figures: figures.map { HTMLReport.CaptionedFigure($0.figure) }, results: sweep.columns,
      command: EntropicExample.shares.map(example.command).joined(separator: "\n"))
  }
}

/// One problem at falling regularisations, beside its exact solution.
private struct EntropicSweep {
  let example: EntropicExample
  let problem: LoadedProblem
  let exact: TransportOutcome
  /// By falling eps, those whose plans are shown.
  let shown: [(share: Double, outcome: TransportOutcome)]
  /// Those between, without plans.
  let between: [(share: Double, outcome: TransportOutcome)]

  init(_ example: EntropicExample, in folder: DemoFolder) throws(TransportError) {
    self.example = example
    problem = LoadedProblem(
      title: example.heading,
      source: try MeasureFile.load(folder.path("data/" + example.source)),
      target: try MeasureFile.load(folder.path("data/" + example.target)),
      cost: .squaredEuclidean, matrix: nil, atoms: 1000)
    exact = try problem.solve(method: example.exact, iterationLimit: nil, progress: nil)
    shown = try Self.solve(problem, EntropicExample.shares, keepsPlan: true)
    between = try Self.solve(problem, EntropicExample.sharesBetween, keepsPlan: false)
  }

  private static func solve(
    _ problem: LoadedProblem, _ shares: [Double], keepsPlan: Bool
  ) throws(TransportError) -> [(share: Double, outcome: TransportOutcome)] {
    try shares.map { share throws(TransportError) in
      let outcome = try problem.solve(
        method: .sinkhorn, sinkhorn: Sinkhorn(.shareOfMedian(share)), iterationLimit: nil,
        keepsPlan: keepsPlan, progress: nil)
      return (share, outcome)
    }
  }

  /// The exact result first.
  var results: [DemoChapter.Result] {
    [
      DemoChapter.Result(
        method: exact.method.rawValue, certificate: exact.certificate, seconds: exact.seconds,
        verdict: exact.certificate.holds(to: DemoChapter.tolerance) ? .certified : .short)
    ]
      + shown.map { share, outcome in
        DemoChapter.Result(
          method: Self.name(share), certificate: outcome.certificate, seconds: outcome.seconds,
          verdict: isBracket(outcome) ? .bracketed : .short)
      }
  }

  var columns: [CertifiedResult] {
    [CertifiedResult(exact, name: exact.method.rawValue)]
      + shown.map { CertifiedResult($0.outcome, name: Self.name($0.share)) }
  }

  private static func name(_ share: Double) -> String {
    "sinkhorn \(Regularization.percent(share))"
  }

  /// Converged, and the exact value between its bounds up to rounding.
  private func isBracket(_ outcome: TransportOutcome) -> Bool {
    let (bounds, value) = (outcome.certificate, exact.value)
    let slack = DemoChapter.tolerance * abs(value)
    return outcome.termination == .converged && bounds.lowerBound <= value + slack
      && value <= bounds.upperBound + slack
  }

  func figures() throws(TransportError) -> [(figure: Figure, name: String)] {
    var figures = [(try plans(), example.name), (try brackets(), example.name + "-bracket")]
    if example.showsTraces { figures.append((try traces(), example.name + "-traces")) }
    return figures
  }

  private func plans() throws(TransportError) -> Figure {
    let kept = shown.compactMap { share, outcome in
      outcome.plan.map { (plan: $0, name: "ε = \(Regularization.percent(share))") }
    }
    let measures = try problem.drawables(exact)
    return try .plans(
      kept.map(\.plan), names: kept.map(\.name), from: measures.source, to: measures.target,
      exact: exact.plan,
      heading: Heading("Plans sharpen as ε falls, here in % of the median cost"))
  }

  private func brackets() throws(TransportError) -> Figure {
    let all = shown + between
    return try .brackets(
      all.map(\.outcome.certificate), shares: all.map(\.share), exact: exact.value,
      heading: Heading(
        "The bracket closes about the exact value as ε falls", certificate: exact.certificate,
        cost: problem.cost))
  }

  /// The recursion as it is, over-relaxed, and with all that speeds it up.
  private func traces() throws(TransportError) -> Figure {
    let options: [(Sinkhorn.Acceleration, Sinkhorn.Start, String)] = [
      (.none, .zero, "plain: Sinkhorn’s recursion from zero"),
      (.overrelaxation, .automatic, "a ladder of falling ε, and over-relaxation"),
      (.automatic, .automatic, "a ladder of falling ε, and Newton’s method"),
    ]
    let share = 0.01
    let traces = try options.map { option throws(TransportError) in
      let solver = Sinkhorn(
        .shareOfMedian(share), acceleration: option.0, start: option.1)
      let outcome = try problem.solve(
        method: .sinkhorn, sinkhorn: solver, iterationLimit: nil, keepsPlan: false, progress: nil)
      return outcome.entropic?.trace ?? []
    }
    return try .traces(
      traces, names: options.map(\.2), tolerance: Sinkhorn().tolerance,
      heading: Heading(
        "Marginal error after each iteration, ε = \(Regularization.percent(share)) of the median cost"
      ))
  }
}
