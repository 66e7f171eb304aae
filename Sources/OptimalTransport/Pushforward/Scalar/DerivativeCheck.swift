/// Compares a derivative that the user gave with differences of the map.
struct DerivativeCheck {
  let map: ScalarMap
  let source: LineSource

  private static let probes = 64
  /// Differences, where they are sure of themselves, are good to far more digits.
  private static let tolerance = 1e-3

  /// - Throws: `notApplicable` where they differ at two points or more and at a tenth of them; one
  ///   point may be a kink.
  func run() throws(TransportError) {
    guard let derivative = map.derivative else { return }
    var tested = 0
    var misfits: [(x: Double, given: Double, found: Double)] = []
    for x in points {
      guard let found = difference(at: x) else { continue }
      let given = derivative(x)
      tested += 1
      // A derivative that is not finite beside a difference that is counts as a misfit.
      if !(abs(given - found) <= Self.tolerance * max(abs(given), abs(found))) {
        misfits.append((x, given, found))
      }
    }
    guard let first = misfits.first, misfits.count >= 2, 10 * misfits.count >= tested else {
      return
    }
    throw .notApplicable(
      method: "push-forward by this map",
      reason: "its derivative is \(first.given) at x = \(first.x), but differences of its values "
        + "give \(first.found)",
      remedy: "Mend the derivative, or leave it out.")
  }

  /// f'(x) from differences of two very different steps; nil unless they agree, as they do not at a
  /// kink, or where f oscillates within a step.
  private func difference(at x: Double) -> Double? {
    let coarse = DerivativeEstimate(of: map.value, at: x, step: 1e-2 * source.scale)
    let fine = DerivativeEstimate(of: map.value, at: x, step: 1e-4 * source.scale)
    let size = abs(fine.value)
    guard abs(coarse.value - fine.value) <= 0.01 * Self.tolerance * size,
      max(coarse.error, fine.error) <= 0.01 * Self.tolerance * size
    else { return nil }
    return fine.value
  }

  /// Points of the mesh with mass about them.
  private var points: [Double] {
    let mesh = source.mesh
    let filled = (1..<max(mesh.count - 1, 1)).filter {
      $0 + 1 < mesh.count && source.massBetween(mesh[$0 - 1], mesh[$0 + 1]) > 0
    }
    let step = max(1, filled.count / Self.probes)
    return stride(from: 0, to: filled.count, by: step).map { mesh[filled[$0]] }
  }
}
