import Foundation

extension Gaussian {
  /// The Gaussian's mass in each cell of a grid in 1, 2 or 3 dimensions, renormalised.
  ///
  /// Along the last axis the mass is exact, by the error function of the conditional law; along the
  /// others by 4-point Gauss-Legendre rules on pieces no longer than half a conditional standard
  /// deviation, whose error is below 1e-8 of the fullest cell. `fractionOutside` has an error of
  /// that size too; in 1-D all is exact to rounding.
  ///
  /// Complexity: (4 s)^(d-1) evaluations a cell, s <= 8 the pieces a cell needs.
  ///
  /// - Throws: `shapeMismatch`, `degenerateMass` when no mass lies inside the box, `outOfRange` when a
  ///   cell is wider than 4 conditional standard deviations, in 2-D and 3-D.
  public func discretized(shape: [Int], box: Box) throws(TransportError) -> GridDiscretization {
    try GridDiscretization(
      probabilities: cellProbabilities(shape: shape, box: box), outside: probabilityOutside(box),
      mass: mass, shape: shape, box: box)
  }

  /// The probability outside an interval; nil in more dimensions.
  private func probabilityOutside(_ box: Box) -> Double? {
    guard dimension == 1 else { return nil }
    let deviation = cholesky.lower[0, 0]
    return NormalDistribution.cumulative((box.lower[0] - mean[0]) / deviation)
      + NormalDistribution.cumulative((mean[0] - box.upper[0]) / deviation)
  }

  /// The probability of each cell, row-major.
  func cellProbabilities(shape: [Int], box: Box) throws(TransportError) -> [Double] {
    let count = try checkGrid(shape: shape, box: box, dimension: dimension)
    let last = dimension - 1
    let pieces = try quadraturePieces(shape: shape, box: box)
    let rules = (0..<last).map { k in
      zip(box.edges(axis: k, count: shape[k]), box.edges(axis: k, count: shape[k]).dropFirst())
        .map { GaussLegendre.nodes(from: $0, to: $1, pieces: pieces[k]) }
    }
    let edges = box.edges(axis: last, count: shape[last])
    let rows = ParallelLoop.map(count: count / shape[last]) { row in
      rowProbabilities(rules: cellRules(rules, row: row), edges: edges)
    }
    return rows.flatMap { $0 }
  }

  /// The rules of the leading axes in the cells of a row.
  private func cellRules(
    _ rules: [[[GaussLegendre.Node]]], row: Int
  ) -> [[GaussLegendre.Node]] {
    var rest = row
    var chosen: [[GaussLegendre.Node]] = []
    for axis in rules.reversed() {
      chosen.insert(axis[rest % axis.count], at: 0)
      rest /= axis.count
    }
    return chosen
  }

  /// Probabilities of the cells along the last axis, integrated over the leading coordinates.
  private func rowProbabilities(rules: [[GaussLegendre.Node]], edges: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: edges.count - 1)
    accumulate(rules[...], z: [], weight: 1, edges: edges, into: &result)
    return result
  }

  /// Walks the tensor product of the rules; z whitens the coordinates fixed so far.
  private func accumulate(
    _ rules: ArraySlice<[GaussLegendre.Node]>, z: [Double], weight: Double, edges: [Double],
    into result: inout [Double]
  ) {
    let k = z.count
    let deviation = cholesky.lower[k, k]
    let center = mean[k] + z.indices.reduce(0) { $0 + cholesky.lower[k, $1] * z[$1] }
    guard let rule = rules.first else {
      for cell in result.indices {
        result[cell] +=
          weight
          * NormalDistribution.probability(
            from: (edges[cell] - center) / deviation, to: (edges[cell + 1] - center) / deviation)
      }
      return
    }
    for node in rule {
      let standard = (node.position - center) / deviation
      let scaled = weight * node.weight * NormalDistribution.density(standard) / deviation
      guard scaled > 0 else { continue }
      accumulate(
        rules.dropFirst(), z: z + [standard], weight: scaled, edges: edges, into: &result)
    }
  }

  /// Pieces a cell along each axis, from the standard deviation of that coordinate given the
  /// others.
  private func quadraturePieces(shape: [Int], box: Box) throws(TransportError) -> [Int] {
    guard dimension > 1 else { return [1] }
    let precision = cholesky.solve(Matrix.identity(dimension))
    var pieces = [Int](repeating: 1, count: dimension)
    for k in 0..<dimension - 1 {
      let deviation = 1 / precision[k, k].squareRoot()
      let needed = (box.sides[k] / Double(shape[k]) / (0.5 * deviation)).rounded(.up)
      guard needed <= 8 else {
        throw .outOfRange(
          argument: "shape[\(k)]", value: Double(shape[k]),
          expected: "at least \((box.sides[k] / (4 * deviation)).rounded(.up)) cells, "
            + "to resolve the Gaussian")
      }
      pieces[k] = max(1, Int(needed))
    }
    return pieces
  }
}

extension GaussianMixture {
  /// The mixture's mass in each cell of a grid in 1, 2 or 3 dimensions, renormalised.
  ///
  /// - Throws: as ``Gaussian/discretized(shape:box:)``, for each component with mass.
  public func discretized(shape: [Int], box: Box) throws(TransportError) -> GridDiscretization {
    let count = try checkGrid(shape: shape, box: box, dimension: dimension)
    var sum = [Double](repeating: 0, count: count)
    for (weight, component) in zip(weights, components) where weight > 0 {
      let part = try component.cellProbabilities(shape: shape, box: box)
      for cell in sum.indices { sum[cell] += weight / mass * part[cell] }
    }
    return try GridDiscretization(probabilities: sum, mass: mass, shape: shape, box: box)
  }
}
