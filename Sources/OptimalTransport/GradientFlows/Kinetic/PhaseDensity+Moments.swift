/// Moments in velocity, by sums over cell centres, which are exact to rounding for what is smooth
/// and vanishes at the walls.
extension PhaseDensity {
  private var velocityStep: Double { grid.box.sides[1] / Double(velocities) }

  /// rho(x) = int f dv at the centres of the cells along x.
  public var spatialDensity: [Double] { moment { _ in 1 } }

  /// The mean velocity of each cell along x; 0 where there is no mass.
  public var meanVelocities: [Double] {
    zip(moment { $0 }, spatialDensity).map { $1 > 0 ? $0 / $1 : 0 }
  }

  /// The mean velocity of all mass: momentum / mass.
  public var meanVelocity: Double {
    moment { $0 }.compensatedSum() * grid.box.sides[0] / Double(positions) / mass
  }

  /// The variance of velocities about the mean of all mass.
  public var temperature: Double {
    let mean = meanVelocity
    return moment { ($0 - mean) * ($0 - mean) }.compensatedSum() * grid.box.sides[0]
      / Double(positions) / mass
  }

  /// int f a(v) dv at the centres of the cells along x.
  private func moment(_ a: (Double) -> Double) -> [Double] {
    let weights = grid.axis(1).map { a($0) * velocityStep }
    return (0..<positions).map { i in
      var sum = CompensatedSum()
      for j in 0..<velocities { sum.add(grid.values[i * velocities + j], times: weights[j]) }
      return sum.value
    }
  }
}
