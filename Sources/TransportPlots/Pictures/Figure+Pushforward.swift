public import OptimalTransport

extension Figure {
  /// A push-forward on the line: the source above, cut into the pieces on which the map is
  /// monotone, and its image below, stacked from what each piece brings, in the same colours.
  ///
  /// The image is drawn as averages over cells, finite where the density is not; bars are atoms.
  ///
  /// - Throws: `shapeMismatch`; `degenerateMass` when nothing arrives in the box; `outOfRange` for
  ///   coordinates beyond 1e150.
  public static func pushforward(
    _ law: LinePushforward, shape: [Int], box: Box, heading: Heading = Heading("Push-forward")
  ) throws(TransportError) -> Figure {
    let cells = try law.discretized(shape: shape, box: box)
    try Drawable.grid(cells.density).checkScale("image")
    let range = law.sourceBulk(outside: 1e-4)
    try Scale.check([range.lower, range.upper], "source")
    return PushforwardPicture(
      law: law, branches: law.branches.filter { $0.mass > 1e-9 * law.mass }, image: cells,
      source: ClosedRange(around: [range.lower, range.upper])
    ).figure(heading)
  }
}

/// Source above, image below, and arrows between them.
struct PushforwardPicture {
  let law: LinePushforward
  /// The branches that are seen.
  let branches: [MonotoneBranch]
  let image: GridDiscretization
  let source: ClosedRange<Double>

  private static let left = 66.0
  private static let width = 580.0
  private static let height = 150.0
  /// What the arrows between the two axes take.
  private static let strip = 110.0

  func figure(_ heading: Heading) -> Figure {
    let top = Canvas.titleHeight + 34
    let strip = top + Self.height + 44
    let second = strip + Self.strip + 40
    var canvas = Canvas(width: Self.left + Self.width + 34, height: second + Self.height + 56)
    canvas.write(Label("source ξ(x)", x: Self.left, y: top - 14), color: PlotColor.source)
    canvas.draw(sourcePanel(top, &canvas))
    let below = imagePanel(second, &canvas)
    canvas.write(
      Label("arrows x → f(x), each for", x: Self.left + Self.width, y: strip + 20),
      color: PlotColor.quiet, align: "right")
    canvas.write(
      Label("an equal part of the mass", x: Self.left + Self.width, y: strip + 36),
      color: PlotColor.quiet, align: "right")
    threads(
      Panel(
        left: Self.left, top: strip, width: Self.width, height: Self.strip, x: 0...1, y: 0...1),
      image: below.x, &canvas)
    canvas.write(
      Label("image η(y) = Σ ξ(x) / |f′(x)|", x: Self.left, y: second - 14), color: PlotColor.target)
    if !law.atoms.isEmpty {
      canvas.write(
        Label("grey: atoms, with no density", x: Self.left + Self.width, y: second + 14),
        color: PlotColor.quiet, align: "right")
    }
    canvas.draw(below)
    return canvas.figure(heading, note: note, caption: Self.caption)
  }

