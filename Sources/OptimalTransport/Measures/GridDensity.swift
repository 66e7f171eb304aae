/// A density on a regular, cell-centred grid in 1, 2 or 3 dimensions.
///
/// Axis k of `values` (row-major) is coordinate k; cell i of axis k is centred at
/// lower[k] + (i + 1/2) sides[k] / shape[k]. `values` are densities: they integrate to the mass,
/// mass = sum(values) * cellVolume. Images stand on the unit square (see `TransportIO`).
public struct GridDensity: Measure, Equatable {
  /// Cells along each axis.
  public let shape: [Int]
  /// The box that the cells fill.
  public let box: Box
  /// The density in each cell, row-major.
  public let values: [Double]
  /// The total mass.
  public let mass: Double

  /// Checks and wraps densities.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch`, `nonFinite`, `negativeMass`, `degenerateMass`.
  public init(shape: [Int], box: Box? = nil, values: [Double]) throws(TransportError) {
    guard (1...3).contains(shape.count), shape.allSatisfy({ $0 > 0 }) else {
      throw .shapeMismatch(
        argument: "shape", expected: "1 to 3 positive extents", found: "\(shape)")
    }
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw .shapeMismatch(
          argument: "shape", expected: "a grid that fits in memory", found: "\(shape)")
      }
      count = product
    }
    guard values.count == count else {
      throw .shapeMismatch(
        argument: "values", expected: "\(count) values for shape \(shape)", found: "\(values.count)"
      )
    }
    let box = box ?? Box.unit(shape.count)
    guard box.dimension == shape.count else {
      throw .shapeMismatch(
        argument: "box", expected: "\(shape.count) axes", found: "\(box.dimension)")
    }
    let total = try checkMasses(values, argument: "values")
    self.shape = shape
    self.box = box
    self.values = values
    self.mass = total * (box.volume / Double(count))
    guard mass > 0, mass.isFinite else { throw .degenerateMass(argument: "values", mass: mass) }
  }

  /// The number of cells.
  public var count: Int { values.count }
  /// The dimension d.
  public var dimension: Int { shape.count }
  /// The volume of one cell.
  public var cellVolume: Double { box.volume / Double(count) }
  /// The mass of each cell, row-major.
  public var cellMasses: [Double] { values.map { $0 * cellVolume } }

  /// The cell centres along axis k.
  public func axis(_ k: Int) -> [Double] {
    let step = box.sides[k] / Double(shape[k])
    return (0..<shape[k]).map { box.lower[k] + (Double($0) + 0.5) * step }
  }

  /// All cell centres, count x d, in the order of `values`.
  public var centers: Matrix {
    let axes = (0..<dimension).map(axis)
    var elements: [Double] = []
    elements.reserveCapacity(count * dimension)
    for cell in 0..<count {
      var rest = cell
      var point = [Double](repeating: 0, count: dimension)
      for k in stride(from: dimension - 1, through: 0, by: -1) {
        point[k] = axes[k][rest % shape[k]]
        rest /= shape[k]
      }
      elements.append(contentsOf: point)
    }
    return Matrix(uncheckedRows: count, columns: dimension, elements: elements)
  }

  /// The discrete measure with each cell's mass at its centre.
  public var pointCloud: PointCloud { try! PointCloud(points: centers, weights: cellMasses) }

  /// The mean of the discrete measure on the cell centres.
  public var mean: [Double] { pointCloud.mean }
  /// The covariance of the discrete measure on the cell centres.
  public var covariance: Matrix { pointCloud.covariance }

  /// The same density, scaled to mass 1.
  public func normalized() -> GridDensity {
    let largest = values.max()!
    let scaled = values.map { $0 / largest }
    let total = scaled.compensatedSum() * cellVolume
    return try! GridDensity(shape: shape, box: box, values: scaled.map { $0 / total })
  }
}
