extension AscentSide {
  /// The gradient in H^1 of the dual in the potential on this side, and its squared norm.
  func gradient(
    _ potential: [Double], cost: PowerCost, toward other: AscentSide
  ) -> (values: [Double], square: Double) {
    var residual = ImageMass(axes: axes, density: other.cumulative, cost: cost)(potential)
    let inverse = 1 / cellVolume
    ParallelLoop.update(&residual) { density[$1] - $0 * inverse }
    let values = poisson.solve(residual)
    return (values, ParallelLoop.dot(values, residual) * cellVolume)
  }

  /// The integral of a potential.
  func integral(_ potential: [Double]) -> Double {
    ParallelLoop.dot(potential, density) * cellVolume
  }

  /// x - grad h*(grad alpha(x)) at the cell centres, held to the box; cells x d numbers.
  func images(_ potential: [Double], cost: PowerCost) -> ScratchArray<Double> {
    let d = axes.count
    let flat = axes.map { _ in GridAxis(lower: 0, upper: 0, count: 1) }
    let slopes = GradientAtCenters(axes: axes, target: flat)(potential)
    var place = [Int](repeating: 0, count: d)
    for cell in potential.indices {
      var rest = cell
      for k in stride(from: d - 1, through: 0, by: -1) {
        place[k] = rest % axes[k].count
        rest /= axes[k].count
      }
      let square = (0..<d).reduce(0) { $0 + slopes[cell * d + $1] * slopes[cell * d + $1] }
      let ratio = cost.moveRatio(square: square)
      for k in 0..<d {
        let image = axes[k].center(place[k]) - ratio * slopes[cell * d + k]
        slopes[cell * d + k] = min(max(image, axes[k].lower), axes[k].upper)
      }
    }
    return slopes
  }
}
