/// Union-find with path halving.
struct DisjointSets {
  private var parent: [Int]

  init(count: Int) { parent = Array(0..<count) }

  mutating func representative(_ x: Int) -> Int {
    var x = x
    while parent[x] != x {
      parent[x] = parent[parent[x]]
      x = parent[x]
    }
    return x
  }

  /// Joins two sets; false when they already were one.
  @discardableResult
  mutating func join(_ x: Int, _ y: Int) -> Bool {
    let (a, b) = (representative(x), representative(y))
    parent[a] = b
    return a != b
  }
}
