/// The help texts, as a terminal of 80 columns shows them.
enum ExpectedHelp {
  static let root = #"""
    OVERVIEW: Optimal transport, with a certificate for every number.

    Moves one distribution onto another at least cost, and proves the answer: each
    result comes with an upper bound, a lower bound and the gap between them.

    Start with 'ot demo', then 'ot help solve'.

    USAGE: ot <subcommand>

    OPTIONS:
      --version               Show the version.
      -h, --help              Show help information.

    SUBCOMMANDS:
      solve                   Move one measure onto another at least cost.
      map                     Find the map that moves one measure onto another at
                              least cost.
      push                    Push a measure forward through a map, every inverse
                              branch included.
      polar                   Factor a field into a monotone map after a
                              measure-preserving one.
      helmholtz               Split a vector field on a grid into a divergence-free
                              part and a gradient.
      geodesic                Follow the shortest way from one measure to another.
      dynamic                 Find the flow of least action from one density to
                              another.
      bridge                  Find the likeliest random motion between two measures.
      flow                    Let a density flow down its free energy, by proximal
                              steps.
      verify                  Recompute the certificate of a plan and potentials
                              from their files.
      compare                 Solve one problem by every route and take, and
                              compare.
      demo                    Take the tour of the theory, as one page with a
                              picture a section.

      See 'ot help <subcommand>' for detailed help.

    """#
}
