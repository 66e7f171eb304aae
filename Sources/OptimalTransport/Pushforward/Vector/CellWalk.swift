/// Walks the cells of a source grid and deposits the images of their parts.
struct CellWalk: Sendable {
  let source: GridDensity
  let map: VectorMap
  let shape: [Int]
  let box: Box
  let method: ConservativePush

  /// Columns of secants below this independence span no volume.
  private static let singularity = 1e-10

  func deposit(cells: Range<Int>) -> CellDeposit {
    var deposit = CellDeposit(shape: shape, box: box)
    let widths = zip(source.box.sides, source.shape).map { $0 / Double($1) }
    for cell in cells where source.values[cell] > 0 {
      push(center(of: cell, widths), widths, source.values[cell] * source.cellVolume, &deposit)
    }
    return deposit
  }

  private func center(of cell: Int, _ widths: [Double]) -> [Double] {
    var rest = cell
    var point = [Double](repeating: 0, count: widths.count)
    for k in widths.indices.reversed() {
      point[k] = source.box.lower[k] + (Double(rest % source.shape[k]) + 0.5) * widths[k]
      rest /= source.shape[k]
    }
    return point
  }

  /// Divides one cell, and deposits its parts.
  private func push(
    _ center: [Double], _ widths: [Double], _ mass: Double, _ deposit: inout CellDeposit
  ) {
    let needed = Star(map, center, widths).span(in: zip(box.sides, shape).map { $0 / Double($1) })
      .map { ($0 * Double(method.partsPerCell)).rounded(.up) }
    let isCoarse = needed.contains { !($0 <= Double(method.partLimit)) }
    if isCoarse { deposit.coarseMass.add(mass) }
    let parts = needed.map {
      $0.isNaN ? method.partLimit : Int(min(max($0, 2), Double(method.partLimit)))
    }
    let count = parts.reduce(1, *)
    let partWidths = zip(widths, parts).map { $0 / Double($1) }
    let share = mass / Double(count)
    var signs = (positive: false, negative: false)
    for part in 0..<count {
      var rest = part
      var point = center
      for k in parts.indices.reversed() {
        point[k] += (Double(rest % parts[k]) + 0.5 - Double(parts[k]) / 2) * partWidths[k]
        rest /= parts[k]
      }
      let star = Star(map, point, partWidths)
      guard star.isFinite else {
        deposit.undefinedMass.add(share)
        continue
      }
      deposit.spread(share, center: star.mean, widths: star.widths)
      let determinant = star.secants.smallDeterminant
      if star.secants.columnIndependence <= Self.singularity { deposit.singularMass.add(share) }
      if determinant > 0 { signs.positive = true } else if determinant < 0 { signs.negative = true }
    }
    if signs.positive && signs.negative { deposit.foldedMass.add(mass) }
  }
}

/// A map at the centre of a small box and at the centres of its faces.
private struct Star {
  let center: [Double]
  /// f over pairs of opposite faces.
  let lower: [[Double]]
  let upper: [[Double]]

  init(_ map: VectorMap, _ point: [Double], _ widths: [Double]) {
    center = map.value(point)
    func face(_ k: Int, _ sign: Double) -> [Double] {
      var shifted = point
      shifted[k] += sign * widths[k] / 2
      return map.value(shifted)
    }
    lower = widths.indices.map { face($0, -1) }
    upper = widths.indices.map { face($0, 1) }
  }

  var isFinite: Bool {
    center.allSatisfy(\.isFinite) && (lower + upper).allSatisfy { $0.allSatisfy(\.isFinite) }
  }

  /// The differences of f over pairs of opposite faces, one a column.
  var secants: Matrix {
    var result = Matrix(repeating: 0, rows: center.count, columns: lower.count)
    for j in lower.indices {
      for i in center.indices { result[i, j] = upper[j][i] - lower[j][i] }
    }
    return result
  }

  /// The mean of f over the box, exact for quadratic f.
  var mean: [Double] {
    center.indices.map { i in
      center[i]
        + lower.indices.reduce(0) { $0 + (upper[$1][i] - 2 * center[i] + lower[$1][i]) } / 6
    }
  }

  /// The widths of the box with the variances of f over the box, exact for linear f; narrowed where
  /// the box about the mean would leave the values of f, as it does beside a fold.
  var widths: [Double] {
    let mean = mean
    return center.indices.map { i in
      let (middle, rises) = (center[i], lower.indices.map { upper[$0][i] - center[i] })
      let falls = lower.indices.map { lower[$0][i] - middle }
      let variance = zip(rises, falls).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let up = zip(rises, falls).reduce(middle) { $0 + max(0, $1.0, $1.1) } - mean[i]
      let down = mean[i] - zip(rises, falls).reduce(middle) { $0 + min(0, $1.0, $1.1) }
      return min(variance.squareRoot(), 2 * max(0, min(up, down)))
    }
  }

  /// How many target cells each half of the box spans at most, doubled, along each source axis.
  func span(in cells: [Double]) -> [Double] {
    lower.indices.map { j in
      center.indices.map { i in
        2 * max(abs(upper[j][i] - center[i]), abs(center[i] - lower[j][i])) / cells[i]
      }.reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
    }
  }
}
