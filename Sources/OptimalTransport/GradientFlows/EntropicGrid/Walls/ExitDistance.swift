/// How far each cell is from the nearest exit, along the shortest way around walls: minus its
/// gradient is where a crowd wants to go.
///
/// Ways bend at the centres of cells, so they are longer than the shortest by a part of a cell's
/// diagonal a bend (`ShortestWays`). Cells without a way to an exit, and walls, are as
/// far as the farthest that has one. Complexity: one line of sight for every pair of a cell and a
/// corner of a wall or an exit.
/// Source: Maury, Roudneff-Chupin and Santambrogio 2010 (the desired velocity of a crowd).
public struct ExitDistance: Sendable {
  /// The distances, row-major.
  public let values: [Double]
  private let axes: [GridAxis]
  private let isFree: [Bool]
  private let periodicAxes: Set<Int>

  /// - Throws: `emptyInput` without exits, `shapeMismatch` for walls or exits of another grid.
  public init(_ domain: FlowDomain, shape: [Int], box: Box) throws(TransportError) {
    try domain.check(shape: shape)
    guard box.dimension == shape.count else {
      throw .shapeMismatch(
        argument: "box", expected: "\(shape.count) axes", found: "\(box.dimension)")
    }
    let count = shape.reduce(1, *)
    let isFree = domain.walls.map { $0.isBlocked.map { !$0 } } ?? (0..<count).map { _ in true }
    let exits = domain.exits.indices.filter { domain.exits[$0] && isFree[$0] }
    guard !exits.isEmpty else { throw .emptyInput(argument: "exits") }
    axes = GridAxis.all(shape: shape, box: box)
    self.isFree = isFree
    periodicAxes = domain.periodicAxes
    let graph = SightGraph(axes: axes, isFree: isFree, periodicAxes: periodicAxes)
    let places = ShortestWays(graph, reach: .infinity).places(from: exits)
    let farthest = places.reduce(0) { max($0, $1.length) }
    var values = [Double](repeating: farthest, count: count)
    for place in places { values[place.cell] = place.length }
    self.values = values
  }

  /// V = speed times the distance, the same within a cell; a crowd without a cap walks at that
  /// speed.
  ///
  /// - Throws: `outOfRange` unless the speed is positive and finite.
  public func potential(speed: Double = 1) throws(TransportError) -> ScalarPotential {
    try checkPositive(speed, argument: "speed")
    return ScalarPotential(
      "\(speed) distance to the exit", value: { speed * values[cell(at: $0)] },
      gradient: { gradient(at: $0).map { speed * $0 } })
  }

  private func cell(at point: [Double]) -> Int {
    var cell = 0
    for (k, axis) in axes.enumerated() {
      let place = ((point[k] - axis.lower) / axis.step).rounded(.down)
      cell = cell * axis.count + Int(min(max(place, 0), Double(axis.count - 1)))
    }
    return cell
  }

  /// Half the sum of the differences to both neighbours; walls and the box count as level.
  private func gradient(at point: [Double]) -> [Double] {
    let (center, graph) = (
      cell(at: point), SightGraph(axes: axes, isFree: isFree, periodicAxes: periodicAxes)
    )
    return axes.indices.map { k in
      var step = SIMD3<Int>.zero
      step[k] = 1
      let sides = [step, .zero &- step].map { side -> Double in
        guard let cell = graph.cell(center, side), isFree[cell] else { return values[center] }
        return values[cell]
      }
      return (sides[0] - sides[1]) / (2 * axes[k].step)
    }
  }
}
