extension ConstrainedProblem {
  /// Densities at N + 1 times made to keep the constraints: rho between 0 and the cap, zero in
  /// walls, of the mass of the data, mixed with a share of ``interior``.
  func feasible(_ density: [Double], share: Double) -> [[Double]] {
    let interior = self.interior
    return (0...steps).map { k in
      if k == 0 { return initial }
      if k == steps { return final }
      let slab = Array(density[k * count..<(k + 1) * count])
      let clipped = growth == nil ? balanced(slab) : clipped(slab)
      return zip(clipped, interior[k]).map { (1 - share) * $0 + share * $1 }
    }
  }

  /// rho between 0 and the cap, zero in walls.
  private func clipped(_ density: [Double]) -> [Double] {
    zip(density, space.isFree).map { $1 ? min(max($0, 0), cap) : 0 }
  }

  /// min(s max(rho, 0), cap) in free cells, s such that the mass is that of the data.
  private func balanced(_ density: [Double]) -> [Double] {
    let positive = zip(density, space.isFree).map { $1 ? max($0, 0) : 0 }
    let mass = initial.compensatedSum()
    func scaled(_ s: Double) -> [Double] { positive.map { min(s * $0, cap) } }
    var (low, high) = (0.0, 1.0)
    while scaled(high).reduce(0, +) < mass {
      high *= 2
      // Too few cells with mass.
      guard high < 1e100 else { return zip(initial, final).map { ($0 + $1) / 2 } }
    }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if scaled(middle).reduce(0, +) < mass { low = middle } else { high = middle }
    }
    let result = scaled(high)
    // The last bits.
    let rest = mass / result.compensatedSum()
    return rest <= 1 ? result.map { $0 * rest } : result
  }

  /// A path with mass in every free cell at inner times: the linear one, or with growth that of
  /// linear roots, mixed with the uniform density.
  private var interior: [[Double]] {
    let cells = Double(space.isFree.count { $0 })
    let masses = [initial.compensatedSum(), final.compensatedSum()]
    return (0...steps).map { k in
      let t = Double(k) / Double(steps)
      let share = 2 * t * (1 - t)
      let level = ((1 - t) * masses[0] + t * masses[1]) / cells
      return initial.indices.map { c in
        guard space.isFree[c] else { return 0 }
        var value = (1 - t) * initial[c] + t * final[c]
        if growth != nil {
          let root = (1 - t) * initial[c].squareRoot() + t * final[c].squareRoot()
          value = root * root
        }
        return (1 - share) * value + share * level
      }
    }
  }
}
