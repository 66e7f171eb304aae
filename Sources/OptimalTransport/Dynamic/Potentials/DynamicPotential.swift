/// A solution phi of phi_t + |grad phi|^2 / 2 = 0 at one time, at the cell centres of a grid; mass
/// at x moves with the velocity grad phi(t, x).
///
/// It is one of four kinds of potential. Time 0 is the source and time 1 the target, and for the
/// optimal pair alpha, beta of the cost |x - y|^2 and the optimal map T = grad psi,
/// ```
/// phi(0, x) = psi(x) - |x|^2 / 2 = -alpha(x) / 2,
/// phi(1, y) = |y|^2 / 2 - psi*(y) = beta(y) / 2.
/// ```
/// (For the cost |x - y|^2 / 2, with its alpha half as large, phi_0 = -alpha and phi_1 = beta.) In
/// between phi is the Hopf-Lax solution forwards from phi_0, or backwards from phi_1: the two agree
/// on the way of the mass, and elsewhere the forward one is greater. Characteristics are straight:
/// x + t grad phi_0(x) = (1 - t) x + t T(x).
///
/// Source: Villani 2003, section 5.4 and theorem 5.51; Benamou and Brenier 2000.
public struct DynamicPotential: Sendable, Equatable {
  /// Cells along each axis.
  public let shape: [Int]
  /// The box that the cells fill.
  public let box: Box
  /// The time t.
  public let time: Double
  /// phi(t, .) at the cell centres, row-major as ``GridDensity/values``.
  public let values: [Double]

  /// Checks and wraps values.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`, for a value or a time.
  public init(
    shape: [Int], box: Box, time: Double, values: [Double]
  ) throws(TransportError) {
    try checkFinite([time], argument: "time")
    let checked = try BrenierPotential(shape: shape, box: box, values: values)
    self.init(checked, time: time)
  }

  /// Values that are not to be read as a convex function.
  private init(_ checked: BrenierPotential, time: Double) {
    shape = checked.shape
    box = checked.box
    values = checked.values
    self.time = time
  }

  /// The dimension d.
  public var dimension: Int { shape.count }
  /// The number of cells.
  public var count: Int { values.count }

  var axes: [GridAxis] { GridAxis.all(shape: shape, box: box) }

  /// |x|^2 / 2 at the cell centres.
  var halfSquares: [Double] { axes.halfSquares }
}
