extension DynamicPotential {
  /// phi_0 = psi - |x|^2 / 2, on the source's grid.
  public init(_ psi: BrenierPotential) {
    let alpha = psi.alpha
    try! self.init(shape: psi.shape, box: psi.box, time: 0, values: alpha.map { -$0 / 2 })
  }

  /// phi_1 = |y|^2 / 2 - psi*, on the target's grid.
  public init(conjugate psi: BrenierPotential) {
    let beta = psi.alpha
    try! self.init(shape: psi.shape, box: psi.box, time: 1, values: beta.map { $0 / 2 })
  }

  /// phi_0 = -alpha / 2, from the Kantorovich potential of the cost |x - y|^2 at the source's cell
  /// centres.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public init(shape: [Int], box: Box, alpha: [Double]) throws(TransportError) {
    try self.init(shape: shape, box: box, time: 0, values: alpha.map { -$0 / 2 })
  }

  /// phi_1 = beta / 2, from that at the target's.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`.
  public init(shape: [Int], box: Box, beta: [Double]) throws(TransportError) {
    try self.init(shape: shape, box: box, time: 1, values: beta.map { $0 / 2 })
  }

  /// psi = phi_0 + |x|^2 / 2, with phi taken back to time 0 on this grid first.
  ///
  /// - Throws: `nonFinite` where the squares overflow.
  public func brenierPotential() throws(TransportError) -> BrenierPotential {
    let start = try evolved(to: 0)
    return try BrenierPotential(
      shape: shape, box: box, values: zip(start.values, halfSquares).map { $0 + $1 })
  }

  /// psi* = |y|^2 / 2 - phi_1, with phi taken to time 1 on this grid first.
  ///
  /// - Throws: `nonFinite` where the squares overflow.
  public func conjugatePotential() throws(TransportError) -> BrenierPotential {
    let end = try evolved(to: 1)
    return try BrenierPotential(
      shape: shape, box: box, values: zip(end.values, halfSquares).map { $1 - $0 })
  }

  /// alpha = -2 phi_0 and beta = 2 phi_1 on this grid, the potentials of the cost |x - y|^2.
  ///
  /// They are feasible to rounding: from a time 0 < t < 1, phi_1 is the forward and phi_0 the
  /// backward solution, and phi_1(y) - phi_0(x) <= |z - x|^2 / 2t + |y - z|^2 / (2 (1 - t)) for
  /// every cell centre z; from an end the other one is the c-transform, and this holds without the
  /// detour.
  ///
  /// - Throws: `nonFinite` where the evolution overflows.
  public func kantorovichPotentials() throws(TransportError) -> KantorovichPotentials {
    try KantorovichPotentials(
      alpha: evolved(to: 0).values.map { -2 * $0 }, beta: evolved(to: 1).values.map { 2 * $0 })
  }
}
