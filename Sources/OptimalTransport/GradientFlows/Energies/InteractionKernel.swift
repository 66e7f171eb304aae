import Foundation

/// An even function U(z) of the difference of two particles: energy (1/2) double-integral of
/// U(x - y) rho(x) rho(y), so that the drift is -grad(U * rho).
///
/// Functions are called from several threads at once and must be pure and even.
public struct InteractionKernel: Sendable {
  /// U as a reader writes it, in z = x - y.
  public let formula: String
  /// A lambda with Hess U >= lambda I everywhere; nil when none is known.
  public let convexity: Double?
  let value: @Sendable ([Double]) -> Double
  let gradient: @Sendable ([Double]) -> [Double]
  let hessian: @Sendable ([Double]) -> Matrix
  /// The same on the line, where U depends on the distance alone and was given so.
  var radial: LineKernel?
  /// How sums over particles may be taken faster than pair by pair.
  private(set) var form = Form.general

  /// The kernels that particles know a fast sum of.
  enum Form: Sendable, Equatable {
    case general
    case quadratic(strength: Double)
    case powers(attraction: Double, repulsion: Double)
    case gaussian(strength: Double, width: Double)
    case logarithmic(strength: Double)
    case coulomb(strength: Double)
  }

  /// Whether U is a multiple of |z|^2.
  var isQuadratic: Bool { if case .quadratic = form { true } else { false } }

  private func having(_ form: Form) -> InteractionKernel {
    var result = self
    result.form = form
    return result
  }

  /// Wraps U and its derivatives, as ``ScalarPotential``.
  public init(
    _ formula: String, convexity: Double? = nil,
    value: @escaping @Sendable ([Double]) -> Double,
    gradient: @escaping @Sendable ([Double]) -> [Double],
    hessian: (@Sendable ([Double]) -> Matrix)? = nil
  ) {
    self.formula = formula
    self.convexity = convexity
    self.value = value
    self.gradient = gradient
    self.hessian = hessian ?? { differences(of: gradient, at: $0) }
  }

  /// U = a |z|^2 / 2: attraction of strength a to the mean.
  ///
  /// - Throws: `nonFinite`.
  public static func quadratic(strength: Double) throws(TransportError) -> InteractionKernel {
    try checkFinite([strength], argument: "interaction")
    let potential = try ScalarPotential.quadratic(stiffness: strength)
    return InteractionKernel(
      "\(strength) |z|^2/2", convexity: strength, value: potential.value,
      gradient: potential.gradient, hessian: potential.hessian
    ).having(.quadratic(strength: strength))
  }

  /// U = |z|^p/p - |z|^q/q: attraction of power p at long range, repulsion of power q at short.
  ///
  /// - Parameters:
  ///   - attraction: p > q.
  ///   - repulsion: q > 0.
  /// - Throws: `outOfRange` unless p > q > 0.
  public static func powers(
    attraction: Double, repulsion: Double
  ) throws(TransportError) -> InteractionKernel {
    guard repulsion > 0, repulsion.isFinite else {
      throw .outOfRange(argument: "repulsion", value: repulsion, expected: "a power above 0")
    }
    guard attraction > repulsion, attraction.isFinite else {
      throw .outOfRange(
        argument: "attraction", value: attraction, expected: "a power above \(repulsion)")
    }
    return InteractionKernel(
      "|z|^\(attraction)/\(attraction) - |z|^\(repulsion)/\(repulsion)",
      value: { z in
        let r = norm(z)
        return pow(r, attraction) / attraction - pow(r, repulsion) / repulsion
      },
      gradient: { z in
        let r = norm(z)
        guard r > 0 else { return z.map { _ in 0 } }
        let factor = pow(r, attraction - 2) - pow(r, repulsion - 2)
        return z.map { factor * $0 }
      }
    ).having(.powers(attraction: attraction, repulsion: repulsion))
  }

  /// U = a log |z|: attraction of strength a to all mass within reach, infinite at 0; with a = chi
  /// / (2 pi) in the plane that of Keller and Segel, critical where a times the mass is 4 theta.
  ///
  /// - Throws: `nonFinite`.
  public static func logarithmic(strength: Double) throws(TransportError) -> InteractionKernel {
    try checkFinite([strength], argument: "interaction")
    return InteractionKernel(
      "\(strength) log|z|", value: { strength * log(norm($0)) },
      gradient: { z in
        let square = z.reduce(0) { $0 + $1 * $1 }
        return z.map { square > 0 ? strength * $0 / square : 0 }
      }
    ).having(.logarithmic(strength: strength))
  }

  /// U = a / |z|: repulsion for a > 0, attraction for a < 0, infinite at 0; in space that of
  /// charges and of masses.
  ///
  /// - Throws: `nonFinite`.
  public static func coulomb(strength: Double) throws(TransportError) -> InteractionKernel {
    try checkFinite([strength], argument: "interaction")
    return InteractionKernel(
      "\(strength)/|z|", value: { strength / norm($0) },
      gradient: { z in
        let square = z.reduce(0) { $0 + $1 * $1 }
        let factor = square > 0 ? -strength / (square * square.squareRoot()) : 0
        return z.map { factor * $0 }
      }
    ).having(.coulomb(strength: strength))
  }

  /// U = A exp(-|z|^2 / (2 w^2)): repulsion for A > 0, attraction for A < 0, of range w.
  ///
  /// - Throws: `nonFinite`, `outOfRange` for a width that is not positive.
  public static func gaussian(
    strength: Double, width: Double
  ) throws(TransportError) -> InteractionKernel {
    try checkFinite([strength], argument: "interaction")
    guard width > 0, width.isFinite else {
      throw .outOfRange(argument: "width", value: width, expected: "a positive, finite number")
    }
    let square = width * width
    let value: @Sendable ([Double]) -> Double = { z in
      strength * exp(-z.reduce(0) { $0 + $1 * $1 } / (2 * square))
    }
    // The least curvature of exp(-r^2/2) is -1, at 0; its greatest 2 exp(-3/2), at r = sqrt 3.
    let least = strength > 0 ? -strength : 2 * strength * exp(-1.5)
    return InteractionKernel(
      "\(strength) exp(-|z|^2/(2 \(width)^2))", convexity: least / square, value: value,
      gradient: { z in
        let factor = -value(z) / square
        return z.map { factor * $0 }
      },
      hessian: { z in
        let scale = value(z) / square
        var result = Matrix.identity(z.count).scaled(by: -scale)
        for k in z.indices {
          for l in z.indices { result[k, l] += scale * z[k] * z[l] / square }
        }
        return result
      }
    ).having(.gaussian(strength: strength, width: width))
  }
}

private func norm(_ z: [Double]) -> Double { z.reduce(0) { $0 + $1 * $1 }.squareRoot() }
