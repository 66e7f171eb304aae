/// Functions at the corners of cells' parts, the nodes, on a box that may close on itself:
/// ``NodeGrid`` and what it takes to go round.
///
/// Their multilinear interpolants satisfy psi(x) + chi(y) >= x.y for all x and y if they do at all
/// nodes, of all periods too: then (|x|^2 / 2 - psi, |y|^2 / 2 - chi) are feasible for the shortest
/// way.
struct NodeLift: Sendable {
  let lift: PeriodicLift
  let grid: NodeGrid
  var parts: Int { grid.parts }
  /// The nodes of one period: without the last where it is the first.
  private let period: PeriodicLift

  init(_ lift: PeriodicLift, density: [Double], parts: Int) {
    self.lift = lift
    grid = NodeGrid(AscentSide(axes: lift.axes, density: density), parts: parts)
    period = PeriodicLift(
      axes: zip(grid.nodes, lift.isPeriodic).map { nodes, isPeriodic in
        let cut = isPeriodic ? nodes.step : 0
        return GridAxis(
          lower: nodes.lower, upper: nodes.upper - cut, count: nodes.count - (isPeriodic ? 1 : 0))
      }, periodicAxes: lift.periodicAxes)
  }

  /// The number of parts along each axis.
  private var partCounts: [Int] { lift.axes.map { $0.count * parts } }

  /// A potential u from the cell centres, by cubics.
  func potential(_ u: [Double]) -> [Double] {
    let margins = lift.stencils
    let wide = AxisStencils.apply(
      lift.axes(margins).map { .centersToNodes($0.count, parts: parts) },
      to: lift.lifted(u, margins))
    if lift.isTrivial { return wide }
    let rules = zip(partCounts, margins).map { n, margin in
      AxisStencils(
        count: n + 2 * margin * parts + 1, rows: (0...n).map { ($0 + margin * parts, [1]) })
    }
    return AxisStencils.apply(rules, to: wide)
  }

  /// u - |x|^2 / 2 from the cell centres, by cubics.
  func displacement(_ u: [Double]) -> [Double] {
    let squares = outerSum(grid.nodes.map { axis in axis.centers.map { $0 * $0 / 2 } })
    return zip(potential(u), squares).map { $0 - $1 }
  }

  /// max over the nodes x of all periods of x.y - psi(x), at the nodes.
  func conjugate(_ psi: [Double]) -> [Double] {
    if lift.isTrivial {
      return LegendreTransform(source: grid.nodes, target: grid.nodes)(psi, .exact)
    }
    // Whichever node it is, one half a period away at most does as well.
    let margins = zip(period.axes, lift.isPeriodic).map { $1 ? $0.count / 2 + 1 : 0 }
    let rules = zip(grid.nodes, period.axes).map { nodes, axis in
      AxisStencils(count: nodes.count, rows: (0..<axis.count).map { ($0, [1]) })
    }
    let once = AxisStencils.apply(rules, to: psi)
    return LegendreTransform(source: period.axes(margins), target: grid.nodes)(
      period.lifted(once, margins), .exact)
  }

  /// A function at the nodes that is out of reach where no cell has mass; as it is on a box that
  /// closes.
  func restricted(_ values: [Double]) -> [Double] {
    lift.isTrivial ? grid.restricted(values) : values
  }

  /// The means over cells.
  func cellMeans(ofNodes values: [Double]) -> [Double] {
    AxisStencils.apply(lift.axes.map { .nodesToCells($0.count, parts: parts) }, to: values)
  }

  /// The means over cells of numbers of their parts.
  func cellMeans(ofParts values: [Double]) -> [Double] {
    if parts == 1 { return values }
    let weights = [Double](repeating: 1 / Double(parts), count: parts)
    let rules = lift.axes.map { axis in
      AxisStencils(
        count: axis.count * parts, rows: (0..<axis.count).map { ($0 * parts, weights) })
    }
    return AxisStencils.apply(rules, to: values)
  }

  /// q, or what goes on from its nodes that touch a cell of at least this density, so that it is
  /// nowhere steeper than parts are long.
  func flattened(_ q: [Double], outside threshold: Double) -> [Double] {
    let touching = AxisStencils.apply(
      lift.axes.map { .cellsToNodes($0.count, parts: parts) },
      to: grid.masses.map { $0 >= threshold ? 1 : 0 })
    return LipschitzExtension(
      q, anchors: touching.map { $0 > 0 }, shape: partCounts.map { $0 + 1 }, steps: partSides,
      isPeriodic: lift.isPeriodic
    ).values
  }

  /// The means over cells of an upper bound of max over x of q(y) - q(x) - |x - y|^2 / 2, q
  /// multilinear in the parts.
  func excess(of q: [Double]) -> [Double] {
    cellMeans(
      ofParts: LipschitzExcess(
        q, shape: partCounts, steps: partSides, isPeriodic: lift.isPeriodic
      ).values)
  }

  private var partSides: [Double] { lift.axes.map { $0.step / Double(parts) } }
}
