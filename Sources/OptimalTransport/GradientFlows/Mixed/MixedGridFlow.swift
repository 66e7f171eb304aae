/// A flow of mixed conservative and dissipative drift on a grid in 2 or 3 dimensions:
/// ```
/// rho_t = div(rho (I + Q) grad V) + theta lap rho,   Q antisymmetric.
/// ```
/// The drift -(I + Q) grad V is no gradient, so this is no gradient flow; but Q grad V keeps Gibbs'
/// density exp(-V / theta) and F = int V rho + theta int rho log rho falls along it as without Q.
/// A step is the conservative flow for a time tau, which keeps all that on the grid exactly
/// (`CirculatingDrift`), and then the proximal step of F. First order in tau.
///
/// A record's distance, slope and gap are those of the proximal half; the energy that of the end.
/// Source: Duong, Peletier and Zimmer 2014 (the splitting).
public struct MixedGridFlow: ProximalFlow {
  /// V.
  public let potential: ScalarPotential
  /// Q, d x d.
  public let rotation: Matrix
  /// The proximal half.
  public let dissipative: GridFlow
  /// theta.
  public let temperature: Double

  /// - Throws: `outOfRange` unless theta, tau and the tolerance are positive and finite;
  ///   `notApplicable` unless Q is antisymmetric; `nonFinite`.
  public init(
    potential: ScalarPotential, rotation: Matrix, temperature: Double, timeStep: Double,
    tolerance: Double = 1e-5
  ) throws(TransportError) {
    try checkFinite(rotation.elements, argument: "rotation")
    guard rotation.rows == rotation.columns,
      (rotation + rotation.transposed).elements.allSatisfy({ $0 == 0 })
    else {
      throw .notApplicable(
        method: "mixed drift", reason: "the rotation Q is not antisymmetric",
        remedy: "Put what is symmetric into the potential.")
    }
    self.potential = potential
    self.rotation = rotation
    self.temperature = temperature
    dissipative = try GridFlow(
      .potential(potential) + .entropy(temperature), timeStep: timeStep, tolerance: tolerance)
  }

  /// tau.
  public var timeStep: Double { dissipative.timeStep }
  /// The equation, Q by its rows.
  public var equation: String {
    let rows = (0..<rotation.rows).map { "\(rotation.row($0))" }.joined(separator: ", ")
    return "rho_t = div(rho (I + Q) grad(V)) + \(temperature) lap rho,  V = \(potential.formula),"
      + "  Q = [\(rows)]"
  }

  /// F.
  public var energy: FreeEnergy { dissipative.energy }

  /// Computes the rates of the conservative half on the start's grid.
  ///
  /// - Throws: `shapeMismatch` unless Q has as many rows as the grid axes; as ``GridFlow``.
  public func stepper(for start: GridDensity) throws(TransportError) -> MixedGridStepper {
    guard rotation.rows == start.dimension else {
      throw .shapeMismatch(
        argument: "rotation", expected: "\(start.dimension) rows, as the grid has axes",
        found: "\(rotation.rows)")
    }
    return MixedGridStepper(
      circulation: try CirculatingDrift(
        potential, rotation: rotation, temperature: temperature, grid: start),
      proximal: try dissipative.stepper(for: start))
  }
}

/// Takes the steps of a ``MixedGridFlow``.
public struct MixedGridStepper: FlowStepper {
  let circulation: CirculatingDrift
  let proximal: GridStepper

  /// F.
  ///
  /// - Throws: `nonFinite`.
  public func energy(of state: GridDensity) throws(TransportError) -> Double {
    try proximal.energy(of: state)
  }

  /// The conservative flow and then the proximal step.
  ///
  /// - Throws: as ``GridFlow``'s steps.
  public func step(
    from state: GridDensity, index: Int, time: Double, timeStep: Double
  ) throws(TransportError) -> (state: GridDensity, record: ProximalStep) {
    let carried = try state.replacing(
      numbers: circulation.transport(state.values, over: timeStep))
    return try proximal.step(from: carried, index: index, time: time, timeStep: timeStep)
  }
}
