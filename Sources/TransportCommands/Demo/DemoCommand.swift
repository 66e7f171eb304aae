import ArgumentParser
import OptimalTransport
import TransportIO
import TransportPlots

/// `ot demo`: the tour.
struct DemoCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Take the tour: images, clouds, the line and Gaussians, as one HTML report.",
    discussion: """
      Solves four problems, and writes into the output folder report.html, which needs no other file; \
      data/, the measures; and figures/, the pictures as .png and .svg. The report shows the command \
      that gives each result. Takes a few seconds.

      EXIT STATUS
        0   every result is certified
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
    var chapters: [DemoChapter] = []
    for (k, example) in DemoExample.all.enumerated() {
      let steps = Double(DemoExample.all.count)
      line?.show(
        SolverProgress(stage: example.heading, fraction: Double(k) / steps, iterations: 0))
      chapters.append(try DemoChapter(example, in: folder))
    }
    let report = try DemoReport(chapters: chapters).html()
    try AtomicFile.write(Array(report.utf8), to: folder.path("report.html"))
    line?.clear()
    try console.output(summary(chapters, folder, on: console))
    return chapters.allSatisfy(\.isCertified) ? .certified : .short
  }

  private func summary(
    _ chapters: [DemoChapter], _ folder: DemoFolder, on console: Console
  ) -> String {
    var table = TextTable()
    table.add("example", "method", "value", "relative gap", "seconds", "")
    for chapter in chapters {
      for outcome in chapter.outcomes {
        let verdict =
          outcome.certificate.holds(to: DemoChapter.tolerance)
          ? console.colored("certified", .good) : console.colored("NOT certified", .bad)
        table.add(
          chapter.example.name, outcome.method.rawValue, "\(outcome.value)",
          Evidence.brief(outcome.certificate.relativeGap), Evidence.rounded(outcome.seconds),
          verdict)
      }
    }
    return (table.lines() + ["", "report: \(folder.path("report.html"))"])
      .joined(separator: "\n") + "\n"
  }
}
