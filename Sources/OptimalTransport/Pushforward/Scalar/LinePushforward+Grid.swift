extension LinePushforward {
  /// The law's mass in each of `shape[0]` cells, exactly as differences of the source's
  /// distribution function, renormalised.
  ///
  /// Critical values need no care: cells are averages, and the density is integrable. An atom on an
  /// edge belongs to the cell below it, on the lower end of the box to the first.
  ///
  /// - Throws: `shapeMismatch`, `degenerateMass` when no mass lies inside the box.
  public func discretized(shape: [Int], box: Box) throws(TransportError) -> GridDiscretization {
    _ = try checkGrid(shape: shape, box: box, dimension: 1)
    let edges = box.edges(axis: 0, count: shape[0])
    var cells = [CompensatedSum](repeating: CompensatedSum(), count: shape[0])
    let parts = ParallelLoop.map(count: branches.count) { cellMasses(of: branches[$0], edges) }
    for part in parts { for k in part.indices { cells[k].add(part[k]) } }
    for atom in atoms where atom.position >= edges[0] && atom.position <= edges[shape[0]] {
      let cell = edges.firstIndex { $0 >= atom.position }!
      cells[max(cell - 1, 0)].add(atom.mass)
    }
    let masses = cells.map(\.value)
    let inside = masses.compensatedSum()
    return try GridDiscretization(
      probabilities: masses.map { $0 / mass }, outside: max(0, 1 - inside / mass), mass: mass,
      shape: shape, box: box)
  }

  /// The mass that a branch brings to each cell: the source's between the preimages of its edges.
  func cellMasses(of branch: MonotoneBranch, _ edges: [Double]) -> [Double] {
    let positions = edges.map { edge -> Double in
      if edge <= branch.imageLower { return branch.isIncreasing ? branch.lower : branch.upper }
      if edge >= branch.imageUpper { return branch.isIncreasing ? branch.upper : branch.lower }
      return branch.preimage(of: edge, under: map)
    }
    return zip(positions, positions.dropFirst()).map {
      $0 == $1 ? 0 : source.massBetween(min($0, $1), max($0, $1))
    }
  }
}
