extension LinearPrior {
  /// Paths between given pairs of ends, exact at the times asked for.
  ///
  /// A path is drawn forwards: given where it is and where it ends, its next position is Gaussian
  /// (`PinnedLaw`). Nothing is discretised in time.
  func paths(
    between starts: Matrix, and ends: Matrix, times: [Double], mass: Double,
    generator: inout SeededGenerator
  ) throws(TransportError) -> BridgePaths {
    var (now, positions) = (starts, [Matrix]())
    var last = 0.0
    for time in times {
      if time > last {
        let law = pinned(after: time - last, before: 1 - time)
        now = try draw(law, from: now, to: ends, &generator)
        last = time
      }
      positions.append(now)
    }
    return BridgePaths(times: times, positions: positions, mass: mass)
  }

  private func draw(
    _ law: PinnedLaw, from now: Matrix, to ends: Matrix, _ generator: inout SeededGenerator
  ) throws(TransportError) -> Matrix {
    let factor = try Covariance(law.covariance).factor
    var elements: [Double] = []
    elements.reserveCapacity(now.elements.count)
    for p in 0..<now.rows {
      let noise = factor * (0..<factor.columns).map { _ in generator.normal() }
      let mean = law.mean(now.row(p), ends.row(p))
      for (m, z) in zip(mean, noise) { elements.append(m + z) }
    }
    return Matrix(uncheckedRows: now.rows, columns: dimension, elements: elements)
  }
}
