import Foundation

/// The solution of phi_t + |grad phi|^2 / 2 = nu lap phi on a box, without slope across its walls,
/// by Hopf's and Cole's change of variables: exp(-phi / 2 nu) solves the heat equation, so
/// ```
/// phi(s + t, x) = -2 nu log int K(t nu; x, y) exp(-phi(s, y) / 2 nu) dy,
/// ```
/// K the heat kernel of the box with reflecting walls. It is a product over the axes; on the cell
/// centres its rows sum to one, so that constants stay, an order between two functions stays, and
/// the mean of exp(-phi / 2 nu) stays. Sums are taken in the log domain and neither over- nor
/// underflow, whatever nu. As nu -> 0 phi tends to ``HopfLax`` on the same cells, from which it
/// differs by some nu log N.
///
/// Accuracy: that of rounding where phi is smooth on the scale of the kernel and the root of nu t
/// is more than a cell and a half; for less the sum over cells is the integral to second order
/// only, as that of ``HopfLax``. Complexity: O(N n) time along an axis of n cells, n^2 numbers of
/// memory an axis.
/// Source: Hopf 1950; Cole 1951; Evans 2010, section 4.4.1.
public struct HopfCole: Sendable {
  /// nu > 0, in units of length^2 over time.
  public var viscosity: Double

  /// - Parameter viscosity: nu > 0; for 0 there is ``HopfLax``.
  public init(viscosity: Double) { self.viscosity = viscosity }

  /// phi a time t later, at the cell centres. There is no way back: the heat equation has none.
  ///
  /// - Parameters:
  ///   - initial: phi at the cell centres, row-major as ``GridDensity/values``.
  ///   - shape: cells along each axis.
  ///   - box: the box they divide.
  ///   - time: t > 0.
  /// - Throws: `shapeMismatch`, `nonFinite`; `outOfRange` for a time or a viscosity that is not
  ///   positive and finite.
  public func forward(
    _ initial: [Double], shape: [Int], box: Box, time: Double
  ) throws(TransportError) -> [Double] {
    for (name, value) in [("time", time), ("viscosity", viscosity)] {
      guard value > 0, value.isFinite else {
        throw .outOfRange(argument: name, value: value, expected: "a positive, finite number")
      }
    }
    let axes = GridAxis.all(
      shape: try BrenierPotential(shape: shape, box: box, values: initial).shape, box: box)
    guard isResolved(initial, axes, time) else {
      return try HopfLax().forward(initial, shape: shape, box: box, time: time).values
    }
    return solve(initial, axes, time)
  }

  private static let (logOfTwo, drop) = (0.693_147_180_559_945_3, 64.0)

  /// Whether phi and |x - y|^2 / 2t have digits left in units of nu; if not, the log of a sum is
  /// its greatest term but for the rounding of phi, log N times.
  private func isResolved(_ values: [Double], _ axes: [GridAxis], _ time: Double) -> Bool {
    let reach = axes.reduce(0) { $0 + ($1.upper - $1.lower) * ($1.upper - $1.lower) }
    let largest = values.reduce(reach / time) { max($0, abs($1)) }
    return largest / viscosity < 0x1p52 && viscosity * time > 0
  }

  private func solve(_ initial: [Double], _ axes: [GridAxis], _ time: Double) -> [Double] {
    // Units of log2.
    let unit = 2 * viscosity * Self.logOfTwo
    var values = initial
    for (k, axis) in axes.enumerated().reversed() {
      let heat = HeatKernelAxis(axis: axis, spread: viscosity * time)
      let kernel = AxisKernel(
        costs: heat.costs, scale: 1 / Self.logOfTwo, step: heat.steepness, isConvex: true,
        drop: Self.drop)
      values =
        kernel.logSums(
          values, in: k == axes.count - 1 ? -1 / unit : 1, out: k == 0 ? -unit : 1
        ).logs
    }
    return values
  }
}
