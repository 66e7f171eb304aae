/// A convex polygon, the image of a map in the plane.
public struct ConvexPolygon: Sendable, Equatable {
  /// The corners, counterclockwise.
  public let vertices: [SIMD2<Double>]
  /// The outer unit normal of the edge from each corner to the next.
  let normals: [SIMD2<Double>]
  /// normal . y along each edge.
  let offsets: [Double]

  /// Checks the corners; a smooth set is approached by a polygon of many.
  ///
  /// - Throws: `shapeMismatch` for fewer than three corners, `nonFinite`, `notApplicable` where the
  ///   polygon does not turn left at every corner or turns round more than once.
  public init(vertices: [SIMD2<Double>]) throws(TransportError) {
    guard vertices.count >= 3 else {
      throw .shapeMismatch(
        argument: "vertices", expected: "three or more corners", found: "\(vertices.count)")
    }
    try checkFinite(vertices.flatMap { [$0.x, $0.y] }, argument: "vertices")
    let edges = vertices.indices.map { vertices[($0 + 1) % vertices.count] - vertices[$0] }
    for i in edges.indices {
      let next = edges[(i + 1) % edges.count]
      guard edges[i].x * next.y - edges[i].y * next.x > 0 else {
        throw Self.notConvex(corner: (i + 1) % edges.count)
      }
    }
    self.vertices = vertices
    let normals = edges.map { SIMD2($0.y, -$0.x) / ($0 * $0).sum().squareRoot() }
    let offsets = zip(normals, vertices).map { ($0 * $1).sum() }
    (self.normals, self.offsets) = (normals, offsets)
    // A star that turns left at every corner has some of them outside of an edge.
    for (i, y) in vertices.enumerated() {
      let slack = 1e-12 * vertices.reduce(0) { max($0, abs($1.x), abs($1.y)) }
      for (normal, offset) in zip(normals, offsets) where (normal * y).sum() > offset + slack {
        throw Self.notConvex(corner: i)
      }
    }
  }

  private static func notConvex(corner: Int) -> TransportError {
    .notApplicable(
      method: "monge-ampere",
      reason: "the target polygon is not convex at vertices[\(corner)], and a gradient of a convex "
        + "function maps onto convex sets only",
      remedy: "List the corners of a convex polygon counterclockwise, or transport onto its hull.")
  }

  /// The greatest of normal . y - offset over the edges that face along `direction`, with its
  /// normal: the signed distance from the lines of those edges, zero on them, below it inside.
  func distance(
    _ y: SIMD2<Double>, facing direction: SIMD2<Double>
  ) -> (value: Double, normal: SIMD2<Double>) {
    var best = (value: -Double.infinity, normal: direction)
    for (normal, offset) in zip(normals, offsets) where (normal * direction).sum() > 1e-6 {
      let value = (normal * y).sum() - offset
      if value > best.value { best = (value, normal) }
    }
    return best
  }

  /// The box about the polygon.
  var bounds: Box {
    let low = vertices.reduce(vertices[0]) { pointwiseMin($0, $1) }
    let high = vertices.reduce(vertices[0]) { pointwiseMax($0, $1) }
    return try! Box(lower: [low.x, low.y], upper: [high.x, high.y])
  }

  /// The bounds, shrunk about the mean of the corners to `share` of what fits inside.
  func innerBox(share: Double) -> Box {
    let center = vertices.reduce(.zero, +) / Double(vertices.count)
    let box = bounds
    let half = SIMD2(box.sides[0], box.sides[1]) / 2
    var scale = Double.infinity
    for (normal, offset) in zip(normals, offsets) {
      let reach = abs(normal.x) * half.x + abs(normal.y) * half.y
      scale = min(scale, (offset - (normal * center).sum()) / reach)
    }
    let (low, high) = (center - share * scale * half, center + share * scale * half)
    return try! Box(lower: [low.x, low.y], upper: [high.x, high.y])
  }
}
