import Foundation
import TransportTestSupport

@testable import OptimalTransport

/// The way from the density of `Oracles.Square` to the uniform one.
enum SquareWay {
  static let box = try! Box(lower: [-0.5, -0.5], upper: [0.5, 0.5])

  /// The cell centres along an axis.
  static func centers(_ n: Int) -> [Double] { GridAxis(lower: -0.5, upper: 0.5, count: n).centers }

  static func source(_ n: Int) throws -> GridDensity {
    let c = centers(n)
    return try GridDensity(
      shape: [n, n], box: box, values: c.flatMap { x in c.map { Oracles.Square.density(x, $0) } }
    ).normalized()
  }

  static func target(_ n: Int) throws -> GridDensity {
    try GridDensity(shape: [n, n], box: box, values: [Double](repeating: 1, count: n * n))
  }

  /// X_t^-1(y): |DT - I| < 1/2, so that x <- y - t (T(x) - x) gains a digit in four steps.
  static func origin(_ y: (Double, Double), _ time: Double) -> (Double, Double) {
    var x = y
    for _ in 0..<50 {
      let image = Oracles.Square.map(x.0, x.1)
      x = (y.0 - time * (image.x - x.0), y.1 - time * (image.y - x.1))
    }
    return x
  }

  /// The velocity T(x) - x at y = X_t(x).
  static func velocity(_ y: (Double, Double), _ time: Double) -> (Double, Double) {
    let x = origin(y, time)
    let image = Oracles.Square.map(x.0, x.1)
    return (image.x - x.0, image.y - x.1)
  }

  /// rho_t(y) = f(x) / det DX_t(x), the determinant by central differences.
  static func density(_ y: (Double, Double), _ time: Double) -> Double {
    let x = origin(y, time)
    let h = 1e-5
    func way(_ a: Double, _ b: Double) -> (Double, Double) {
      let image = Oracles.Square.map(a, b)
      return (between(a, image.x, time), between(b, image.y, time))
    }
    let (p, q) = (way(x.0 + h, x.1), way(x.0 - h, x.1))
    let (r, s) = (way(x.0, x.1 + h), way(x.0, x.1 - h))
    let determinant = (p.0 - q.0) * (r.1 - s.1) - (p.1 - q.1) * (r.0 - s.0)
    return Oracles.Square.density(x.0, x.1) * 4 * h * h / determinant
  }
}
