/// The density that answers a potential in a JKO step: rho with h(rho) = p + lambda in each cell,
/// of the given mass.
///
/// It minimises the integral of f(rho) - p rho over densities of that mass; lambda is the
/// multiplier, found by Newton's method in a bracket that the mean density provides: some cell must
/// be as dense as the mean and some no denser.
struct StepDensity: Sendable {
  /// rho.
  let values: [Double]
  /// d rho / d p.
  let response: [Double]
  /// lambda.
  let shift: Double
  /// min of the integral of f(rho) - p rho, by midpoints.
  let minimum: Double

  /// - Parameters:
  ///   - slopes: p, the potential over tau less V and U * rho.
  ///   - reach: how far p goes up and down in each cell, where a front may cut it; none for values
  ///     at the centres.
  ///   - mass: that of rho.
  init(
    slopes: [Double], reach: [SIMD3<Double>] = [], cells: CellEnergy, mass: Double,
    cellVolume: Double
  ) {
    let mean = cells.slope(mass / (cellVolume * Double(slopes.count)))
    var (lower, upper) = (mean - slopes.max()!, mean - slopes.min()!)
    var shift = min(max(0, lower), upper)
    var density = Self.density(slopes, reach, shift, cells)
    for _ in 0..<Self.iterationLimit {
      let excess = density.values.compensatedSum() * cellVolume - mass
      if abs(excess) <= Self.rounding * mass { break }
      if excess > 0 { upper = shift } else { lower = shift }
      let newton = shift - excess / (density.response.compensatedSum() * cellVolume)
      let next = newton > lower && newton < upper ? newton : (lower + upper) / 2
      if next == shift { break }
      shift = next
      density = Self.density(slopes, reach, shift, cells)
    }
    (values, response, self.shift) = (density.values, density.response, shift)
    var sum = CompensatedSum()
    for j in values.indices where values[j] > 0 {
      sum.add(cells.value(values[j]) - slopes[j] * values[j])
    }
    minimum = sum.value * cellVolume
  }

  private static let (iterationLimit, rounding) = (200, 4e-15)

  private static func density(
    _ slopes: [Double], _ reach: [SIMD3<Double>], _ shift: Double, _ cells: CellEnergy
  ) -> (values: [Double], response: [Double]) {
    if !reach.isEmpty {
      let means = ParallelLoop.map(count: slopes.count, grain: 1024) {
        cells.mean(slope: slopes[$0] + shift, reach: reach[$0])
      }
      return (means.map(\.density), means.map(\.response))
    }
    let values = ParallelLoop.map(count: slopes.count, grain: 1024) {
      cells.density(slope: slopes[$0] + shift)
    }
    let response = ParallelLoop.map(count: slopes.count, grain: 1024) {
      cells.response(values[$0])
    }
    return (values, response)
  }
}
