/// Finds all preimages of points under a map f of a box in R^d to R^d, d = 1, 2 or 3.
///
/// The box is cut into cells and these into simplices; the images of the corners are tabulated
/// once. A point y is looked for in every cell whose image, taken a quarter wider each way, may
/// hold it: from the linear preimage in each simplex, Newton's method goes to a root of f(x) = y,
/// and roots within the cell are kept once. Where det Df changes sign between its corners, Newton's
/// method starts from these too. Positions are exact to rounding times the condition of Df.
///
/// Fails to see preimages where f is far from linear on a cell: refine the cells. Where det Df
/// changes sign inside a cell, ``PointDensity/isNearFold`` says so. Cost: d! 2^d evaluations a cell
/// to set up; a few Newton steps a branch and point. Source: Allgower and Georg 1990, chapter 12,
/// for the simplices.
public struct PreimageSearch: Sendable {
  /// The map.
  public let map: VectorMap
  /// Cells along each axis.
  public let shape: [Int]
  /// The box searched.
  public let box: Box
  let widths: [Double]
  /// f at the corners of the cells, row-major, d numbers each.
  let images: [Double]
  let bins: CellBins

  /// Tabulates the map on a grid.
  ///
  /// - Throws: `shapeMismatch`; `nonFinite` where f is no point at a corner, with its index.
  public init(map: VectorMap, shape: [Int], box: Box) throws(TransportError) {
    let count = try checkGrid(shape: shape, box: box, dimension: shape.count)
    guard map.sourceDimension == shape.count, map.targetDimension == shape.count else {
      throw .shapeMismatch(
        argument: "map", expected: "\(shape.count) coordinates to as many",
        found: "\(map.sourceDimension) to \(map.targetDimension)")
    }
    let edges = shape.indices.map { box.edges(axis: $0, count: shape[$0]) }
    let corners = edges.reduce(1) { $0 * $1.count }
    let rows = ParallelLoop.map(count: corners, grain: 256) { index -> [Double] in
      var rest = index
      var point = [Double](repeating: 0, count: edges.count)
      for k in edges.indices.reversed() {
        point[k] = edges[k][rest % edges[k].count]
        rest /= edges[k].count
      }
      return map.value(point)
    }
    guard rows.allSatisfy({ $0.count == shape.count }) else {
      throw .shapeMismatch(
        argument: "values of the map", expected: "\(shape.count), as declared",
        found: "\(rows.first { $0.count != shape.count }?.count ?? 0)")
    }
    images = rows.flatMap { $0 }
    try checkFinite(images, argument: "images of the corners")
    self.map = map
    self.shape = shape
    self.box = box
    widths = zip(box.sides, shape).map { $0 / Double($1) }
    let table = CornerTable(shape: shape, images: images)
    bins = CellBins((0..<count).map { table.bounds(ofCell: $0) })
  }

  /// All x in the box with f(x) = y.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func preimages(of y: [Double]) throws(TransportError) -> [Preimage] {
    try search(y).preimages
  }

  /// The density of the push-forward at y.
  ///
  /// - Parameters:
  ///   - y: d numbers.
  ///   - source: a density on R^d, e.g. `gaussian.density`; zero outside the box searched.
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public func density(
    at y: [Double], of source: ([Double]) -> Double
  ) throws(TransportError) -> PointDensity {
    let found = try search(y)
    var sum = CompensatedSum()
    for preimage in found.preimages {
      let height = source(preimage.point)
      if height > 0 { sum.add(height / abs(preimage.determinant)) }
    }
    return PointDensity(
      value: sum.value, preimages: found.preimages, isNearFold: found.isNearFold)
  }

  private func search(
    _ y: [Double]
  ) throws(TransportError) -> (preimages: [Preimage], isNearFold: Bool) {
    try checkPoint(y, dimension: shape.count)
    let table = CornerTable(shape: shape, images: images)
    var found: [Preimage] = []
    var isNearFold = false
    for cell in bins.cells(at: y) {
      var starts = table.simplices(ofCell: cell).compactMap { start($0, cell, y) }
      if isFolded(cell) {
        isNearFold = true
        // Two roots may be closer than the corners: one is approached from either side.
        starts += corners(of: cell)
      }
      for start in starts {
        guard let root = newton(y, from: start, in: cell),
          !found.contains(where: { isSame($0.point, root.point) })
        else { continue }
        found.append(root)
      }
    }
    found.sort { $0.point.lexicographicallyPrecedes($1.point) }
    return (found, isNearFold)
  }

  private func isSame(_ x: [Double], _ other: [Double]) -> Bool {
    zip(zip(x, other), widths).allSatisfy { abs($0.0 - $0.1) <= 1e-7 * $1 }
  }
}

