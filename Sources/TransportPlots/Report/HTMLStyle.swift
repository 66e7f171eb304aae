/// The look of a report.
enum HTMLStyle {
  static let sheet = """
    :root { color-scheme: light dark; --ink: #222; --quiet: #666; --line: #ddd; --wash: #f5f5f2;
      --paper: #fdfdfb; --link: #0072b2; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e4e4e0; --quiet: #a3a39e; --line: #3d3d3a;
      --wash: #262624; --paper: #1b1b1a; --link: #56b4e9; } }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 17px/1.55 Charter, "Bitstream Charter", Georgia, serif; }
    main { max-width: 47rem; margin: 0 auto; padding: 2.5rem 1.2rem 5rem; }
    h1, h2, th, figcaption, nav, td.meaning { font-family: system-ui, "Helvetica Neue", Arial, sans-serif; }
    h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; }
    h2 { font-size: 1.3rem; line-height: 1.25; margin: 3.2rem 0 0.6rem; padding-top: 1rem;
      border-top: 1px solid var(--line); }
    p { margin: 0.6rem 0; }
    a { color: var(--link); text-decoration: none; }
    a:hover { text-decoration: underline; }
    nav { font-size: 0.88rem; }
    nav ol { padding-left: 1.4rem; }
    figure { margin: 1.4rem 0; }
    img { display: block; max-width: 100%; height: auto; margin: 0 auto; background: #fff;
      border: 1px solid var(--line); border-radius: 6px; }
    figcaption { font-size: 0.85rem; line-height: 1.45; color: var(--quiet); margin: 0.5rem 0.4rem 0; }
    .wide { overflow-x: auto; margin: 1.2rem 0; }
    table { border-collapse: collapse; width: 100%; font-size: 0.82rem; line-height: 1.4; }
    th, td { text-align: left; padding: 0.28rem 0.9rem 0.28rem 0; border-bottom: 1px solid var(--line);
      vertical-align: baseline; }
    th { font-weight: 600; white-space: nowrap; }
    thead th { color: var(--quiet); }
    td { font-family: ui-monospace, Menlo, "DejaVu Sans Mono", monospace; white-space: nowrap;
      font-variant-numeric: tabular-nums; }
    td.meaning { color: var(--quiet); white-space: normal; min-width: 15rem; }
    pre { background: var(--wash); border-radius: 6px; padding: 0.7rem 0.9rem; overflow-x: auto;
      font-size: 0.82rem; }
    pre code::before { content: "$ "; color: var(--quiet); user-select: none; }
    @media print { body { background: none; } section { break-inside: avoid; } }
    """
}
