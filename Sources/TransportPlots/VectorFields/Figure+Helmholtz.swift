public import OptimalTransport

extension Figure {
  /// A field v and its two parts, s and grad p, side by side.
  ///
  /// Arrows are averages over blocks of cells, all on one scale; of a field in space the middle
  /// layer is drawn; fields on the line are curves.
  ///
  /// - Throws: `outOfRange` for coordinates or vectors beyond 1e150.
  public static func helmholtz(
    _ decomposition: HelmholtzDecomposition, of field: VectorField,
    heading: Heading = Heading("Helmholtz decomposition")
  ) throws(TransportError) -> Figure {
    try Scale.check(field.box.lower + field.box.upper, "box")
    try Scale.check(sides: field.box.sides, "box")
    try Scale.check(field.vectors.elements, "field")
    let parts = [field, decomposition.solenoidal, decomposition.gradient]
    let energies = parts.map { $0.norm * $0.norm }
    let share = energies[0] > 0 ? energies[2] / energies[0] : 0
    let note = "‖∇p‖² is \(typeset(100 * share, digits: 4)) % of ‖v‖²"
    let titles = ["v", "s, divergence-free", "∇p"]
    if field.dimension == 1 {
      let x = field.centers.elements
      return CurvePanel(
        titles: titles, x: x, curves: parts.map(\.vectors.elements)
      ).figure(heading, note: note, caption: caption)
    }
    return arrows(parts, titles: titles).figure(
      heading, note: field.dimension == 3 ? note + "; the middle layer of axis 3" : note,
      caption: caption)
  }

  private static func arrows(_ parts: [VectorField], titles: [String]) -> ArrowPanels {
    let blocks = parts.map { BlockAverage($0) }
    func length(_ v: (x: Double, y: Double)) -> Double { (v.x * v.x + v.y * v.y).squareRoot() }
    let longest = max(blocks.flatMap { $0.vectors.map(length) }.max() ?? 0, Scale.least)
    // The longest arrow is a little longer than a block, and stands across its middle; those at the
    // border reach out of the box.
    let factor = 1.2 * min(blocks[0].width, blocks[0].height) / longest
    let arrows = blocks.map { block in
      zip(block.centers, block.vectors).map { center, v in
        let step = (x: v.x * factor, y: v.y * factor)
        return ArrowPanels.Arrow(
          start: (center.x - step.x / 2, center.y - step.y / 2), step: step, length: length(v))
      }
    }
    let box = parts[0].box
    let margin = 0.3 * min(blocks[0].width, blocks[0].height)
    return ArrowPanels(
      titles: titles, arrows: arrows, x: box.lower[0] - margin...box.upper[0] + margin,
      y: box.lower[1] - margin...box.upper[1] + margin, scaleLabel: "length")
  }

  private static let caption =
    "The field, its divergence-free part and its gradient part, which add up to it in every cell and "
    + "are orthogonal in L2. All arrows are on one scale."
}
