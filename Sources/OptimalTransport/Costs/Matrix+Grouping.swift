extension Matrix {
  /// Barycentres and masses of groups of neighbours, found by median splits; equal shares where a
  /// group has no mass.
  func groupedByNeighbors(
    _ weights: [Double], size: Int
  ) -> (points: Matrix, weights: [Double]) {
    var (elements, masses): ([Double], [Double]) = ([], [])
    var order = Array(0..<rows)
    MedianSplit(points: self, groupSize: size).run(&order, 0..<rows) { group in
      let largest = group.map { weights[$0] }.max()!
      let shares = group.map { largest > 0 ? weights[$0] / largest : 1 }
      let total = shares.reduce(0, +)
      for k in 0..<columns {
        var sum = 0.0
        for (index, share) in zip(group, shares) { sum += self[index, k] * (share / total) }
        elements.append(sum)
      }
      masses.append(group.reduce(0) { $0 + weights[$1] })
    }
    return (Matrix(uncheckedRows: masses.count, columns: columns, elements: elements), masses)
  }
}
