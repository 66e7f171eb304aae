import Foundation

/// An interaction on the line with its derivatives, as functions of the difference z: sums over
/// pairs call it millions of times, so points there are plain numbers.
struct LineKernel: Sendable {
  let value: @Sendable (Double) -> Double
  let slope: @Sendable (Double) -> Double
  let curvature: @Sendable (Double) -> Double

  init(_ kernel: InteractionKernel) {
    if let radial = kernel.radial {
      self = radial
      return
    }
    switch kernel.form {
    case .quadratic(let a): self.init(value: { a * $0 * $0 / 2 }, slope: { a * $0 }) { _ in a }
    case .gaussian(let strength, let width):
      let square = width * width
      let bell: @Sendable (Double) -> Double = { strength * exp(-$0 * $0 / (2 * square)) }
      self.init(value: bell, slope: { -bell($0) * $0 / square }) {
        bell($0) * ($0 * $0 / square - 1) / square
      }
    case .powers(let p, let q):
      self.init(
        value: { pow(abs($0), p) / p - pow(abs($0), q) / q },
        slope: { z in
          z == 0 ? 0 : (z < 0 ? -1 : 1) * (pow(abs(z), p - 1) - pow(abs(z), q - 1))
        },
        curvature: { z in
          z == 0 ? 0 : (p - 1) * pow(abs(z), p - 2) - (q - 1) * pow(abs(z), q - 2)
        })
    default:
      self.init(
        value: { kernel.value([$0]) }, slope: { kernel.gradient([$0])[0] },
        curvature: { kernel.hessian([$0])[0, 0] })
    }
  }

  init(
    value: @escaping @Sendable (Double) -> Double, slope: @escaping @Sendable (Double) -> Double,
    curvature: @escaping @Sendable (Double) -> Double
  ) {
    self.value = value
    self.slope = slope
    self.curvature = curvature
  }
}
