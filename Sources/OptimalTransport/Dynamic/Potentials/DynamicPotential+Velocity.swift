extension DynamicPotential {
  /// The velocity grad phi at the cell centres.
  ///
  /// By central differences, at the walls by the parabola through the three outermost cells: second
  /// order where phi is smooth, the mean of both sides at a kink. Zero along an axis of one cell.
  public func velocity() -> VectorField {
    let d = dimension
    var elements = [Double](repeating: 0, count: count * d)
    var stride = count
    for k in 0..<d {
      stride /= shape[k]
      let (n, inverse) = (shape[k], 1 / axes[k].step)
      for cell in 0..<count where n > 1 {
        elements[cell * d + k] = inverse * derivative(cell, cell / stride % n, n, stride)
      }
    }
    return VectorField(
      uncheckedShape: shape, box: box,
      vectors: Matrix(uncheckedRows: count, columns: d, elements: elements))
  }

  /// The derivative, a cell, at place i of a line of n.
  private func derivative(_ cell: Int, _ i: Int, _ n: Int, _ stride: Int) -> Double {
    func value(_ offset: Int) -> Double { values[cell + offset * stride] }
    if i > 0, i + 1 < n { return (value(1) - value(-1)) / 2 }
    let inward = i == 0 ? 1 : -1
    let near = Double(inward) * (value(inward) - value(0))
    if n == 2 { return near }
    return near + (near - Double(inward) * (value(2 * inward) - value(inward))) / 2
  }

  /// Where mass at the cell centres is at another time: x + (time - t) grad phi(t, x).
  ///
  /// From time 0 it is (1 - time) Id + time T. It holds until characteristics meet.
  ///
  /// - Throws: `nonFinite` for a time that is not finite.
  public func characteristics(to time: Double) throws(TransportError) -> GridMap {
    let field = velocity()
    let images = zip(field.centers.elements, field.vectors.elements).map {
      $0 + (time - self.time) * $1
    }
    return try GridMap(
      shape: shape, box: box,
      images: Matrix(uncheckedRows: count, columns: dimension, elements: images))
  }
}
