extension ExpectedHelp {
  static let demo = #"""
    OVERVIEW: Take the tour of the theory, as one page with a picture a section.

    From push-forward by the three takes of Monge, Kantorovich, and Benamou and
    Brenier, duality, entropy, closed forms and geodesics to bridges and gradient
    flows: sixteen sections, each with its formula, a picture, its certificate and
    the command that gives the same numbers. Writes into the output folder
    report.html, which needs no other file; data/, the measures; and figures/, the
    pictures as .png and .svg. Takes less than a minute.

    EXIT STATUS
      0   every exact result is certified, every flow and bridge is within its
          tolerance, every bracket holds the exact value, and every step of
          a gradient flow converged
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