  private var note: String {
    let parts = [
      branches.count == 1 ? "1 branch" : "\(branches.count) branches",
      law.atoms.isEmpty ? "" : law.atoms.count == 1 ? "1 atom" : "\(law.atoms.count) atoms",
      "mass error \(scientific(law.certificate.massError))",
      image.fractionOutside > 1e-12 ? "mass outside \(scientific(image.fractionOutside))" : "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "   ·   ")
  }

  private static let caption =
    "Above: the source, in one colour for each piece on which the map is monotone. Arrows: where "
    + "particles go, one for each part of the mass. Below: the image; each band is what the piece "
    + "of that colour brings, and grey bars are atoms."

  /// Vermilion is the colour of targets.
  private static let colors = [
    PlotColor.source, "#cc79a7", PlotColor.exact, "#e69f00", "#56b4e9", PlotColor.target,
  ]

  func color(_ branch: Int) -> String { Self.colors[branch % Self.colors.count] }

  private func sourcePanel(_ top: Double, _ canvas: inout Canvas) -> Panel {
    let samples = 600
    let xs = (0...samples).map {
      source.lowerBound + source.length * Double($0) / Double(samples)
    }
    let highest = max(xs.map(law.sourceDensity).max()!, .leastNormalMagnitude)
    var panel = Panel(
      left: Self.left, top: top, width: Self.width, height: Self.height, x: source,
      y: 0...highest * 1.05)
    panel.ticks = .both
    panel.xLabel = "x"
    for (k, branch) in branches.enumerated() {
      add(from: branch.lower, to: branch.upper, xs, color(k), to: &panel, &canvas)
    }
    for atom in law.atoms {
      add(from: atom.lower, to: atom.upper, xs, PlotColor.quiet, to: &panel, &canvas)
    }
    return panel
  }

  /// The source's density over one piece as a filled curve.
  private func add(
    from lower: Double, to upper: Double, _ xs: [Double], _ color: String, to panel: inout Panel,
    _ canvas: inout Canvas
  ) {
    let (a, b) = (max(lower, source.lowerBound), min(upper, source.upperBound))
    guard a < b else { return }
    let inner = xs.filter { $0 > a && $0 < b }
    let block = canvas.block(
      ([a] + inner + [b]).map { "\($0) \(shade(law.sourceDensity(at: $0)))" })
    panel.layers += [
      "\(block) using 1:2 with filledcurves y1=0 fc rgb '\(PlotColor.color(color, opacity: 0.4))' notitle",
      "\(block) using 1:2 with lines lw 1.6 lc rgb '\(color)' notitle",
    ]
  }

  private func imagePanel(_ top: Double, _ canvas: inout Canvas) -> Panel {
    let density = image.density
    let (lower, upper) = (density.box.lower[0], density.box.upper[0])
    let edges = (0...density.count).map {
      lower + (upper - lower) * Double($0) / Double(density.count)
    }
    let bands = law.bands(of: branches, edges: edges)
    let total = bands.last ?? [Double](repeating: 0, count: density.count)
    let highest = Self.ceiling(total)
    var panel = Panel(
      left: Self.left, top: top, width: Self.width, height: Self.height, x: lower...upper,
      y: 0...highest)
    panel.ticks = .both
    panel.xLabel = "y"
    for (k, band) in bands.enumerated().reversed() {
      let block = canvas.block(Self.steps(band, edges))
      panel.layers.append(
        "\(block) using 1:2 with filledcurves y1=0 fc rgb '\(Self.pale(color(k)))' notitle")
      panel.layers.append("\(block) using 1:2 with lines lw 0.8 lc rgb '\(color(k))' notitle")
    }
    let atoms = law.atoms.filter { $0.position >= lower && $0.position <= upper }
    if let heaviest = atoms.map(\.mass).max() {
      let block = canvas.block(
        atoms.map { "\($0.position) \(shade(0.95 * highest * $0.mass / heaviest))" })
      panel.layers.append(
        "\(block) using 1:2 with impulses lw 4 lc rgb '\(PlotColor.quiet)' notitle")
    }
    return panel
  }

  /// The top of the axis: all of it, unless a few cells at a critical value dwarf the rest.
  private static func ceiling(_ heights: [Double]) -> Double {
    let positive = heights.filter { $0 > 0 }.sorted()
    guard let greatest = positive.last else { return 1 }
    let usual = positive[positive.count * 97 / 100 - (positive.count > 33 ? 1 : 0)]
    return 1.05 * min(greatest, 4 * usual)
  }

  /// A band as a step curve.
  private static func steps(_ band: [Double], _ edges: [Double]) -> [String] {
    let inner = band.enumerated().flatMap { k, height in
      ["\(edges[k]) \(shade(height))", "\(edges[k + 1]) \(shade(height))"]
    }
    return ["\(edges[0]) 0"] + inner + ["\(edges[band.count]) 0"]
  }

  /// The colour mixed with white, opaque: bands lie over each other.
  private static func pale(_ color: String) -> String {
    let value = Int(color.dropFirst(), radix: 16)!
    let mixed = [16, 8, 0].map { shift in 255 - (255 - (value >> shift & 255)) * 2 / 5 }
    return "#"
      + mixed.map { (String($0, radix: 16).count == 1 ? "0" : "") + String($0, radix: 16) }
      .joined()
  }
}

extension LinePushforward {
  /// Cell averages of the density, branch k and those before it added up in list k.
  fileprivate func bands(of branches: [MonotoneBranch], edges: [Double]) -> [[Double]] {
    var sum = [Double](repeating: 0, count: edges.count - 1)
    return branches.map { branch in
      let levels = edges.map { mass(of: branch, below: $0) }
      for k in sum.indices {
        sum[k] += max(0, levels[k + 1] - levels[k]) / (edges[k + 1] - edges[k])
      }
      return sum
    }
  }
}
