public import OptimalTransport

/// Solves small transport problems by successive shortest paths with Bellman and Ford's relaxation:
/// slow, short, and of another family than the simplex method.
public enum ReferenceTransport {
  /// min <C, P> over plans with the given marginals; infinite entries of `costs` are forbidden.
  public static func optimum(_ costs: Matrix, _ source: [Double], _ target: [Double]) -> Double {
    let (m, n) = (source.count, target.count)
    var plan = Matrix(repeating: 0, rows: m, columns: n)
    var (supply, demand) = (source, target)
    // What is left after 2 (m + n)^2 augmentations is rounding.
    for _ in 0..<2 * (m + n) * (m + n) {
      guard let path = cheapestPath(costs, plan, supply, demand) else { break }
      var amount = min(supply[path.first!.0], demand[path.last!.1])
      for (i, j, isForward) in path where !isForward { amount = min(amount, plan[i, j]) }
      for (i, j, isForward) in path { plan[i, j] += isForward ? amount : -amount }
      supply[path.first!.0] -= amount
      demand[path.last!.1] -= amount
    }
    var value = 0.0
    for i in 0..<m { for j in 0..<n where plan[i, j] > 0 { value += plan[i, j] * costs[i, j] } }
    return value
  }

  /// The cheapest residual path from a source with supply to a target with demand.
  private static func cheapestPath(
    _ costs: Matrix, _ plan: Matrix, _ supply: [Double], _ demand: [Double]
  ) -> [(Int, Int, Bool)]? {
    let (m, n) = (supply.count, demand.count)
    var distance = [Double](repeating: .infinity, count: m + n)
    var previous = [Int](repeating: -1, count: m + n)
    for i in 0..<m where supply[i] > 0 { distance[i] = 0 }
    for _ in 0..<m + n {
      var changed = false
      for i in 0..<m {
        for j in 0..<n where costs[i, j] < .infinity {
          let c = costs[i, j]
          let slack = 1e-14 * (abs(c) + 1e-300)
          if distance[i] + c < distance[m + j] - slack {
            (distance[m + j], previous[m + j], changed) = (distance[i] + c, i, true)
          }
          if plan[i, j] > 0, distance[m + j] - c < distance[i] - slack {
            (distance[i], previous[i], changed) = (distance[m + j] - c, m + j, true)
          }
        }
      }
      if !changed { break }
    }
    let ends = (0..<n).filter { demand[$0] > 0 && distance[m + $0] < .infinity }
    guard let end = ends.min(by: { distance[m + $0] < distance[m + $1] }) else { return nil }
    var path: [(Int, Int, Bool)] = []
    var node = m + end
    while previous[node] >= 0, path.count <= m + n {
      let from = previous[node]
      path.append(node >= m ? (from, node - m, true) : (node, from - m, false))
      node = from
    }
    return path.reversed()
  }
}
