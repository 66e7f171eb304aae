// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names and their documentation are those of the C header.

public import COptimalTransport
import OptimalTransport

@c @implementation
public func ot_map(
  _ source: UnsafePointer<ot_measure>?, _ target: UnsafePointer<ot_measure>?,
  _ call: UnsafePointer<ot_call>?, _ result: UnsafeMutablePointer<ot_result>?,
  _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let result else { throw CallError.null("result") }
    let options = try CallOptions(call, known: ["method", "iterationLimit", "atoms"])
    let (from, onto) = (try measure(source, "source"), try measure(target, "target"))
    let method: MapMethod = try options.choice("method") ?? .automatic
    let limit = try options.integer("iterationLimit")
    let atoms = try options.integer("atoms") ?? 1000
    let map = try options.run { progress in
      try transportMap(
        from: from, to: onto, method: method, atoms: atoms, iterationLimit: limit,
        progress: progress)
    }
    result.pointee = ResultTable.shared.insert(ResultFields(map))
    return status(map.termination)
  }
}

@c @implementation
public func ot_polar(
  _ base: UnsafePointer<ot_measure>?, _ values: UnsafePointer<ot_array>?,
  _ call: UnsafePointer<ot_call>?, _ result: UnsafeMutablePointer<ot_result>?,
  _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let result else { throw CallError.null("result") }
    let options = try CallOptions(call, known: ["method", "epsilon"])
    let cloud: PointCloud
    switch try measure(base, "base") {
    case let points as PointCloud: cloud = points
    case let grid as GridDensity: cloud = grid.pointCloud
    default:
      throw CallError(cause: "kind", message: "the base must be points or a grid.")
    }
    let field = try SampledField(base: cloud, values: matrix(values, "values"))
    var solver = PolarFactorizer()
    if let method: PolarFactorizer.Method = try options.choice("method") { solver.method = method }
    if let epsilon = try options.number("epsilon") {
      solver.sinkhorn = Sinkhorn(.absolute(epsilon))
    }
    let factors = try options.run { [solver] in try solver.factor(field, progress: $0) }
    result.pointee = ResultTable.shared.insert(ResultFields(factors))
    return status(factors.termination)
  }
}

@c @implementation
public func ot_helmholtz(
  _ vectors: UnsafePointer<ot_array>?, _ box: UnsafePointer<ot_array>?,
  _ call: UnsafePointer<ot_call>?, _ result: UnsafeMutablePointer<ot_result>?,
  _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let result else { throw CallError.null("result") }
    let options = try CallOptions(call, known: ["boundary", "derivative"])
    guard let given = try vectors.flatMap({ try ArrayArgument($0.pointee, "vectors") }) else {
      throw CallError.null("vectors")
    }
    guard given.shape.count >= 2, let d = given.shape.last, d == given.shape.count - 1 else {
      throw TransportError.shapeMismatch(
        argument: "vectors", expected: "the grid's shape and d", found: "\(given.shape)")
    }
    let shape = Array(given.shape.dropLast())
    let field = try VectorField(
      shape: shape, box: try box.flatMap { try sides($0.pointee, "box") },
      vectors: Matrix(rows: shape.reduce(1, *), columns: d, elements: given.elements))
    let parts = try HelmholtzDecomposition(
      of: field, boundary: options.choice("boundary") ?? .noFlux,
      derivative: options.choice("derivative"))
    result.pointee = ResultTable.shared.insert(ResultFields(parts))
    return Int32(OT_OK)
  }
}

/// The status of a solver that stopped for a reason.
func status(_ termination: Termination) -> Int32 {
  termination == .cancelled ? Int32(OT_CANCELLED) : Int32(OT_OK)
}

/// A matrix that must be there.
func matrix(_ pointer: UnsafePointer<ot_array>?, _ argument: String) throws -> Matrix {
  guard let given = try pointer.flatMap({ try ArrayArgument($0.pointee, argument) }) else {
    throw CallError.null(argument)
  }
  return try given.matrix(argument)
}

extension ResultFields {
  fileprivate convenience init(_ map: TransportMap) {
    self.init()
    add("method", text: map.method.rawValue)
    add("reason", text: map.reason)
    if let note = map.note { add("note", text: note) }
    add("value", map.value)
    add("distance", map.distance)
    add(map.certificate)
    add("discretizationError", map.discretizationError)
    add("termination", text: map.termination.rawValue)
    add("iterations", Double(map.iterations ?? 0))
    add("seconds", map.seconds)
    add("points", map.map.points)
    let images = map.map.images
    if let grid = map.gridMap {
      add("map", images.elements, shape: grid.shape + [images.columns])
    } else {
      add("map", images)
    }
    if let potential = map.potential { add("potential", potential.values, shape: potential.shape) }
  }

  fileprivate convenience init(_ factors: PolarFactorization) {
    self.init()
    add("method", text: factors.method.rawValue)
    add("value", factors.value)
    add("distance", factors.distance)
    add(factors.certificate)
    add("spread", factors.spread)
    add("termination", text: factors.termination.rawValue)
    add("iterations", Double(factors.iterations))
    add("seconds", factors.seconds)
    if case .permutation(let order) = factors.rearrangement { add("permutation", integers: order) }
    add("sigma", factors.sigma)
    add("gradient", factors.gradient)
    add("potential", factors.potential)
  }

  fileprivate convenience init(_ parts: HelmholtzDecomposition) {
    self.init()
    let shape = parts.solenoidal.shape
    add("solenoidal", parts.solenoidal.vectors.elements, shape: shape + [shape.count])
    add("gradient", parts.gradient.vectors.elements, shape: shape + [shape.count])
    add("potential", parts.potential, shape: shape)
    add("harmonic", parts.harmonic)
    add("relativeDivergence", parts.residuals.relativeDivergence)
    add("orthogonalityError", parts.residuals.orthogonalityError)
  }

  /// A matrix.
  func add(_ name: String, _ matrix: Matrix) {
    add(name, matrix.elements, shape: [matrix.rows, matrix.columns])
  }
}
