import Foundation
import OptimalTransport

/// A transport problem on boxes whose potential was chosen first:
/// psi = psi0 + A prod_k cos(omega x_k + phase_k), with xi = det D^2 psi eta(grad psi).
///
/// For omega = pi and phase 0 on the unit box the slope of the product vanishes on all faces; for
/// omega = 2 pi it is periodic.
struct ManufacturedMap {
  let dimension: Int
  let amplitude: Double
  var omega = Double.pi
  var phase = 0.0
  var targetBox: Box
  var eta: ([Double]) -> Double

  private func slope(_ k: Int) -> Double { targetBox.sides[k] }

  /// cos, or its first two derivatives.
  private func factor(_ x: Double, _ order: Int) -> Double {
    switch order {
    case 0: cos(omega * x + phase)
    case 1: -omega * sin(omega * x + phase)
    default: -omega * omega * cos(omega * x + phase)
    }
  }

  /// The derivative of the product of the given order along each axis.
  private func product(_ x: [Double], _ orders: [Int]) -> Double {
    x.indices.reduce(amplitude) { $0 * factor(x[$1], orders[$1]) }
  }

  private func orders(_ axes: [Int]) -> [Int] {
    (0..<dimension).map { k in axes.filter { $0 == k }.count }
  }

  /// grad psi.
  func image(_ x: [Double]) -> [Double] {
    x.indices.map { targetBox.lower[$0] + slope($0) * x[$0] + product(x, orders([$0])) }
  }

  /// det D^2 psi, by expansion.
  func determinant(_ x: [Double]) -> Double {
    func entry(_ k: Int, _ l: Int) -> Double {
      product(x, orders([k, l])) + (k == l ? slope(k) : 0)
    }
    switch dimension {
    case 1: return entry(0, 0)
    case 2: return entry(0, 0) * entry(1, 1) - entry(0, 1) * entry(0, 1)
    default:
      return entry(0, 0) * (entry(1, 1) * entry(2, 2) - entry(1, 2) * entry(1, 2))
        - entry(0, 1) * (entry(0, 1) * entry(2, 2) - entry(1, 2) * entry(0, 2))
        + entry(0, 2) * (entry(0, 1) * entry(1, 2) - entry(1, 1) * entry(0, 2))
    }
  }

  /// xi on the unit box, eta on its own.
  func densities(cells n: Int, targetCells m: Int? = nil) throws -> (GridDensity, GridDensity) {
    (
      try sampled([Int](repeating: n, count: dimension), .unit(dimension)) {
        determinant($0) * eta(image($0))
      },
      try sampled([Int](repeating: m ?? n, count: dimension), targetBox, eta)
    )
  }
}
