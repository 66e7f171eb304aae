/// The cell centres of a grid, cells x d, row-major.
func cellCenters(shape: [Int], box: Box) -> Matrix {
  let axes = GridAxis.all(shape: shape, box: box).map(\.centers)
  let count = shape.reduce(1, *)
  var elements: [Double] = []
  elements.reserveCapacity(count * shape.count)
  for cell in 0..<count {
    var stride = count
    for k in shape.indices {
      stride /= shape[k]
      elements.append(axes[k][cell / stride % shape[k]])
    }
  }
  return Matrix(uncheckedRows: count, columns: shape.count, elements: elements)
}
