/// A potential V on R^d that drifts mass down its slope, with its derivatives.
///
/// Functions are called from several threads at once and must be pure; they take points of d
/// coordinates. `convexity` is the greatest lambda known with Hess V >= lambda I everywhere: it is
/// what certifies a proximal step, so leave it out rather than guess it.
public struct ScalarPotential: Sendable {
  /// V as a reader writes it, for equations and reports: `x^2/2`.
  public let formula: String
  /// A lambda with Hess V >= lambda I everywhere; nil when none is known.
  public let convexity: Double?
  /// Whether V is a polynomial of degree 2, so that its Hessian is constant.
  private(set) var isQuadratic = false
  let value: @Sendable ([Double]) -> Double
  let gradient: @Sendable ([Double]) -> [Double]
  let hessian: @Sendable ([Double]) -> Matrix
  /// (x, h) -> argmin over y of |y - x|^2 / 2 + h V(y), where it has a closed form.
  let proximal: (@Sendable ([Double], Double) -> [Double])?

  /// Wraps V and its derivatives.
  ///
  /// - Parameters:
  ///   - formula: how V is written.
  ///   - convexity: a lambda with Hess V >= lambda I, if known.
  ///   - value: V(x).
  ///   - gradient: d numbers.
  ///   - hessian: d x d, symmetric; central differences of the gradient, of relative error about
  ///     1e-10, when left out.
  ///   - proximal: (x, h) -> argmin of |y - x|^2 / 2 + h V(y), where it has a closed form.
  public init(
    _ formula: String, convexity: Double? = nil,
    value: @escaping @Sendable ([Double]) -> Double,
    gradient: @escaping @Sendable ([Double]) -> [Double],
    hessian: (@Sendable ([Double]) -> Matrix)? = nil,
    proximal: (@Sendable ([Double], Double) -> [Double])? = nil
  ) {
    self.proximal = proximal
    self.formula = formula
    self.convexity = convexity
    self.value = value
    self.gradient = gradient
    self.hessian = hessian ?? { differences(of: gradient, at: $0) }
  }

  /// V = k |x - c|^2 / 2, about the origin when no centre is given.
  ///
  /// - Throws: `nonFinite`.
  public static func quadratic(
    stiffness: Double, center: [Double]? = nil
  ) throws(TransportError) -> ScalarPotential {
    try checkFinite([stiffness] + (center ?? []), argument: "potential")
    let offset: @Sendable ([Double]) -> [Double] = { x in
      guard let center else { return x }
      return zip(x, center).map { $0 - $1 }
    }
    let proximal: @Sendable ([Double], Double) -> [Double] = { x, h in
      let share = h * stiffness / (1 + h * stiffness)
      return zip(x, offset(x)).map { $0 - share * $1 }
    }
    let size = center == nil ? "|x|^2" : "|x - c|^2"
    var result = ScalarPotential(
      "\(stiffness) \(size)/2", convexity: stiffness,
      value: { x in stiffness / 2 * offset(x).reduce(0) { $0 + $1 * $1 } },
      gradient: { x in offset(x).map { stiffness * $0 } },
      hessian: { x in Matrix.identity(x.count).scaled(by: stiffness) },
      proximal: stiffness < 0 ? nil : proximal)
    result.isQuadratic = true
    return result
  }

  /// V = a |x|_1; its proximal map shrinks each coordinate by h a, to zero at most.
  ///
  /// - Throws: `outOfRange` unless a is positive and finite.
  public static func absoluteValue(weight: Double) throws(TransportError) -> ScalarPotential {
    try checkPositive(weight, argument: "weight")
    return ScalarPotential(
      "\(weight) |x|_1", convexity: 0, value: { weight * $0.reduce(0) { $0 + abs($1) } },
      gradient: { $0.map { $0 == 0 ? 0 : $0 < 0 ? -weight : weight } },
      hessian: { Matrix(repeating: 0, rows: $0.count, columns: $0.count) },
      proximal: { x, h in
        x.map { $0 > h * weight ? $0 - h * weight : $0 < -h * weight ? $0 + h * weight : 0 }
      })
  }

  /// V on the line, from its first two derivatives.
  public static func line(
    _ formula: String, convexity: Double? = nil, value: @escaping @Sendable (Double) -> Double,
    slope: @escaping @Sendable (Double) -> Double, curvature: @escaping @Sendable (Double) -> Double
  ) -> ScalarPotential {
    ScalarPotential(
      formula, convexity: convexity, value: { value($0[0]) }, gradient: { [slope($0[0])] },
      hessian: { Matrix(uncheckedRows: 1, columns: 1, elements: [curvature($0[0])]) })
  }
}

/// Central differences of a gradient, made symmetric.
func differences(
  of gradient: ([Double]) -> [Double], at point: [Double]
) -> Matrix {
  let d = point.count
  var result = Matrix(repeating: 0, rows: d, columns: d)
  for k in 0..<d {
    // The cube root of the rounding unit balances rounding and the third derivative.
    let step = 6e-6 * max(1, abs(point[k]))
    var (above, below) = (point, point)
    above[k] += step
    below[k] -= step
    let (up, down) = (gradient(above), gradient(below))
    for l in 0..<d { result[k, l] = (up[l] - down[l]) / (above[k] - below[k]) }
  }
  return result.symmetricPart
}
