/// The energy of an ``ElectricField`` on the line, as a function of the nodes: exact, as the field
/// is the mass to the left.
///
/// With X the quantile function on (0, M), L the distance of the walls a, b and n = M / L,
/// ```
/// none:     E = F - M / 2,         energy = -(s / 2) int (2 sigma - M) X d sigma,
/// uniform:  E = F - n (x - a),     energy = (s / 2) (b M^2 - 2 int sigma X d sigma + n int (X - a)^2 d sigma - 2 M^2 L / 3).
/// ```
/// The integrals of sigma X are linear in the nodes, so only the background is curved, by s n.
struct LineField: Sendable {
  private let masses: [Double]
  private let strength: Double
  /// s n, the curvature.
  let stiffness: Double
  private let origin: Double
  private let constant: Double
  /// The energy's derivative without the background.
  private let slopes: [Double]

  /// - Throws: `notApplicable` for a background that no walls hold.
  init(
    _ field: ElectricField, masses: [Double], walls: ClosedRange<Double>
  ) throws(TransportError) {
    let (a, b, mass, s) = (
      walls.lowerBound, walls.upperBound, masses.compensatedSum(), field.strength
    )
    (self.masses, strength) = (masses, s)
    guard field.background == .uniform else {
      (stiffness, origin, constant) = (0, 0, 0)
      slopes = Self.slopes(masses, strength: s, offset: mass)
      return
    }
    guard (b - a).isFinite else {
      throw .notApplicable(
        method: "field with a uniform background",
        reason: "the line is endless, so that the background has no density",
        remedy: "Give walls, or use the field without a background.")
    }
    stiffness = s * mass / (b - a)
    origin = a
    constant = s / 2 * mass * mass * (b - 2 * (b - a) / 3)
    slopes = Self.slopes(masses, strength: s, offset: 0)
  }

  /// The energy.
  func value(_ nodes: [Double]) -> Double {
    let linear = zip(slopes, nodes).map { $0 * $1 }.compensatedSum()
    guard stiffness != 0 else { return constant + linear }
    let profile = QuantileProfile(uncheckedNodes: nodes, masses: masses)
    return constant + linear + stiffness / 2 * profile.squaredNorm(nodes.map { $0 - origin })
  }

  func addGradient(_ nodes: [Double], to result: inout [Double]) {
    for i in nodes.indices { result[i] += slopes[i] }
    for (i, w) in masses.enumerated() where stiffness != 0 {
      let (left, right) = (nodes[i] - origin, nodes[i + 1] - origin)
      result[i] += stiffness * w * (2 * left + right) / 6
      result[i + 1] += stiffness * w * (left + 2 * right) / 6
    }
  }

  func addHessian(to result: inout TridiagonalMatrix, positivePart: Bool) {
    guard stiffness > 0 || !positivePart else { return }
    for (i, w) in masses.enumerated() {
      result.add(stiffness * w / 3, stiffness * w / 6, stiffness * w / 3, at: i)
    }
  }

  /// The derivative of -(s / 2) int (2 sigma - offset) X d sigma in the nodes.
  private static func slopes(
    _ masses: [Double], strength: Double, offset: Double
  ) -> [Double] {
    var (result, below) = ([Double](repeating: 0, count: masses.count + 1), CompensatedSum())
    for (i, w) in masses.enumerated() {
      let middle = below.value - offset / 2
      result[i] -= strength * w * (middle / 2 + w / 6)
      result[i + 1] -= strength * w * (middle / 2 + w / 3)
      below.add(w)
    }
    return result
  }
}
