/// Superbases of the lattice Z^2: triples of vectors with e0 + e1 + e2 = 0, any two of them a
/// basis.
///
/// Starting from the two that the unit vectors span, the Stern-Brocot tree replaces (a, b, a + b)
/// by (a, a + b, 2 a + b) and (a + b, b, a + 2 b). A vector and its negative count as one.
struct LatticeSuperbases: Sendable {
  /// The vectors, each up to its sign.
  private(set) var directions: [SIMD2<Int>] = []
  /// Indices of three directions each.
  private(set) var triples: [(Int, Int, Int)] = []

  /// - Parameter depth: generations after the first; 2 has 16 directions, up to 3 cells away.
  init(depth: Int) {
    grow(SIMD2(1, 0), SIMD2(0, 1), depth: depth)
    grow(SIMD2(0, 1), SIMD2(-1, 0), depth: depth)
  }

  private mutating func grow(_ a: SIMD2<Int>, _ b: SIMD2<Int>, depth: Int) {
    triples.append((number(of: a), number(of: b), number(of: a &+ b)))
    guard depth > 0 else { return }
    grow(a, a &+ b, depth: depth - 1)
    grow(a &+ b, b, depth: depth - 1)
  }

  private mutating func number(of e: SIMD2<Int>) -> Int {
    if let known = directions.firstIndex(where: { $0 == e || $0 == SIMD2.zero &- e }) {
      return known
    }
    directions.append(e)
    return directions.count - 1
  }
}
