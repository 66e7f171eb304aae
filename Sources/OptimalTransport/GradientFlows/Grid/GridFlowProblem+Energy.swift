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
    var (sum, stride) = (CompensatedSum(), 1)
    for (axis, isPeriodic) in zip(axes, lift.isPeriodic).reversed() {
      let inverse = 1 / (axis.step * axis.step)
      for j in density.indices {
        let isLast = j / stride % axis.count + 1 == axis.count
        if isLast, !isPeriodic { continue }
        let next = isLast ? j - (axis.count - 1) * stride : j + stride
        guard density[j] > 0, density[next] > 0 else { continue }
        let rise = pressure[next] - pressure[j]
        sum.add((density[j] + density[next]) / 2 * rise * rise * inverse)
      }
      stride *= axis.count
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
    let shape = axes.map(\.count)
    return ParallelLoop.map(count: slopes.count, grain: 4096) { j in
      var (result, stride) = (SIMD3<Double>.zero, 1)
      for k in shape.indices.reversed() {
        let i = j / stride % shape[k]
        let below = i > 0 ? slopes[j - stride] : -.infinity
        let above = i + 1 < shape[k] ? slopes[j + stride] : -.infinity
        result[k] = max(max(below, above) - slopes[j], 0) / 2
        stride *= shape[k]
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
