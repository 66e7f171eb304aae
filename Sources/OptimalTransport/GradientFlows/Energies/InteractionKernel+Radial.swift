extension InteractionKernel {
  /// U of the distance r = |z| alone.
  ///
  /// - Parameters:
  ///   - formula: how U is written.
  ///   - convexity: a lambda with Hess U >= lambda I everywhere, if known.
  ///   - value: U(r).
  ///   - slope: U'(r); zero at r = 0.
  ///   - curvature: U''(r).
  public static func radial(
    _ formula: String, convexity: Double? = nil, value: @escaping @Sendable (Double) -> Double,
    slope: @escaping @Sendable (Double) -> Double, curvature: @escaping @Sendable (Double) -> Double
  ) -> InteractionKernel {
    let length: @Sendable ([Double]) -> Double = { z in
      z.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    var kernel = InteractionKernel(
      formula, convexity: convexity, value: { value(length($0)) },
      gradient: { z in
        let r = length(z)
        return z.map { r > 0 ? slope(r) / r * $0 : 0 }
      },
      hessian: { z in
        let r = length(z)
        // U'' along z and U' / r across it.
        let (along, across) = (curvature(r), r > 0 ? slope(r) / r : curvature(r))
        var result = Matrix.identity(z.count).scaled(by: across)
        for k in z.indices where r > 0 {
          for l in z.indices { result[k, l] += (along - across) * z[k] * z[l] / (r * r) }
        }
        return result
      })
    kernel.radial = LineKernel(
      value: { value(abs($0)) }, slope: { $0 < 0 ? -slope(-$0) : slope($0) },
      curvature: { curvature(abs($0)) })
    return kernel
  }
}
