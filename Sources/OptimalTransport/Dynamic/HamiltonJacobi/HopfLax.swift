/// The viscosity solution of phi_t + |grad phi|^2 / 2 = 0 on a grid, by Hopf's and Lax's formula.
///
/// ```
/// forwards     phi(s + t, x) = min over y of phi(s, y) + |x - y|^2 / (2 t),
/// backwards    phi(s - t, x) = max over y of phi(s, y) - |x - y|^2 / (2 t).
/// ```
/// The minimum is over the cell centres of the grid and exact there, to rounding. With phi_0 =
/// -alpha / 2, alpha the Kantorovich potential of |x - y|^2, phi_1 is beta / 2 at time 1, and the y
/// that attains the minimum is where the mass at x came from: y + t grad phi_0(y) = x. Forwards
/// after backwards gives the least function above that a forward solution can reach, and is the
/// identity on forward solutions.
///
/// Complexity: O(N) for N cells and any t (`ParabolaEnvelope`). Source: Evans 2010, section 3.3;
/// Villani 2003, section 5.4.
public struct HopfLax: Sendable {
  /// The solver has no options.
  public init() {}

  /// phi a time t later.
  ///
  /// - Parameters:
  ///   - initial: phi at the cell centres, row-major as ``GridDensity/values``.
  ///   - shape: cells along each axis.
  ///   - box: the box they divide.
  ///   - time: t > 0, in units of length^2 over those of phi.
  /// - Throws: `shapeMismatch`, `nonFinite`, `outOfRange` for a time that is not positive and
  ///   finite.
  public func forward(
    _ initial: [Double], shape: [Int], box: Box, time: Double
  ) throws(TransportError) -> HopfLaxSolution {
    try solve(initial, shape, box, time, sign: 1)
  }

  /// phi a time t earlier: the greatest initial value whose forward solution stays above `final`
  /// nowhere.
  ///
  /// - Throws: as ``forward(_:shape:box:time:)``.
  public func backward(
    _ final: [Double], shape: [Int], box: Box, time: Double
  ) throws(TransportError) -> HopfLaxSolution {
    try solve(final, shape, box, time, sign: -1)
  }

  private func solve(
    _ values: [Double], _ shape: [Int], _ box: Box, _ time: Double, sign: Double
  ) throws(TransportError) -> HopfLaxSolution {
    guard time > 0, time.isFinite else {
      throw .outOfRange(argument: "time", value: time, expected: "a positive, finite number")
    }
    let potential = try BrenierPotential(shape: shape, box: box, values: values)
    let axes = GridAxis.all(shape: potential.shape, box: box)
    let (found, cells) = ParabolaEnvelope(axes: axes, time: time)(
      sign == 1 ? values : values.map { -$0 })
    return HopfLaxSolution(
      shape: shape, box: box, values: sign == 1 ? found : found.map { -$0 },
      origins: cells.map(Int.init))
  }
}

/// A solution of the Hamilton-Jacobi equation at one time.
public struct HopfLaxSolution: Sendable, Equatable {
  /// Cells along each axis of the grid.
  public let shape: [Int]
  /// The box that the cells fill.
  public let box: Box
  /// phi at the cell centres.
  public let values: [Double]
  /// The cell y that attains the minimum at each cell x: the foot of the characteristic through x.
  public let origins: [Int]
}
