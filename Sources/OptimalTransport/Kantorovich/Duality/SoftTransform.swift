extension Geometry {
  /// The soft c-transform of a target potential: alpha_i = -eps log sum_j exp((beta_j - c_ij) / eps).
  ///
  /// It lies below the c-transform by at most eps log n, and tends to it as eps -> 0. An atom with beta_j =
  /// -infinity counts for nothing; a row without any term gives +infinity. With eps log b_j added to beta_j it is one
  /// half of a step of Sinkhorn's recursion. Complexity: as for ``cTransform(ofTarget:)``; less for clouds of few
  /// coordinates and small eps, whose distant pairs are passed over, to rounding.
  ///
  /// - Throws: `outOfRange` unless eps is finite and above 0.
  public func softTransform(
    ofTarget beta: [Double], epsilon: Double
  ) throws(TransportError) -> [Double] {
    precondition(beta.count == columns, "beta has one number a column")
    try checkEpsilon(epsilon)
    return GibbsKernel(self).sourceTransform(beta, epsilon: epsilon, near: nil)
  }

  /// The soft c-transform of a source potential: beta_j = -eps log sum_i exp((alpha_i - c_ij) / eps).
  ///
  /// Everything else as above.
  public func softTransform(
    ofSource alpha: [Double], epsilon: Double
  ) throws(TransportError) -> [Double] {
    precondition(alpha.count == rows, "alpha has one number a row")
    try checkEpsilon(epsilon)
    return GibbsKernel(self).targetTransform(alpha, epsilon: epsilon, near: nil)
  }

  private func checkEpsilon(_ epsilon: Double) throws(TransportError) {
    guard epsilon > 0, epsilon.isFinite else {
      throw .outOfRange(argument: "epsilon", value: epsilon, expected: "a finite number above 0")
    }
  }
}
