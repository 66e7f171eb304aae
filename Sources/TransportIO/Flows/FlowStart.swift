import OptimalTransport

extension QuantileProfile {
  /// The measure that a flow on the line starts from.
  ///
  /// - Throws: `notApplicable` for points, whose density is infinite.
  init(start measure: any Measure, cells: Int) throws(TransportError) {
    switch measure {
    case let law as LineLaw: try self.init(law, cells: cells)
    case let gaussian as Gaussian: try self.init(LineLaw(gaussian), cells: cells)
    case let mixture as GaussianMixture: try self.init(LineLaw(mixture), cells: cells)
    case let density as GridDensity: try self.init(density)
    default:
      throw .notApplicable(
        method: "the line", reason: "the start is points, which have no density",
        remedy: "Start from a gaussian, a mixture, a law or a formula, or let particles flow.")
    }
  }
}

extension GridDensity {
  /// The measure that a flow on a grid starts from, in the cells of the grid.
  ///
  /// A density with as many cells is laid on the box, whatever its own: pictures stand on the unit
  /// square.
  /// - Throws: `shapeMismatch` for a density with other cells; `notApplicable` for points.
  init(start measure: any Measure, on grid: FlowGrid) throws(TransportError) {
    guard let density = measure as? GridDensity else {
      self = try measure.discretized(on: grid.shape, grid.box)
      return
    }
    guard density.shape == grid.shape else {
      throw .shapeMismatch(
        argument: "start", expected: "the cells of the grid, \(grid.shape)",
        found: "\(density.shape)")
    }
    let scale = density.box.volume / grid.box.volume
    try self.init(shape: grid.shape, box: grid.box, values: density.values.map { $0 * scale })
  }
}
