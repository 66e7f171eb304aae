/// An optimal map for |x - y|^2, or the nearest that there is, and how good it is.
public struct TransportMap: Sendable {
  /// The method that found it.
  public let method: MapMethod
  /// Why that one.
  public let reason: String
  /// What was replaced, and what the numbers below are numbers of.
  public let note: String?
  /// Points of the source with their images and masses: cell centres of a grid, atoms of anything
  /// else.
  public let map: SampledMap
  /// The same on the source's grid; nil where the source is not a grid.
  public let gridMap: GridMap?
  /// psi with T = grad psi on the source's grid; nil where the method has none.
  public let potential: BrenierPotential?
  /// The cost of the map, the integral of |x - T(x)|^2 xi, by the method's own quadrature.
  public let value: Double
  /// Bounds on the optimum.
  public let certificate: Certificate
  /// What the certificate leaves out: by how much discretising the measures can change the optimum;
  /// zero for closed forms.
  public let discretizationError: Double
  /// Why the solver stopped.
  public let termination: Termination
  /// Iterations; nil for closed forms.
  public let iterations: Int?
  /// Wall-clock seconds of the iterations on the finest grid; nil where the method does not tell.
  public let iterationSeconds: Double?
  /// Wall-clock seconds.
  public let seconds: Double

  /// sqrt(value), W2 times the root of the mass.
  public var distance: Double { value.squareRoot() }
}

/// The optimal map from one measure to another for the cost |x - y|^2, by the method that suits
/// them.
///
/// - Parameters:
///   - source: what is moved.
///   - target: where it goes, of the same mass.
///   - method: how; `automatic` chooses by the types of the measures.
///   - atoms: how many points stand for a Gaussian, a mixture or a law.
///   - iterationLimit: of an iterative method; its own default when left out.
///   - progress: told what a long solver does.
/// - Throws: `notApplicable` where a method does not take the measures, and as the methods throw.
public func transportMap(
  from source: any Measure, to target: any Measure, method: MapMethod = .automatic,
  atoms: Int = 1000, iterationLimit: Int? = nil, progress: ProgressHandler? = nil
) throws(TransportError) -> TransportMap {
  let (method, reason) = method.resolved(source: source, target: target)
  let door = MapDoor(
    source: source, target: target, reason: reason, atoms: atoms, iterationLimit: iterationLimit,
    progress: progress)
  switch method {
  case .quantile: return try door.quantile()
  case .gaussian: return try door.gaussian()
  case .backAndForth: return try door.backAndForth()
  case .mongeAmpere: return try door.mongeAmpere()
  case .automatic, .barycentric: return try door.barycentric()
  }
}
