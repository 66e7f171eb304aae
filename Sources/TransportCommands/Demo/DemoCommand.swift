import ArgumentParser
import OptimalTransport
import TransportIO
import TransportPlots

/// `ot demo`: the tour.
struct DemoCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Take the tour: plans, maps, entropy, motion and gradient flows, as one report.",
    discussion: """
      Solves sixteen problems, two of them with Sinkhorn's method at falling epsilon, two as flows in time, \
      two as random motions and four as gradient flows, and writes into the output folder report.html, which needs no other file; \
      data/, the measures; and figures/, the pictures as .png and .svg. The report shows the command \
      that gives each result. Takes about a minute.

      EXIT STATUS
        0   every exact result is certified, every flow and bridge within the
            tolerance its command shows, every entropic one converged to a
            bracket about the exact value, and every step of a flow converged
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
    let count = Double(
      DemoExample.all.count + EntropicExample.all.count + 2 + DemoChapter.flows.count
        + DemoChapter.crossings.count + DemoChapter.descents.count)
    var chapters: [DemoChapter] = []
    func begin(_ heading: String) {
      progress(
        SolverProgress(stage: heading, fraction: Double(chapters.count) / count, iterations: 0))
    }
    begin(DemoChapter.mongeHeadings[0])
    chapters.append(try DemoChapter.pushforward(in: folder))
    for example in DemoExample.all {
      begin(example.heading)
      chapters.append(try DemoChapter(example, in: folder))
    }
    begin(DemoChapter.mongeHeadings[1])
    chapters.append(try DemoChapter.optimalMap(in: folder))
    for example in EntropicExample.all {
      begin(example.heading)
      chapters.append(try DemoChapter(example, in: folder))
    }
    for flow in DemoChapter.flows {
      begin(flow.heading)
      chapters.append(try DemoChapter.flow(flow, in: folder))
    }
    for crossing in DemoChapter.crossings {
      begin(crossing.heading)
      chapters.append(try DemoChapter.crossing(crossing, in: folder))
    }
    for descent in DemoChapter.descents {
      begin(descent.heading)
      chapters.append(try DemoChapter.descent(descent, in: folder))
    }
    return chapters
  }

  private func summary(
    _ chapters: [DemoChapter], _ folder: DemoFolder, on console: Console
  ) -> String {
    var table = TextTable()
    table.add("example", "method", "value", "relative gap", "seconds", "")
    for chapter in chapters {
      for result in chapter.results {
        table.add(
          chapter.name, result.method, "\(result.value)",
          Evidence.brief(result.relativeGap), Evidence.rounded(result.seconds),
          result.verdict.text(on: console))
      }
    }
    return (table.lines() + ["", "report: \(folder.path("report.html"))"])
      .joined(separator: "\n") + "\n"
  }
}

extension DemoChapter.Verdict {
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
