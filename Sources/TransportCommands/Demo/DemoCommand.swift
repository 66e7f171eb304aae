import ArgumentParser
import OptimalTransport
import TransportIO
import TransportPlots

/// `ot demo`: the tour.
struct DemoCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Take the tour of the theory, as one page with a picture a section.",
    discussion: """
      From push-forward by the three takes of Monge, Kantorovich, and Benamou and Brenier, duality, entropy, \
      closed forms and geodesics to bridges and gradient flows: sixteen sections, each with its formula, \
      a picture, its certificate and the command that gives the same numbers. Writes into the output \
      folder report.html, which needs no other file; data/, the measures; and figures/, the pictures \
      as .png and .svg. Takes less than a minute.

      EXIT STATUS
        0   every exact result is certified, every flow and bridge is within its
            tolerance, every bracket holds the exact value, and every step of
            a gradient flow converged
        2   one is not
        74  a file cannot be written, or gnuplot is missing
      """)

  @Option(
    help: ArgumentHelp("The folder to write into; made if it is missing.", valueName: "folder"),
    completion: .directory)
  var output = "ot-demo"

  func execute(on console: Console) throws -> ExitStatus {
    let folder = try DemoFolder(output)
    let line = ProgressLine(on: console, isQuiet: false, patience: .zero)
    defer { line?.clear() }
    try DemoData.write(into: folder)
    let chapters = try chapters(in: folder) { line?.show($0) }
    let report = try DemoReport(chapters: chapters).html()
    try AtomicFile.write(Array(report.utf8), to: folder.path("report.html"))
    line?.clear()
    try console.output(summary(chapters, folder, on: console))
    return chapters.allSatisfy(\.isCertified) ? .certified : .short
  }

  private func chapters(
    in folder: DemoFolder, progress: (SolverProgress) -> Void
  ) throws(TransportError) -> [DemoChapter] {
    let count = Double(DemoStop.tour.count)
    return try DemoStop.tour.enumerated().map { pair throws(TransportError) in
      let (index, stop) = pair
      progress(
        SolverProgress(stage: stop.heading, fraction: Double(index) / count, iterations: 0))
      return try stop.chapter(in: folder)
    }
  }

  private func summary(
    _ chapters: [DemoChapter], _ folder: DemoFolder, on console: Console
  ) -> String {
    var table = TextTable()
    table.add("section", "method", "upper bound", "gap", "seconds", "")
    for chapter in chapters {
      let result = chapter.finding.result
      table.add(
        chapter.name, result.method, result.upperBound.map { "\($0)" } ?? "-",
        Evidence.brief(result.gap), Evidence.rounded(result.seconds),
        chapter.finding.verdict.text(on: console))
    }
    return (table.lines() + ["", "report: \(folder.path("report.html"))"])
      .joined(separator: "\n") + "\n"
  }
}

extension DemoFinding.Verdict {
  fileprivate func text(on console: Console) -> String {
    switch self {
    case .certified: console.colored("certified", .good)
    case .within(let tolerance): console.colored("within \(tolerance)", .good)
    case .converged: console.colored("every step converged", .good)
    case .bracketed: console.colored("brackets the exact value", .good)
    case .short: console.colored("NOT certified", .bad)
    }
  }
}
