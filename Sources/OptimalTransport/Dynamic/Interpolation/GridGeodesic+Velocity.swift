extension GridGeodesic {
  /// phi(t, .) at the cell centres of a grid, by the Hopf-Lax formula from the end that is further:
  /// from phi_0 where t >= 1/2, else from phi_1. It is fitted between the cells, second order where
  /// mass is on its way.
  ///
  /// - Throws: `shapeMismatch`, `outOfRange` for a time outside 0...1.
  public func potential(
    at time: Double, shape: [Int], box: Box
  ) throws(TransportError) -> DynamicPotential {
    try checkUnitTime(time)
    _ = try checkGrid(shape: shape, box: box, dimension: source.dimension)
    let picture = frame.axes(shape: shape, box: box)
    let isLate = time >= 0.5
    let (end, share) = isLate ? (start, time) : (self.end, 1 - time)
    let sign = isLate ? 1.0 : -1.0
    let scale = sign * frame.scale * frame.scale / share
    // In the frame psi - |x|^2 / 2 lacks this constant.
    let constant = frame.origin.reduce(0) { $0 + $1 * $1 / 2 }
    let conjugate = end.conjugate(at: share, on: picture)
    return try DynamicPotential(
      shape: shape, box: box, time: time,
      values: zip(picture.halfSquares, conjugate).map { scale * ($0 - $1) + constant })
  }

  /// The velocity of the mass at the cell centres of a grid, grad phi(t, .).
  ///
  /// Where t >= 1/2 it is (y - X_t^-1(y)) / t with X_t^-1 = grad psi_t* fitted between the cells,
  /// else the same from the other end, so that nothing is divided by a small number: second order
  /// where the map is smooth. Outside of the box that mass has reached, the velocity at its wall.
  ///
  /// - Throws: `shapeMismatch`, `outOfRange` for a time outside 0...1.
  public func velocity(
    at time: Double, shape: [Int], box: Box
  ) throws(TransportError) -> VectorField {
    try checkUnitTime(time)
    let count = try checkGrid(shape: shape, box: box, dimension: source.dimension)
    let picture = frame.axes(shape: shape, box: box)
    let (end, share) = time >= 0.5 ? (start, time) : (self.end, 1 - time)
    let scale = time >= 0.5 ? frame.scale : -frame.scale
    let field = end.velocity(at: share, steps: picture.map(\.step))
    let d = shape.count
    var elements: [Double] = []
    elements.reserveCapacity(count * d)
    for cell in 0..<count {
      let point = picture.center(ofCell: cell, clampedTo: field.box)
      elements.append(contentsOf: field.interpolated(at: point).map { scale * $0 })
    }
    return try VectorField(
      shape: shape, box: box, vectors: Matrix(uncheckedRows: count, columns: d, elements: elements))
  }
}

extension GeodesicEnd {
  /// (y - X^-1(y)) / s in the frame, at the centres of the cells of the box reached.
  fileprivate func velocity(at share: Double, steps: [Double]) -> GridMap {
    let moved = axes(at: share, steps: steps)
    let origins = GradientAtCenters(axes: moved, target: axes)(conjugate(at: share, on: moved))
    let box = try! Box(lower: moved.map(\.lower), upper: moved.map(\.upper))
    let d = moved.count
    var elements = origins.array
    for cell in 0..<elements.count / d {
      let point = moved.center(ofCell: cell, clampedTo: box)
      for k in 0..<d {
        elements[cell * d + k] = (point[k] - elements[cell * d + k]) / share
      }
    }
    return try! GridMap(
      shape: moved.map(\.count), box: box,
      images: Matrix(uncheckedRows: elements.count / d, columns: d, elements: elements))
  }
}

extension [GridAxis] {
  /// The nearest point of a box to the centre of a cell, by its row-major index.
  fileprivate func center(ofCell cell: Int, clampedTo box: Box) -> [Double] {
    var (rest, point) = (cell, [Double](repeating: 0, count: count))
    for k in indices.reversed() {
      let x = self[k].center(rest % self[k].count)
      point[k] = Swift.min(Swift.max(x, box.lower[k]), box.upper[k])
      rest /= self[k].count
    }
    return point
  }
}
