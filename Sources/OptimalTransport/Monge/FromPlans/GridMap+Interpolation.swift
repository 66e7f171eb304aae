/// A map between the nodes of its grid, and how far it may be from the map that was sampled.
public struct InterpolatedImage: Sendable, Equatable {
  /// The interpolated T(x), d numbers.
  public let image: [Double]
  /// For each coordinate of T, what second differences say the interpolation may miss.
  public let error: [Double]
}

extension GridMap {
  /// T(x) by multilinear interpolation between cell centres; linear extrapolation in the outer half
  /// cells.
  ///
  /// Between two nodes at distance h the error of linear interpolation at the fraction t is |t (t -
  /// 1)| / 2 h^2 |T''|, at most h^2 |T''| / 8; along several axes such errors add up, each
  /// multiplied by the sums |t| + |1 - t| of the other axes (1 but in the outer half cells).
  /// `error` puts the largest second difference at the nodes used for h^2 T''. So it is a bound up
  /// to O(h^3) where T is twice differentiable, and of the order of the jump where T jumps. An axis
  /// of fewer than three cells has no second difference: the error is infinite.
  ///
  /// Complexity: O(d 4^d).
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`, `outOfRange` for a point outside the closed box.
  public func callAsFunction(_ point: [Double]) throws(TransportError) -> InterpolatedImage {
    try checkPoint(point, dimension: dimension)
    let axes = try (0..<dimension).map { k throws(TransportError) in try place(point[k], axis: k) }
    let corners = Self.corners(axes, shape: shape)
    var image = [Double](repeating: 0, count: dimension)
    for corner in corners {
      for l in 0..<dimension { image[l] += corner.weight * images[corner.cell, l] }
    }
    return InterpolatedImage(image: image, error: error(axes, corners.map(\.cell)))
  }

  /// The node at or before a point and the fraction of a cell beyond it, from -1/2 to 3/2.
  private struct Place {
    let node: Int
    let fraction: Double

    /// |t (t - 1)| / 2.
    var defect: Double { abs(fraction * (fraction - 1)) / 2 }
    /// |t| + |1 - t|.
    var amplification: Double { abs(fraction) + abs(1 - fraction) }
  }

  private func place(_ x: Double, axis k: Int) throws(TransportError) -> Place {
    guard x >= box.lower[k], x <= box.upper[k] else {
      throw .outOfRange(
        argument: "point[\(k)]", value: x,
        expected: "inside the box, from \(box.lower[k]) to \(box.upper[k])")
    }
    let along = (x - box.lower[k]) / box.sides[k] * Double(shape[k]) - 0.5
    guard shape[k] > 1 else { return Place(node: 0, fraction: 0) }
    let node = min(max(Int(along.rounded(.down)), 0), shape[k] - 2)
    return Place(node: node, fraction: along - Double(node))
  }

  /// The 2^d nodes around the point, with their weights; one along an axis of one cell.
  private static func corners(
    _ axes: [Place], shape: [Int]
  ) -> [(cell: Int, weight: Double)] {
    var corners = [(cell: 0, weight: 1.0)]
    for (place, extent) in zip(axes, shape) {
      corners = corners.flatMap { corner in
        let cell = corner.cell * extent + place.node
        let near = (cell: cell, weight: corner.weight * (1 - place.fraction))
        return extent > 1 ? [near, (cell + 1, corner.weight * place.fraction)] : [near]
      }
    }
    return corners
  }

  private func error(_ axes: [Place], _ cells: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: dimension)
    var stride = count
    for k in 0..<dimension {
      stride /= shape[k]
      let others = axes.indices.reduce(1) { $1 == k ? $0 : $0 * axes[$1].amplification }
      guard shape[k] > 2 else { return [Double](repeating: .infinity, count: dimension) }
      for l in 0..<dimension {
        let largest = cells.reduce(0) { max($0, secondDifference($1, k, stride, l)) }
        sums[l] += axes[k].defect * others * largest
      }
    }
    return sums
  }

  /// |T_l(i - 1) - 2 T_l(i) + T_l(i + 1)| along axis k, at the nearest inner node.
  private func secondDifference(_ cell: Int, _ k: Int, _ stride: Int, _ l: Int) -> Double {
    let i = cell / stride % shape[k]
    let inner = cell + (min(max(i, 1), shape[k] - 2) - i) * stride
    let bend = images[inner - stride, l] - 2 * images[inner, l] + images[inner + stride, l]
    return abs(bend)
  }
}
