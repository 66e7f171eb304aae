/// F and the density that answers a potential.
extension GridFlowProblem {
  /// F.
  func energy(_ density: [Double]) -> Double {
    frozenEnergy(density, field: field(density).map { $0 / 2 })
  }

  /// F with a potential in place of the interaction.
  func frozenEnergy(_ density: [Double], field: [Double]) -> Double {
    var sum = CompensatedSum()
    for j in density.indices where density[j] > 0 {
      sum.add(cells.value(density[j]) + (drift[j] + field[j]) * density[j])
    }
    return sum.value * cellVolume
  }

  /// |grad F|: the root of the integral of |grad (h(rho) + V + U * rho)|^2 rho, by differences
  /// across the faces between cells with mass.
  func slope(_ density: [Double]) -> Double {
    let field = field(density)
    let pressure = density.indices.map {
      density[$0] > 0 ? cells.slope(density[$0]) + drift[$0] + field[$0] : 0
    }
    var sum = CompensatedSum()
    for (k, axis) in axes.enumerated() {
      let (faces, inverse) = (lift.faces(along: k), 1 / (axis.step * axis.step))
      for j in density.indices where density[j] > 0 {
        guard let next = faces.next(j), density[next] > 0 else { continue }
        let rise = pressure[next] - pressure[j]
        sum.add((density[j] + density[next]) / 2 * rise * rise * inverse)
      }
    }
    return (sum.value * cellVolume).squareRoot()
  }

  /// The density of the given mass that minimises F, the interaction replaced by a potential, plus
  /// the integral of (|y|^2 / 2 - w) rho / tau.
  func answer(
    to w: [Double], halfSquares: [Double], timeStep: Double, field: [Double],
    seesFronts: Bool = false
  ) -> StepDensity {
    let slopes = ParallelLoop.map(count: w.count, grain: 8192) {
      (w[$0] - halfSquares[$0]) / timeStep - drift[$0] - field[$0]
    }
    return StepDensity(
      slopes: slopes, reach: seesFronts && cells.hasFronts ? reach(slopes) : [], cells: cells,
      mass: mass,
      cellVolume: cellVolume)
  }

  /// How far p goes up and down within each cell along each axis, by the difference to the higher
  /// neighbour: that on the side of the mass, as p means nothing in a vacuum.
  private func reach(_ slopes: [Double]) -> [SIMD3<Double>] {
    let faces = axes.indices.map { lift.faces(along: $0) }
    return ParallelLoop.map(count: slopes.count, grain: 4096) { j in
      var result = SIMD3<Double>.zero
      for (k, face) in faces.enumerated() {
        let below = face.before(j).map { slopes[$0] } ?? -.infinity
        let above = face.next(j).map { slopes[$0] } ?? -.infinity
        result[k] = max(max(below, above) - slopes[j], 0) / 2
      }
      return result
    }
  }

  /// w = |y|^2 / 2 + tau (h(rho) + V + U * rho).
  func potential(of density: [Double], timeStep: Double, field: [Double]) -> [Double] {
    density.indices.map { j in
      halfSquares[j] + timeStep * (cells.slope(density[j]) + drift[j] + field[j])
    }
  }
}
