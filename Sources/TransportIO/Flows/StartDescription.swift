import Foundation
import OptimalTransport

/// What a flow starts from, as its file says it.
enum StartDescription: Decodable {
  case file(String)
  case measure(MeasureDescription)
  case formula(String, mass: Double)

  init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      self = .file(name)
      return
    }
    guard
      try decoder.container(keyedBy: JSONObject.Key.self)
        .contains(JSONObject.Key(stringValue: "formula"))
    else {
      self = .measure(try MeasureDescription(from: decoder))
      return
    }
    let object = try JSONObject(decoder, allowing: ["formula", "mass"])
    let mass = object.keys.contains("mass") ? try object.positive("mass") : 1
    self = .formula(try object.value("formula"), mass: mass)
  }

  /// The measure, a formula on the cells of the space.
  ///
  /// - Parameter folder: what names of files are relative to.
  /// - Throws: as ``MeasureFile``; `notApplicable` for a formula on a space without bounds.
  func measure(on space: FlowSpace, folder: String) throws(TransportError) -> any Measure {
    switch self {
    case .file(let name):
      return try MeasureFile.load(
        name.hasPrefix("/") || folder.isEmpty ? name : folder + "/" + name)
    case .measure(let description): return try description.measure()
    case .formula(let text, let mass):
      let names: Expression.Variables =
        if case .phase = space { .init(["x", "v"]) } else { .coordinates(space.dimension) }
      let formula = try Expression(text, variables: names)
      switch space {
      case .line(_, let walls): return try Self.law(formula, walls, mass)
      case .grid(let grid): return try Self.density(formula, grid.shape, grid.box, mass)
      case .phase(let phase): return try Self.density(formula, phase.shape, phase.box, mass)
      case .phaseGaussian:
        throw .notApplicable(
          method: "a formula", reason: "its law is Gaussian at all times",
          remedy: "Give the start as a gaussian of positions and momenta.")
      case .particles, .phaseParticles:
        throw .notApplicable(
          method: "a formula", reason: "particles are not drawn from formulas",
          remedy: "Give the start as points, a gaussian, a mixture or a file.")
      }
    }
  }

  private static func law(
    _ formula: Expression, _ walls: ClosedRange<Double>?, _ mass: Double
  ) throws(TransportError) -> LineLaw {
    guard let walls else {
      throw .notApplicable(
        method: "a formula", reason: "the line has no walls",
        remedy: "Give the line walls [a, b], or the start as a gaussian, a mixture or a law.")
    }
    return try LineLaw(
      density: { formula.evaluate($0) }, from: walls.lowerBound, to: walls.upperBound, mass: mass)
  }

  /// The formula at the cell centres, scaled to the mass.
  private static func density(
    _ formula: Expression, _ shape: [Int], _ box: Box, _ mass: Double
  ) throws(TransportError) -> GridDensity {
    let places = try GridDensity(
      shape: shape, box: box, values: [Double](repeating: 1, count: shape.reduce(1, *))
    ).centers
    let values = (0..<places.rows).map { formula.evaluate(places.row($0)) }
    let density = try GridDensity(shape: shape, box: box, values: values)
    return try GridDensity(
      shape: shape, box: box, values: values.map { $0 / density.mass * mass })
  }
}
