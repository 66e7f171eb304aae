extension LineTails {
  /// The law of a 1-D grid: F is linear in each cell.
  init(_ grid: GridDensity) {
    let edges = grid.box.edges(axis: 0, count: grid.count)
    let steps = StepTails(masses: grid.cellMasses)
    let density = grid.values.map { $0 / grid.mass }
    self.init(
      density: { x in
        guard x >= edges[0], x <= edges[density.count] else { return 0 }
        return density[min(StepTails.first(edges.count) { edges[$0] > x } - 1, density.count - 1)]
      },
      lowerTail: { x in steps.lowerTail(at: StepTails.position(x, in: edges)) },
      upperTail: { x in steps.upperTail(at: StepTails.position(x, in: edges)) },
      quantile: { level in
        let (k, t) = steps.position(of: level)
        return edges[k] + t * (edges[k + 1] - edges[k])
      })
    breaks = steps.breaks
  }

  /// The law of atoms: F jumps, and has no density.
  init(_ cloud: PointCloud) {
    let order = cloud.weights.indices.filter { cloud.weights[$0] > 0 }
      .sorted { (cloud.points[$0, 0], $0) < (cloud.points[$1, 0], $1) }
    let positions = order.map { cloud.points[$0, 0] }
    let steps = StepTails(masses: order.map { cloud.weights[$0] })
    self.init(
      density: { _ in 0 },
      lowerTail: { x in steps.lower[StepTails.first(positions.count) { positions[$0] > x }] },
      upperTail: { x in steps.upper[StepTails.first(positions.count) { positions[$0] > x }] },
      quantile: { positions[steps.position(of: $0).index] })
    breaks = steps.breaks
  }
}
