public import OptimalTransport

/// Reproducible numbers and places that tests of several rooms compute with.
public enum Samples {
  /// Uniform numbers in [-1, 1].
  public static func uniform(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Double.random(in: -1...1, using: &generator) }
  }

  /// All points of a product grid, the last coordinate fastest, from the coordinates on each axis.
  public static func points(_ axes: [[Double]]) -> [[Double]] {
    axes.reduce([[]]) { points, axis in points.flatMap { p in axis.map { p + [$0] } } }
  }

  /// A density of mass one from a function of the cell centres, on the unit box if none is given.
  public static func density(
    _ shape: [Int], _ box: Box? = nil, _ f: ([Double]) -> Double
  ) throws -> GridDensity {
    let box = box ?? Box.unit(shape.count)
    let axes = shape.indices.map { k in
      let step = (box.upper[k] - box.lower[k]) / Double(shape[k])
      return (0..<shape[k]).map { box.lower[k] + (Double($0) + 0.5) * step }
    }
    return try GridDensity(shape: shape, box: box, values: points(axes).map(f)).normalized()
  }
}
