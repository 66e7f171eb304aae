extension Oracles {
  /// The triangle density of half-width w about a centre.
  public static func triangle(center: Double, halfWidth w: Double) -> @Sendable (Double) -> Double {
    { max(0, 1 - abs($0 - center) / w) / w }
  }

  /// W2^2 between the triangles of half-width w and 2 w about one centre.
  public static func triangleDoublingDistanceSquared(halfWidth w: Double) -> Double { w * w / 6 }

  /// W2^2 between the uniform law on [-w, w] and its halves moved to the ends of (-1/2, 1/2), that
  /// is the uniform law on [-1/2, w - 1/2] and [1/2 - w, 1/2].
  public static func splitDistanceSquared(halfWidth w: Double) -> Double { (0.5 - w) * (0.5 - w) }
}
