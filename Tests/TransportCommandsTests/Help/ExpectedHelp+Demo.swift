extension ExpectedHelp {
  static let demo = #"""
    OVERVIEW: Take the tour: plans, maps, entropy, motion and gradient flows, as
    one report.

    Solves sixteen problems, two of them with Sinkhorn's method at falling epsilon,
    two as flows in time, two as random motions and four as gradient flows, and
    writes into the output folder report.html, which needs no other file; data/,
    the measures; and figures/, the pictures as .png and .svg. The report shows the
    command that gives each result. Takes about a minute.

    EXIT STATUS
      0   every exact result is certified, every flow and bridge within the
          tolerance its command shows, every entropic one converged to a
          bracket about the exact value, and every step of a flow converged
      2   one is not
      74  a file cannot be written, or gnuplot is missing

    USAGE: ot demo [--output <folder>]

    OPTIONS:
      --output <folder>       The folder to write into; made if it is missing.
                              (default: ot-demo)
      --version               Show the version.
      -h, --help              Show help information.


    """#
}
