/// One of the two densities of a back-and-forth ascent, of mass 1 on a box of size about 1.
struct AscentSide: Sendable {
  let axes: [GridAxis]
  /// The density in each cell.
  let density: [Double]
  let cumulative: CumulativeMass
  let poisson: PoissonSolver
  let cellVolume: Double

  init(axes: [GridAxis], density: [Double]) {
    self.axes = axes
    self.density = density
    cumulative = CumulativeMass(density, axes: axes)
    poisson = PoissonSolver(
      shape: axes.map(\.count), sides: axes.map { $0.upper - $0.lower },
      bases: axes.map { _ in .cosine })
    cellVolume = axes.reduce(1) { $0 * $1.step }
  }

  /// The mass of each cell.
  var cellMasses: [Double] { density.map { $0 * cellVolume } }

  /// The gradient in H^1 of the dual in the convex function u on this side, and its squared norm.
  func gradient(_ u: [Double], toward other: AscentSide) -> (values: [Double], square: Double) {
    var residual = ImageMass(axes: axes, density: other.cumulative)(u)
    let inverse = 1 / cellVolume
    ParallelLoop.update(&residual) { $0 * inverse - density[$1] }
    let values = poisson.solve(residual)
    return (values, ParallelLoop.dot(values, residual) * cellVolume)
  }

  /// int (|y|^2/2 - u) eta.
  func dualValue(_ u: [Double]) -> Double {
    let squares = axes.map { axis in axis.centers.map { $0 * $0 / 2 } }
    let last = squares[squares.count - 1]
    let outer = outerSum(Array(squares.dropLast()))
    let sums = ParallelLoop.chunkedMap(count: outer.count, grain: 1 + 16384 / last.count) { rows in
      rows.map { row in
        let start = row * last.count
        var sum = 0.0
        for k in 0..<last.count {
          sum += (outer[row] + last[k] - u[start + k]) * density[start + k]
        }
        return sum
      }
    }
    return sums.compensatedSum() * cellVolume
  }
}
