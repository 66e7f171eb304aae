import ArgumentParser
import OptimalTransport

/// `ot compare`: one problem by every exact route and by Sinkhorn's brackets, in one table.
struct CompareCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Solve one problem by every exact route and by Sinkhorn's, and compare.",
    usage: "ot compare <source> <target> [<options>]",
    discussion: """
      ROUTES
        simplex                 network simplex, from a coarser copy of the problem
        simplex, greedy start   the same from c-transforms of zero
        simplex, stored matrix  the same on a matrix of costs, up to 2^24 pairs
        quantile                sorting, on the line under a convex cost
        verify simplex          the first route's plan and potentials, recomputed
                                without the solvers' code
        sinkhorn 10% 1% 0.1%    the entropic problem at these shares of the median
                                cost: brackets, which must hold every other value
        gaussian                the closed form of two Gaussians; the other routes
                                work on --atoms atoms of them, so it may differ

      Each value must lie inside the certificate of every other route and inside every bracket; the \
      table says so. A bracket need not be certified to --tolerance. --json prints one object: cost, \
      routes (each with route, the keys of 'ot solve --json', comparable and bracket), consistent, \
      certified, tolerance, note.

      EXIT STATUS
        0   the exact routes are certified to --tolerance, and all routes agree
        2   they are not, or do not
        64  bad usage
        65  bad data
        74  a file cannot be read

      EXAMPLE
        ot compare a.png b.png
      """)

  @OptionGroup var problem: ProblemOptions
  @OptionGroup var report: ReportOptions

  func execute(on console: Console) throws -> ExitStatus {
    let loaded = try problem.load()
    let line = ProgressLine(on: console, isQuiet: report.quiet)
    defer { line?.clear() }
    let routes = try RouteList(problem: loaded, progress: line.map { $0.show }).run()
    line?.clear()
    let atoms = try loaded.atomicMeasures()
    let notes = [atoms.source.note, atoms.target.note].compactMap { $0 }
    let comparison = Comparison(
      routes: routes, costName: loaded.costName,
      note: notes.isEmpty ? nil : notes.joined(separator: " "), tolerance: report.tolerance)
    if report.json {
      try console.output(comparison.json.text + "\n")
    } else if !report.quiet {
      try console.output(comparison.table(on: console).joined(separator: "\n") + "\n")
    }
    return comparison.holds ? .certified : .short
  }
}
