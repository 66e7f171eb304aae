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
      let estimate = DerivativeEstimate(of: map.value, at: x, step: 0.01 * source.scale)
      let given = derivative(x)
      guard estimate.value.isFinite, given.isFinite else { continue }
      let size = max(abs(given), abs(estimate.value))
      tested += 1
      if abs(given - estimate.value) > Self.tolerance * size + 1e3 * estimate.error {
        misfits.append((x, given, estimate.value))
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
