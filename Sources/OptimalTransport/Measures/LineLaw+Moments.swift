extension LineLaw {
  /// The mean and the variance of a probability on the line.
  struct Moments: Sendable {
    let mean: Double
    let variance: Double
    let error: Double

    init(mean: Double, variance: Double, error: Double) {
      self.mean = mean
      self.variance = variance
      self.error = error
    }

    /// int Q du and int (Q - mean)^2 du over (0, 1).
    ///
    /// Tails are cut at probability 2^-52; a law whose second moment is still growing there by more
    /// than 1e-3 of itself is refused.
    ///
    /// - Throws: `nonFinite`, `outOfRange` for a law without finite variance.
    init(quantile: (Double) -> Double) throws(TransportError) {
      let rule = Quadrature(relativeTolerance: 1e-12, panelLimit: 512, initialPanels: 8)
      let mean = Self.integrate(rule, quantile).integral
      let square = Self.integrate(rule) { (quantile($0) - mean) * (quantile($0) - mean) }
      let variance = square.integral
      guard mean.isFinite, variance.isFinite else {
        throw .nonFinite(argument: "second moment", index: 0, value: variance)
      }
      let tail = [Self.cut, 1 - Self.cut].map { u in
        let deviation = quantile(u) - mean
        return deviation * deviation * Self.cut
      }.reduce(0, +)
      let scale = variance + mean * mean
      guard tail <= 1e-3 * scale else {
        throw .outOfRange(
          argument: "second moment", value: .infinity, expected: "a law with finite variance")
      }
      self.init(
        mean: mean, variance: variance, error: scale > 0 ? (tail + square.error) / scale : 0)
    }

    private static let cut = 0x1p-52

    private static func integrate(
      _ rule: Quadrature, _ f: (Double) -> Double
    ) -> (integral: Double, error: Double) {
      let lower = rule.integrate(from: 0, to: 0.5) { f(max($0, cut)) }
      let upper = rule.integrate(from: 0, to: 0.5) { f(1 - max($0, cut)) }
      return (lower.integral + upper.integral, lower.error + upper.error)
    }

    /// The step for differences of F: 1e-3 standard deviations, where truncation (h^4) and rounding
    /// (ulp / h) are both below 1e-12.
    var step: Double {
      let deviation = variance.squareRoot()
      return deviation > 0 ? 1e-3 * deviation : 1e-3 * max(abs(mean), 1)
    }
  }
}
