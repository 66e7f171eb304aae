import OptimalTransport
import TransportIO

/// Two measures, and how the cheapest flow between them is sought.
struct DynamicTask {
  let source: any Measure
  let target: any Measure
  let solver: BenamouBrenier
  /// The file that says which cells are wall.
  let mask: String?
  /// Cells along each axis for measures that have none.
  let extent: Int
  let progress: ProgressHandler?

  /// Solves, and brackets the distance between the densities where the flow is free.
  func run() throws(TransportError) -> DynamicResult {
    let (from, onto, note) = try gridded()
    var solver = solver
    if let mask {
      solver.obstacles = try Obstacles(
        shape: from.shape, isBlocked: MaskFile.load(mask, shape: from.shape))
    }
    let solution = try solver.solve(from: from, to: onto, progress: progress)
    let isFree =
      solver.sides == .noFlux && mask == nil && solver.cap == nil && solver.growth == nil
    let bracket =
      isFree
      ? try DensityBracket(source: from, target: onto, potential: solution.brenierPotential()) : nil
    return DynamicResult(
      solution: solution, source: from, target: onto, walls: solver.obstacles?.isBlocked ?? [],
      bracket: bracket, note: note,
      tolerance: solver.tolerance, constraints: (solver.cap, solver.growth))
  }

  /// The measures on one grid: their own, or one about both.
  private func gridded() throws(TransportError) -> (GridDensity, GridDensity, String?) {
    if let from = source as? GridDensity, let onto = target as? GridDensity {
      return (from, onto, nil)
    }
    let own = (source as? GridDensity) ?? (target as? GridDensity)
    let grid = try PictureGrid([source, target], extent: extent)
    let (shape, box) = (own?.shape ?? grid.shape, own?.box ?? grid.box)
    let cells = shape.map(String.init).joined(separator: " x ")
    return (
      try source.discretized(on: shape, box), try target.discretized(on: shape, box),
      "What had no cells was put on \(cells) of them."
    )
  }
}
