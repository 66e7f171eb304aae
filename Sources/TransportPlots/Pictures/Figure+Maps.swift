import Foundation
public import OptimalTransport

extension Figure {
  /// A map between two planar grids: a square mesh on the source, its image on the target, how far
  /// points move, and by how much cells grow.
  ///
  /// Mesh lines are drawn where the source has mass. det DT is that of the mesh's cells' images, by
  /// difference quotients; below one mass is compressed.
  ///
  /// With the potential psi, contours of phi = psi - |x|^2 / 2 are drawn: the displacement is its
  /// gradient, so arrows cross them at right angles, the longer the closer they are.
  ///
  /// - Throws: `shapeMismatch` unless both grids are planar and the map and psi are those of the
  ///   source's grid.
  public static func map(
    _ map: GridMap, potential: BrenierPotential? = nil, source: GridDensity, target: GridDensity,
    heading: Heading = Heading("Optimal map")
  ) throws(TransportError) -> Figure {
    for (name, grid) in [("source", source), ("target", target)] where grid.dimension != 2 {
      throw .shapeMismatch(
        argument: name, expected: "a grid in 2 dimensions", found: "\(grid.dimension)")
    }
    guard map.shape == source.shape else {
      throw .shapeMismatch(
        argument: "map", expected: "the source's grid, \(source.shape)", found: "\(map.shape)")
    }
    guard potential == nil || potential?.shape == source.shape else {
      throw .shapeMismatch(
        argument: "potential", expected: "the source's grid, \(source.shape)",
        found: "\(potential?.shape ?? [])")
    }
    try Drawable.grid(source).checkScale("source")
    try Drawable.grid(target).checkScale("target")
    return MapPicture(map: map, potential: potential, source: source, target: target)
      .figure(heading)
  }
}

/// The parts of the picture of a map.
struct MapPicture {
  let map: GridMap
  let potential: BrenierPotential?
  let source: GridDensity
  let target: GridDensity

  private static let side = 330.0
  private static let gap = 76.0
  /// Mesh lines along each axis, and densities below this share of the greatest that count as none.
  private static let (lines, least) = (24, 0.02)

  func figure(_ heading: Heading) -> Figure {
    let heights = [source, target].map { min(2, $0.box.sides[1] / $0.box.sides[0]) * Self.side }
    let height = heights.max()!
    let top = Canvas.titleHeight + 26
    var canvas = Canvas(
      width: 2 * Canvas.margin + 2 * Self.side + Self.gap + 40, height: top + 2 * height + 66)
    let right = Canvas.margin + Self.side + Self.gap
    drawMesh(
      source, "source, with a square mesh", PlotColor.source, panel(source, Canvas.margin, top),
      image: false, &canvas)
    drawMesh(
      target, "target, the mesh moved by T", PlotColor.target, panel(target, right, top),
      image: true,
      &canvas)
    drawLengths(panel(source, Canvas.margin, top + height + 40), &canvas)
    drawDeterminant(panel(source, right, top + height + 40), &canvas)
    return canvas.figure(heading, caption: Self.caption)
  }

  private func panel(_ grid: GridDensity, _ left: Double, _ top: Double) -> Panel {
    let ratio = grid.box.sides[1] / grid.box.sides[0]
    return Panel(
      left: left, top: top, width: Self.side * min(1, 2 / ratio),
      planar: grid.box.lower[0]...grid.box.upper[0], grid.box.lower[1]...grid.box.upper[1])
  }

  private func drawMesh(
    _ density: GridDensity, _ title: String, _ color: String, _ panel: Panel, image: Bool,
    _ canvas: inout Canvas
  ) {
    var panel = panel
    (panel.title, panel.titleColor) = (title, color)
    panel.settings = ColorScale(range: 0...density.values.max()!, palette: PlotColor.viridis).hidden
    panel.layers = [
      HeatMap(density).layer(into: &canvas),
      "\(canvas.block(mesh(image: image))) using 1:2 with lines lw 0.7 lc rgb '#ffffff' notitle",
    ]
    canvas.draw(panel)
  }

  /// The mesh lines through cell centres, or their images; an empty line ends a stroke, as does a
  /// place where the map tears the mass apart.
  private func mesh(image: Bool) -> [String] {
    let (n, m) = (source.shape[0], source.shape[1])
    let (first, second) = (source.axis(0), source.axis(1))
    let floor = source.values.max()! * Self.least
    func point(_ i: Int, _ j: Int) -> String {
      let cell = i * m + j
      guard source.values[cell] > floor else { return "" }
      return image ? "\(map.images[cell, 0]) \(map.images[cell, 1])" : "\(first[i]) \(second[j])"
    }
    let places = { (i: Int, j: Int) in (point(i, j), i * m + j) }
    var rows: [String] = []
    for i in Self.places(n) { rows += stroke((0..<m).map { places(i, $0) }, image: image) }
    for j in Self.places(m) { rows += stroke((0..<n).map { places($0, j) }, image: image) }
    return rows
  }

  /// The points of one line; empty lines where neighbours' images are torn apart.
  private func stroke(_ points: [(row: String, cell: Int)], image: Bool) -> [String] {
    let torn = Self.tear * map.box.sides.max()!
    var rows: [String] = []
    for (k, point) in points.enumerated() {
      if image, k > 0 {
        let (a, b) = (points[k - 1].cell, point.cell)
        let (dx, dy) = (
          map.images[b, 0] - map.images[a, 0], map.images[b, 1] - map.images[a, 1]
        )
        if (dx * dx + dy * dy).squareRoot() > torn { rows.append("") }
      }
      rows.append(point.row)
    }
    return rows + [""]
  }

