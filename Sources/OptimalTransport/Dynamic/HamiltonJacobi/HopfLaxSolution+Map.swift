extension HopfLaxSolution {
  /// The map from each cell centre to the foot of its characteristic, a cell centre too.
  ///
  /// After a forward solution from phi_0 it is X_t^-1, the inverse of x + t grad phi_0(x), to half
  /// a cell where phi_0 is smooth; with phi_0 = -alpha / 2 and t = 1 it maps the target back to the
  /// source. After a backward one it is where mass at x will be.
  public var feet: GridMap {
    let axes = GridAxis.all(shape: shape, box: box)
    let d = axes.count
    var elements = [Double](repeating: 0, count: origins.count * d)
    for (cell, origin) in origins.enumerated() {
      var rest = origin
      for k in stride(from: d - 1, through: 0, by: -1) {
        elements[cell * d + k] = axes[k].center(rest % shape[k])
        rest /= shape[k]
      }
    }
    return try! GridMap(
      shape: shape, box: box,
      images: Matrix(uncheckedRows: origins.count, columns: d, elements: elements))
  }
}
