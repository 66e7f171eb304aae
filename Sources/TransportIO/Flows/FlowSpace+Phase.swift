import OptimalTransport

// Spaces of positions and velocities, whose energy is their own.
extension FlowSpace {
  /// The kinds of them that a file may name.
  static let phaseKinds = ["phase", "phaseParticles", "phaseGaussian"]

  /// Reads one of these kinds.
  init(phase kind: String, _ object: JSONObject) throws {
    switch kind {
    case "phaseParticles":
      self = .phaseParticles(
        try FlowPhaseParticles(object.object(kind, allowing: FlowPhaseParticles.keys)))
    case "phaseGaussian":
      self = .phaseGaussian(
        try FlowOscillator(object.object(kind, allowing: FlowOscillator.keys)))
    default: self = .phase(try FlowPhase(object.object(kind, allowing: FlowPhase.keys)))
    }
  }

  /// Whether the file has no place for an energy.
  var hasOwnEnergy: Bool {
    switch self {
    case .line, .grid, .particles: false
    case .phase, .phaseParticles, .phaseGaussian: true
    }
  }
}

extension VlasovEquation {
  fileprivate static let keys = ["coupling", "friction", "temperature", "potential"]

  /// Reads forces, friction and noise; a potential is a formula in the positions.
  fileprivate init(_ object: JSONObject, dimension: Int) throws {
    let formula: String? = try object.optional("potential")
    let (coupling, friction, temperature): (Double?, Double?, Double?) = try (
      object.optional("coupling"), object.optional("friction"), object.optional("temperature")
    )
    self = try object.checked("equation") { () throws(TransportError) in
      try VlasovEquation(
        coupling: coupling ?? 0, friction: friction ?? 0, temperature: temperature ?? 1,
        potential: try formula.map { text throws(TransportError) in
          try ScalarPotential(formula: text, dimension: dimension)
        })
    }
  }
}

extension FlowPhase {
  fileprivate static let keys =
    ["positions", "velocities", "period", "velocityLimit", "method"] + VlasovEquation.keys

  fileprivate init(_ object: JSONObject) throws {
    let (period, limit) = (
      try object.interval("period"), try object.positive("velocityLimit")
    )
    shape = [try object.count("positions", atLeast: 2), try object.count("velocities", atLeast: 2)]
    box = try object.checked("period") { () throws(TransportError) in
      try Box(lower: [period.lowerBound, -limit], upper: [period.upperBound, limit])
    }
    equation = try VlasovEquation(object, dimension: 1)
    isKinetic = try object.choice("method", of: ["splitting", "kineticCost"]) == "kineticCost"
    guard !isKinetic || equation.coupling == 0 else {
      throw object.objection("method kineticCost has no coupling; take splitting")
    }
  }
}

extension FlowPhaseParticles {
  fileprivate static let keys =
    ["dimension", "count", "seed", "cells", "box", "softening", "opening"] + VlasovEquation.keys

  fileprivate init(_ object: JSONObject) throws {
    dimension = try object.count("dimension")
    count = object.keys.contains("count") ? try object.count("count") : 2000
    seed = try object.optional("seed") ?? 1
    equation = try VlasovEquation(object, dimension: dimension)
    guard object.keys.contains("box") else {
      box = nil
      field = .open(
        softening: try object.value("softening"), opening: try object.optional("opening") ?? 0.5)
      return
    }
    if let key = ["softening", "opening"].first(where: object.keys.contains) {
      throw object.objection("\(key) is for open space; leave it or the box out")
    }
    let corners: [[Double]] = try object.value("box")
    box = try object.checked("box") { () throws(TransportError) in try Box(intervals: corners) }
    let cells = try object.list("cells").map { Int(exactly: $0) ?? 0 }
    field = .grid(
      shape: cells.count == 1 ? [Int](repeating: cells[0], count: corners.count) : cells)
  }
}

extension FlowOscillator {
  fileprivate static let keys = ["stiffness", "friction", "temperature"]

  fileprivate init(_ object: JSONObject) throws {
    let rows = try object.matrix("stiffness")
    stiffness = try object.checked("stiffness") { () throws(TransportError) in try Matrix(rows) }
    (friction, temperature) = (try object.positive("friction"), try object.positive("temperature"))
  }
}
