import ArgumentParser
import OptimalTransport

/// `ot compare`: one problem by every exact route, by Sinkhorn's brackets and, between densities,
/// by every take.
struct CompareCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Solve one problem by every route and take, and compare.",
    usage: "ot compare <source> <target> [<options>]",
    discussion: """
      ROUTES
        simplex                 network simplex, from a coarser copy of the problem
        simplex, greedy start   the same from c-transforms of zero, up to 2^24 pairs
        simplex, stored matrix  the same on a matrix of costs, up to 2^24 pairs
        quantile                sorting, on the line under a convex cost
        verify simplex          the first route's plan and potentials, recomputed
                                without the solvers' code
        sinkhorn 10% 1% 0.1%    the entropic problem at these shares of the median
                                cost: brackets, which must hold every other value
        gaussian                the closed form of two Gaussians; the other routes
                                work on --atoms atoms of them, so it may differ

      TAKES, on two densities on grids under |x - y|^2; the bounds are proved for the
      densities themselves, constant in each cell, so that all of them must meet
        linear program          the first route's value; bounds from its potentials
        back-and-forth          the map, by ascent of the dual
        monge-ampere            the map, by Newton's method; densities above zero
        benamou-brenier         twice the action of the cheapest flow
        quantile                on the line: exact
        closed form             of two Gaussians that --grid put on cells, within
                                what that changes at most

      Each value of a route must lie inside the certificate of every other route and inside every bracket; the \
      table says so. A bracket need not be certified to --tolerance. The value of a take must lie in all \
      brackets, up to what moving a cell's mass to its centre can change. --json prints one object: cost, \
      routes (each with route, the keys of 'ot solve --json', comparable and bracket), densities (each take with \
      take, value, lowerBound, upperBound, iterations, seconds; or null), densityLower, densityUpper, cellError, \
      consistent, certified, tolerance, note.

      EXIT STATUS
        0   the exact routes are certified to --tolerance, and all routes agree, and
            all takes
        2   they are not, or do not
        64  bad usage
        65  bad data
        74  a file cannot be read

      EXAMPLES
        ot compare a.png b.png
        ot compare gaussian.json other.json --grid 48
      """)

  @OptionGroup var problem: ProblemOptions

  @Option(
    help: ArgumentHelp(
      "Put Gaussians, mixtures and laws on a grid of so many cells along each axis.",
      valueName: "count"))
  var grid: Int?

  @OptionGroup var report: ReportOptions

  func validate() throws {
    if let grid, grid < 1 { throw ValidationError("--grid is \(grid); expected 1 or more.") }
  }

  func execute(on console: Console) throws -> ExitStatus {
    let given = try problem.load()
    let loaded =
      try grid.map { extent throws(TransportError) in
        try given.gridded(extent: extent)
      } ?? given
    let line = ProgressLine(on: console, isQuiet: report.quiet)
    defer { line?.clear() }
    let list = RouteList(
      problem: loaded, original: (given.source, given.target), progress: line.map { $0.show })
    let (routes, takes) = try list.run()
    line?.clear()
    let atoms = try loaded.atomicMeasures()
    let notes = [atoms.source.note, atoms.target.note, try list.note()].compactMap { $0 }
    let comparison = Comparison(
      routes: routes, densities: takes, costName: loaded.costName,
      note: notes.isEmpty ? nil : notes.joined(separator: " "), tolerance: report.tolerance)
    if report.json {
      try console.output(comparison.json.text + "\n")
    } else if !report.quiet {
      try console.output(comparison.table(on: console).joined(separator: "\n") + "\n")
    }
    return comparison.holds ? .certified : .short
  }
}
