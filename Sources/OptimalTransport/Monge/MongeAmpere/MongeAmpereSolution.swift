import Foundation

/// The optimal map between two grid densities, by the Monge-Ampere equation, with what is left of
/// that equation at every cell.
public struct MongeAmpereSolution: Sendable {
  /// What one grid of the sequence took.
  public struct Level: Sendable, Equatable {
    /// Cells along each axis.
    public let shape: [Int]
    /// Newton steps.
    public let iterations: Int
    /// Products with the derivative, over all steps.
    public let linearIterations: Int
    /// The integral of |x - T|^2 xi.
    public let value: Double
  }

  /// psi at the cell centres of the source.
  public let potential: BrenierPotential
  /// T = grad psi, by centred differences of fourth order, onto polygons of second.
  public let map: GridMap
  /// det D^2 psi, row-major.
  public let determinant: [Double]
  /// The least eigenvalue of D^2 psi at each cell.
  public let eigenvalue: [Double]
  /// d (r - 1) at each cell, r = (det D^2 psi eta(T) / (e^c xi))^1/d: to first order the relative
  /// error of the discrete equation, corrected to fourth order.
  public let residual: [Double]
  /// The mean of |residual| weighted by xi: to first order the integral of |det D^2 psi eta(T) -
  /// e^c xi|, divided by the mass e^c.
  public let residualMean: Double
  /// c, by which the masses fail to balance on the grid: det D^2 psi eta(T) = e^c xi. Onto a
  /// polygon it is the logarithm of the ratio of the target's mass in the polygon to the source's.
  public let constant: Double
  /// mass W2^2: the sum of |x - T|^2 xi over the cells, times their volume.
  public let value: Double
  /// How far the grid may have put `value` off: its difference from the value for the means over
  /// twice as large cells, three times what Richardson's extrapolation takes for the error at
  /// second order. It covers values that are means over cells as well as values at their centres.
  /// An estimate, no bound; infinite where there is no coarser grid.
  public let discretizationError: Double
  /// The discretisation used, never `automatic`.
  public let scheme: MongeAmpere.Scheme
  /// Root mean square of the residual before each Newton step on the finest grid, and at the end.
  /// It rises once, where the correction to fourth order enters.
  public let trace: [Double]
  /// `converged` where the last of the trace is at most the tolerance, or the estimate of what
  /// rounding u does to it, and psi is convex; `stalled` also where it is not convex.
  public let termination: Termination
  /// The grids, coarsest first.
  public let levels: [Level]
  /// Wall-clock seconds of the solve.
  public internal(set) var seconds = 0.0
  /// u = psi - psi0.
  let correction: [Double]

  /// Newton steps on the finest grid.
  public var iterations: Int { trace.count - 1 }
  /// The least eigenvalue of D^2 psi over all cells, above zero.
  public var smallestEigenvalue: Double { eigenvalue.min()! }
  /// max |residual|.
  public var residualMaximum: Double { residual.reduce(0) { max($0, abs($1)) } }
}

extension MongeAmpereSolution {
  init<S: MongeAmpereScheme>(
    _ problem: MongeAmpereProblem, _ system: MongeAmpereSystem<S>,
    _ result: MongeAmpereIterate, images: [Double], scheme: MongeAmpere.Scheme,
    coarse: MongeAmpereSolution?
  ) {
    let (source, grid) = (problem.source, system.grid)
    let fields = system.fields(result.u)
    let matrix = Matrix(uncheckedRows: grid.count, columns: grid.dimension, elements: images)
    potential = try! BrenierPotential(
      shape: source.shape, box: source.box,
      values: zip(grid.basePotential, result.u).map { $0 + $1 })
    map = try! GridMap(shape: source.shape, box: source.box, images: matrix)
    (determinant, eigenvalue) = (fields.determinants, fields.eigenvalues)
    residual = Array(result.relativeResidual(dimension: grid.dimension).prefix(grid.count))
    residualMean =
      zip(residual, source.values).reduce(0) { $0 + abs($1.0) * $1.1 }
      / source.values.reduce(0, +)
    (constant, trace) = (Double(grid.dimension) * log(result.constant), result.trace)
    (correction, self.scheme) = (result.u, scheme)
    let isConvex = fields.eigenvalues.allSatisfy { $0 > 0 }
    termination = result.termination == .converged && !isConvex ? .stalled : result.termination
    let value = source.transportCost(images: images)
    self.value = value
    discretizationError = coarse.map { abs(value - $0.value) } ?? .infinity
    levels =
      (coarse?.levels ?? []) + [
        Level(
          shape: source.shape, iterations: result.iterations,
          linearIterations: result.linearIterations, value: value)
      ]
  }
}

extension GridDensity {
  /// The sum of |x - T(x)|^2 times the mass of the cell, for images at the cell centres.
  fileprivate func transportCost(images: [Double]) -> Double {
    let axes = (0..<dimension).map(axis)
    var sum = CompensatedSum()
    var entry = 0
    for cell in values.indices {
      var (rest, square) = (cell, 0.0)
      for k in stride(from: dimension - 1, through: 0, by: -1) {
        let move = images[entry + k] - axes[k][rest % shape[k]]
        square += move * move
        rest /= shape[k]
      }
      sum.add(square, times: values[cell])
      entry += dimension
    }
    return sum.value * cellVolume
  }
}
