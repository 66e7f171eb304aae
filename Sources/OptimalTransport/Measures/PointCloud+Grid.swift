extension PointCloud {
  /// The histogram of the cloud: each atom's mass goes to the cell it lies in.
  ///
  /// Mass is conserved to rounding, and W_inf to the cloud is at most half a cell's diagonal when
  /// cells are read as atoms at their centres. A point on a face belongs to the cell above it, on
  /// the upper face of the box to the last cell.
  ///
  /// - Throws: `shapeMismatch`, `outOfRange` for a point outside the closed box, with its index.
  public func discretized(shape: [Int], box: Box) throws(TransportError) -> GridDensity {
    let count = try checkGrid(shape: shape, box: box, dimension: dimension)
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: count)
    for i in 0..<self.count { sums[try cell(of: i, shape: shape, box: box)].add(weights[i]) }
    let cellVolume = box.volume / Double(count)
    return try GridDensity(shape: shape, box: box, values: sums.map { $0.value / cellVolume })
  }

  /// The row-major index of the cell that holds point i.
  private func cell(of i: Int, shape: [Int], box: Box) throws(TransportError) -> Int {
    var index = 0
    for k in 0..<dimension {
      let x = points[i, k]
      guard x >= box.lower[k], x <= box.upper[k] else {
        throw .outOfRange(
          argument: "points[\(i), \(k)]", value: x,
          expected: "a coordinate inside the box, from \(box.lower[k]) to \(box.upper[k])")
      }
      let along = (x - box.lower[k]) / (box.upper[k] - box.lower[k]) * Double(shape[k])
      index = index * shape[k] + min(Int(along), shape[k] - 1)
    }
    return index
  }
}

extension GridDensity {
  /// The density on a coarser grid: blocks of `factors[k]` cells along axis k become one cell.
  ///
  /// Mass is conserved to rounding.
  ///
  /// - Throws: `shapeMismatch` unless there is one factor an axis, `outOfRange` for a factor that does
  ///   not divide the number of cells.
  public func coarsened(by factors: [Int]) throws(TransportError) -> GridDensity {
    guard factors.count == dimension else {
      throw .shapeMismatch(
        argument: "factors", expected: "\(dimension) factors", found: "\(factors.count)")
    }
    for (k, factor) in factors.enumerated() where factor < 1 || shape[k] % factor != 0 {
      throw .outOfRange(
        argument: "factors[\(k)]", value: Double(factor),
        expected: "a divisor of the \(shape[k]) cells")
    }
    let coarse = zip(shape, factors).map { $0 / $1 }
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: coarse.reduce(1, *))
    for cell in values.indices { sums[block(of: cell, coarse, factors)].add(values[cell]) }
    let blockSize = Double(factors.reduce(1, *))
    return try GridDensity(shape: coarse, box: box, values: sums.map { $0.value / blockSize })
  }

  /// The coarse cell that holds a fine one.
  private func block(of cell: Int, _ coarse: [Int], _ factors: [Int]) -> Int {
    var rest = cell
    var (index, stride) = (0, 1)
    for k in shape.indices.reversed() {
      index += rest % shape[k] / factors[k] * stride
      stride *= coarse[k]
      rest /= shape[k]
    }
    return index
  }
}
