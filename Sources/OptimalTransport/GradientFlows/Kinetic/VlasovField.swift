/// Where the particles of a ``VlasovParticleFlow`` live, and how their field is found.
public enum VlasovField: Sendable, Equatable {
  /// In a periodic box with a neutralising background, the field on a grid of so many cells.
  case grid(shape: [Int])
  /// In all of the plane or of space without a background: -lap phi = s rho, phi = s G * rho, by
  /// sums of pairs with distances R, R^2 = r^2 + softening^2. Boxes of a tree whose radius is at
  /// most `opening` times their distance act as one; 0 sums all pairs (see ``TreeSum``).
  case open(softening: Double, opening: Double = 0.5)

  /// - Throws: `shapeMismatch` unless there are 1 to 3 positive extents; `outOfRange` for a negative
  ///   softening or an opening outside of [0, 1).
  func check() throws(TransportError) {
    switch self {
    case .grid(let shape):
      guard (1...3).contains(shape.count), shape.allSatisfy({ $0 > 0 }) else {
        throw .shapeMismatch(
          argument: "fieldShape", expected: "1 to 3 positive extents", found: "\(shape)")
      }
    case .open(let softening, let opening):
      guard softening >= 0, softening.isFinite else {
        throw .outOfRange(
          argument: "softening", value: softening, expected: "a finite length, at least 0")
      }
      guard opening >= 0, opening < 1 else {
        throw .outOfRange(argument: "opening", value: opening, expected: "at least 0 and below 1")
      }
    }
  }
}