extension PreimageSearch {
  private func lowerCorner(_ cell: Int) -> [Double] {
    var rest = cell
    var point = box.lower
    for k in shape.indices.reversed() {
      point[k] += Double(rest % shape[k]) * widths[k]
      rest /= shape[k]
    }
    return point
  }

  private func corners(of cell: Int) -> [[Double]] {
    let lower = lowerCorner(cell)
    return (0..<(1 << shape.count)).map { corner in
      shape.indices.map { lower[$0] + (corner >> $0 & 1 == 1 ? widths[$0] : 0) }
    }
  }

  /// Whether det Df changes sign between the corners of a cell, or vanishes at one.
  private func isFolded(_ cell: Int) -> Bool {
    let steps = widths.map { $0 / 10 }
    let determinants = corners(of: cell).map {
      map.jacobian(at: $0, steps: steps).smallDeterminant
    }
    return !(determinants.allSatisfy { $0 > 0 } || determinants.allSatisfy { $0 < 0 })
  }

  /// The linear preimage of y in a simplex, moved into the cell; nil where it is far off.
  private func start(_ simplex: CornerTable.Simplex, _ cell: Int, _ y: [Double]) -> [Double]? {
    let right = zip(y, simplex.origin).map { $0 - $1 }
    guard let steps = simplex.edges.smallSolve(right),
      steps.allSatisfy({ $0 > -1 && $0 < 2 })
    else { return nil }
    let lower = lowerCorner(cell)
    return steps.indices.map { lower[$0] + min(max(steps[$0], 0), 1) * widths[$0] }
  }

  /// Newton's method for f(x) = y; nil unless it converges to a root inside the cell.
  private func newton(_ y: [Double], from start: [Double], in cell: Int) -> Preimage? {
    let lower = lowerCorner(cell)
    var x = start
    let steps = widths.map { $0 / 10 }
    for _ in 0..<40 {
      let jacobian = map.jacobian(at: x, steps: steps)
      let residual = zip(y, map.value(x)).map { $0 - $1 }
      guard residual.allSatisfy(\.isFinite) else { return nil }
      guard let step = jacobian.smallSolve(residual) else { return nil }
      // No further than a cell at a time, so that the root of another branch is left to its cell.
      let length = zip(step, widths).map { abs($0) / $1 }.max()!
      let factor = min(1, 1 / max(length, .leastNormalMagnitude))
      for k in x.indices { x[k] += factor * step[k] }
      let isOut = x.indices.contains {
        x[$0] < lower[$0] - widths[$0] || x[$0] > lower[$0] + 2 * widths[$0]
      }
      if isOut { return nil }
      if zip(step, x).allSatisfy({ abs($0) <= 4 * abs($1).ulp }) || length <= 1e-15 { break }
    }
    return accepted(x, y, lower, steps)
  }

  /// The root, if it solves the equation to rounding and lies in the cell and the box.
  private func accepted(
    _ x: [Double], _ y: [Double], _ lower: [Double], _ steps: [Double]
  ) -> Preimage? {
    let jacobian = map.jacobian(at: x, steps: steps)
    let value = map.value(x)
    for i in y.indices {
      let scale = x.indices.reduce(abs(y[i]) * .ulpOfOne) {
        $0 + abs(jacobian[i, $1]) * (widths[$1] * 1e-9 + abs(x[$1]) * 1e-15)
      }
      guard abs(value[i] - y[i]) <= 16 * scale + 1e-300 else { return nil }
    }
    let isInside = x.indices.allSatisfy { k in
      let slack = 1e-9 * widths[k]
      return x[k] >= lower[k] - slack && x[k] <= lower[k] + widths[k] + slack
    }
    return isInside
      ? Preimage(
        point: x, determinant: jacobian.smallDeterminant,
        independence: jacobian.columnIndependence) : nil
  }
}
