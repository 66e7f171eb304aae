/// The look of a report.
enum HTMLStyle {
  static let sheet = """
    :root { color-scheme: light dark; --ink: #222; --quiet: #666; --line: #ddd; --wash: #f5f5f2;
      --paper: #fdfdfb; --link: #0072b2; --proof: #009e73; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e4e4e0; --quiet: #a3a39e; --line: #3d3d3a;
      --wash: #262624; --paper: #1b1b1a; --link: #56b4e9; } }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 17px/1.55 Charter, "Bitstream Charter", Georgia, serif; }
    main { max-width: 47rem; margin: 0 auto; padding: 2.5rem 1.2rem 5rem; }
    h1, h2, th, figcaption, nav, .certificate {
      font-family: system-ui, "Helvetica Neue", Arial, sans-serif; }
    h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; }
    h2 { font-size: 1.3rem; line-height: 1.25; margin: 3.2rem 0 0.6rem; padding-top: 1rem;
      border-top: 1px solid var(--line); }
    p { margin: 0.6rem 0; }
    a { color: var(--link); text-decoration: none; }
    a:hover { text-decoration: underline; }
    nav { font-size: 0.88rem; }
    nav ol { padding-left: 1.6rem; columns: 19rem; column-gap: 3rem; }
    math { font-size: 1.12rem; }
    .formulas { display: flex; flex-wrap: wrap; justify-content: center;
      align-items: center; gap: 0.5rem 2.2rem;
      margin: 1rem 0; }
    .formulas math { max-width: 100%; overflow-x: auto; overflow-y: hidden; padding: 0.15rem 0; }
    figure { margin: 1.2rem 0; }
    .wide { overflow-x: auto; }
    img { display: block; max-width: 100%; height: auto; margin: 0 auto; background: #fff;
      border-radius: 6px; }
    figcaption { font-size: 0.85rem; line-height: 1.45; color: var(--quiet); margin: 0.5rem 0.4rem 0; }
    .certificate { font-size: 0.85rem; line-height: 1.5; border-left: 3px solid var(--proof);
      padding-left: 0.7rem; margin: 0.9rem 0; overflow-wrap: anywhere; }
    table { border-collapse: collapse; width: 100%; font-size: 0.78rem; line-height: 1.4; }
    th, td { text-align: left; padding: 0.28rem 0.8rem 0.28rem 0; border-bottom: 1px solid var(--line);
      vertical-align: baseline; }
    th { font-weight: 600; min-width: 9rem; }
    thead th { color: var(--quiet); min-width: 0; white-space: nowrap; }
    td { white-space: nowrap; font-variant-numeric: tabular-nums; }
    pre { background: var(--wash); border-radius: 6px; padding: 0.7rem 0.9rem; overflow-x: auto;
      font-size: 0.8rem; margin: 0.9rem 0; }
    pre code { display: block; font-family: ui-monospace, Menlo, "DejaVu Sans Mono", monospace; }
    @media (max-width: 40rem) { body { font-size: 16px; } main { padding: 1.4rem 1rem 3rem; }
      figure { margin: 1rem -1rem; } figcaption { margin: 0.5rem 1rem 0; } img { border-radius: 0; }
      pre code { white-space: pre-wrap; overflow-wrap: anywhere; padding-left: 1.2em;
        text-indent: -1.2em; }
      figure .wide { cursor: zoom-in; } figure .wide:focus { cursor: zoom-out; outline: none; }
      figure .wide:focus img { max-width: none; width: 48rem; } }
    @media print { :root { color-scheme: light; --ink: #000; --quiet: #444; --line: #bbb;
      --wash: #f2f2f2; --paper: #fff; --link: #000; } body { font-size: 10.5pt; }
      main { max-width: none; padding: 0; } section { break-inside: avoid; }
      h2 { break-after: avoid; margin-top: 1.6rem; } .wide { overflow: visible; }
      img { max-height: 12.5cm; width: auto; min-width: 0; }
      pre, pre code { white-space: pre-wrap; } td { white-space: normal; } th { min-width: 0; } }
    """
}
