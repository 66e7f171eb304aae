// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
// The names and their documentation are those of the C header.

public import COptimalTransport
import OptimalTransport
import TransportIO

@c @implementation
public func ot_push(
  _ source: UnsafePointer<ot_measure>?, _ formulas: UnsafePointer<CChar>?,
  _ values: UnsafePointer<ot_array>?, _ valuesBox: UnsafePointer<ot_array>?,
  _ shape: UnsafePointer<ot_array>?, _ box: UnsafePointer<ot_array>?,
  _ result: UnsafeMutablePointer<ot_result>?, _ error: UnsafeMutablePointer<ot_error>?
) -> Int32 {
  enter(error) {
    guard let result else { throw CallError.null("result") }
    let law = try measure(source, "source")
    let samples = try values.flatMap { try ArrayArgument($0.pointee, "values") }
    let map: PushforwardMap
    switch (formulas, samples) {
    case (let text?, nil):
      map = try PushforwardMap(formulas: String(cString: text), dimension: law.dimension)
    case (nil, let samples?):
      let around = try valuesBox.flatMap { try sides($0.pointee, "values_box") }
      map = try PushforwardMap(samples, on: law, box: around)
    case (nil, nil): throw CallError.null("formulas")
    case (_?, _?):
      throw CallError(cause: "map", message: "the map is given by formulas and by values.")
    }
    let pushed = try pushforward(
      of: law, by: map, shape: shape.flatMap { try extents($0.pointee, "shape") },
      box: box.flatMap { try sides($0.pointee, "box") })
    result.pointee = ResultTable.shared.insert(ResultFields(pushed))
    return Int32(OT_OK)
  }
}

/// Extents of a grid; nil for ones that are left out.
private func extents(_ array: ot_array, _ argument: String) throws -> [Int]? {
  try ArrayArgument(array, argument)?.list(argument).map {
    guard let extent = Int(exactly: $0) else {
      throw CallError(cause: "shape", message: "\(argument) holds \($0); expected whole numbers.")
    }
    return extent
  }
}

extension PushforwardMap {
  /// The images of points, or values at the centres of cells.
  fileprivate init(_ values: ArrayArgument, on source: any Measure, box: Box?) throws {
    let (shape, d) = (values.shape, source.dimension)
    guard let box = box ?? (source as? GridDensity)?.box else {
      guard source is PointCloud else { throw CallError.null("values_box") }
      self = .images(try values.matrix("values"))
      return
    }
    guard shape.count == d + 1, shape[d] == d else {
      throw TransportError.shapeMismatch(
        argument: "values", expected: "an extent for each of \(d) axes, and \(d)",
        found: "\(shape)")
    }
    let cells = Array(shape[..<d])
    self = .grid(
      try GridMap(
        shape: cells, box: box,
        images: Matrix(rows: cells.reduce(1, *), columns: d, elements: values.elements)))
  }
}

extension ResultFields {
  fileprivate convenience init(_ pushed: Pushforward) {
    self.init()
    add("method", text: pushed.method)
    add("mass", pushed.mass)
    if let outside = pushed.massOutside { add("massOutside", outside) }
    add("massError", pushed.massError)
    add("certified", pushed.isCertified ? 1 : 0)
    add("warnings", text: pushed.warnings.map(\.description).joined(separator: "\n"))
    if let note = pushed.note { add("note", text: note) }
    add("seconds", pushed.seconds)
    switch pushed.law {
    case .branches(let law, _): add(law)
    case .cells(let grid, _):
      add("foldedMass", grid.foldedMass)
      add("singularMass", grid.singularMass)
    case .points(let cloud, _):
      add("points", cloud.points)
      add("weights", cloud.weights)
    }
    if let density = pushed.density { add(density) }
  }

  private func add(_ law: LinePushforward) {
    let branches = law.branches.flatMap {
      [$0.lower, $0.upper, $0.imageOfLower, $0.imageOfUpper, $0.mass]
    }
    add("branches", branches, shape: [law.branches.count, 5])
    add("atoms", law.atoms.flatMap { [$0.position, $0.mass] }, shape: [law.atoms.count, 2])
    add("unprovedMass", law.certificate.unprovedMass)
    add("unresolvedMass", law.certificate.unresolvedMass)
    add("derivativeError", law.certificate.derivativeError)
  }

  private func add(_ density: GridDensity) {
    add("massInside", density.mass)
    add("density", density.values, shape: density.shape)
    let corners = zip(density.box.lower, density.box.upper).flatMap { [$0, $1] }
    add("box", corners, shape: [density.box.dimension, 2])
  }
}