  /// Neighbours whose images are farther apart than this share of the box are no longer joined.
  private static let tear = 0.15

  private static func places(_ n: Int) -> [Int] {
    let count = min(lines, n)
    return (0..<count).map { (2 * $0 + 1) * n / (2 * count) }
  }

  private func drawLengths(_ panel: Panel, _ canvas: inout Canvas) {
    let centers = source.centers
    let lengths = (0..<source.count).map { i in
      let (dx, dy) = (map.images[i, 0] - centers[i, 0], map.images[i, 1] - centers[i, 1])
      return (dx * dx + dy * dy).squareRoot()
    }
    let floor = source.values.max()! * Self.least
    let longest = lengths.indices.reduce(0.0) {
      source.values[$1] > floor ? max($0, lengths[$1]) : $0
    }
    var panel = panel
    panel.title = "where it goes: arrows x → T(x), contours of ψ − |x|²/2"
    panel.settings = ColorScale(
      range: 0...max(longest, .leastNormalMagnitude), palette: PlotColor.viridis
    )
    .settings(beside: panel, on: canvas.size)
    let shown = lengths.indices.map { source.values[$0] > floor ? lengths[$0] : 0 }
    panel.layers = [
      HeatMap(shape: source.shape, box: source.box, values: shown).layer(into: &canvas)
    ]
    panel.layers += contours(floor, &canvas)
    panel.layers.append(
      "\(canvas.block(arrows(centers, floor))) using 1:2:3:4 with vectors head filled size graph 0.02,20 fixed "
        + "lw 1 lc rgb '#ffffff' notitle")
    canvas.draw(panel)
  }

  /// Levels of phi = psi - |x|^2 / 2 = -alpha / 2 between its extremes where there is mass.
  private func contours(_ floor: Double, _ canvas: inout Canvas) -> [String] {
    guard let potential else { return [] }
    let phi = potential.alpha.map { -$0 / 2 }
    let shown = phi.indices.filter { source.values[$0] > floor }.map { phi[$0] }
    guard let low = shown.min(), let high = shown.max(), low < high else { return [] }
    let levels = (1..<16).map { low + (high - low) * Double($0) / 16 }
    let masked = phi.indices.map { min(max(phi[$0], low), high) }
    return [
      HeatMap(shape: source.shape, box: source.box, values: masked)
        .contours(at: levels, color: "#b0b0b0", width: 0.6, into: &canvas)
    ].compactMap { $0 }
  }

  private func arrows(_ centers: Matrix, _ floor: Double) -> [String] {
    let (n, m) = (source.shape[0], source.shape[1])
    let step = max(1, max(n, m) / 16)
    var rows: [String] = []
    for i in stride(from: step / 2, to: n, by: step) {
      for j in stride(from: step / 2, to: m, by: step) where source.values[i * m + j] > floor {
        let cell = i * m + j
        let (x, y) = (centers[cell, 0], centers[cell, 1])
        rows.append("\(x) \(y) \(map.images[cell, 0] - x) \(map.images[cell, 1] - y)")
      }
    }
    return rows.isEmpty ? ["0 0 0 0"] : rows
  }

  private func drawDeterminant(_ panel: Panel, _ canvas: inout Canvas) {
    let values = determinant()
    let floor = source.values.max()! * Self.least
    let shown = values.indices.map { source.values[$0] > floor ? log2(max(values[$0], 1e-3)) : 0 }
    let reach = min(max(shown.reduce(0) { max($0, abs($1)) }, 0.01), 4)
    var panel = panel
    panel.title = "log₂ det DT: green spreads, purple gathers"
    panel.settings = ColorScale(range: -reach...reach, palette: PlotColor.diverging)
      .settings(beside: panel, on: canvas.size)
    panel.layers = [
      HeatMap(shape: source.shape, box: source.box, values: shown).layer(into: &canvas)
    ]
    canvas.draw(panel)
  }

  /// det DT by central differences, one-sided at the edges.
  private func determinant() -> [Double] {
    let (n, m) = (source.shape[0], source.shape[1])
    let (h, k) = (source.box.sides[0] / Double(n), source.box.sides[1] / Double(m))
    guard n > 1, m > 1 else { return [Double](repeating: 1, count: n * m) }
    return (0..<n * m).map { cell in
      let (i, j) = (cell / m, cell % m)
      let (a, b) = (max(i - 1, 0), min(i + 1, n - 1))
      let (c, d) = (max(j - 1, 0), min(j + 1, m - 1))
      let (dx, dy) = (h * Double(b - a), k * Double(d - c))
      func slope(_ p: Int, _ q: Int, _ axis: Int, _ step: Double) -> Double {
        (map.images[q, axis] - map.images[p, axis]) / step
      }
      return slope(a * m + j, b * m + j, 0, dx) * slope(i * m + c, i * m + d, 1, dy)
        - slope(a * m + j, b * m + j, 1, dx) * slope(i * m + c, i * m + d, 0, dy)
    }
  }

  private static let caption =
    "Above: a mesh of squares on the source and its image under the optimal map on the target; a cell of the mesh and its image hold "
    + "the same mass. Below: how far each point moves and where to, and the factor by which the map changes areas, which turns the "
    + "source's density into the target's."
}
