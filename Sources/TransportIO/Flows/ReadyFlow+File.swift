import OptimalTransport

extension ReadyFlow {
  private typealias Maker = @Sendable (JSONObject) throws -> ReadyFlow

  /// Each flow that the library has ready, with the parameters that a file may give.
  private static let makers: [(name: String, parameters: [String], make: Maker)] = [
    (
      "ornsteinUhlenbeck", ["stiffness", "temperature", "mean", "deviation", "cells"],
      {
        try .ornsteinUhlenbeck(
          stiffness: $0.number("stiffness", 1), temperature: $0.number("temperature", 1),
          mean: $0.number("mean", 2), deviation: $0.number("deviation", 0.4),
          cells: $0.whole("cells", 200))
      }
    ),
    (
      "doubleWell", ["temperature", "center", "cells"],
      {
        try .doubleWell(
          temperature: $0.number("temperature", 0.3), center: $0.number("center", 0.25),
          cells: $0.whole("cells", 200))
      }
    ),
    (
      "hill", ["circulation", "temperature", "cells"],
      {
        try .hill(
          circulation: $0.number("circulation", 2), temperature: $0.number("temperature", 0.25),
          cells: $0.whole("cells", 64))
      }
    ),
    (
      "attractionRepulsion", ["width", "cells"],
      {
        try .attractionRepulsion(width: $0.number("width", 0.4), cells: $0.whole("cells", 80))
      }
    ),
    (
      "kellerSegel", ["mass", "cells"],
      {
        try .kellerSegel(mass: $0.number("mass", 4 * .pi), cells: $0.whole("cells", 64))
      }
    ),
    (
      "opinion", ["range", "temperature", "cells"],
      {
        try .opinion(
          range: $0.number("range", 0.25), temperature: $0.number("temperature", 1e-4),
          cells: $0.whole("cells", 80))
      }
    ),
    (
      "porousMedium", ["exponent", "cells"],
      {
        try .porousMedium(exponent: $0.number("exponent", 2), cells: $0.whole("cells", 64))
      }
    ),
    (
      "fastDiffusion", ["exponent", "cells"],
      {
        try .fastDiffusion(exponent: $0.number("exponent", 0.75), cells: $0.whole("cells", 64))
      }
    ),
    (
      "plasma", ["stiffness", "strength", "temperature", "cells"],
      {
        try .plasma(
          stiffness: $0.number("stiffness", 1), strength: $0.number("strength", 2),
          temperature: $0.number("temperature", 0.02), cells: $0.whole("cells", 200))
      }
    ),
    (
      "crowd", ["door", "cells"],
      {
        try .crowd(door: $0.number("door", 0.25), cells: $0.whole("cells", 24))
      }
    ),
    (
      "swarm", ["count", "seed"],
      {
        try .swarm(count: $0.whole("count", 300), seed: UInt64($0.whole("seed", 1)))
      }
    ),
    (
      "network", ["width", "seed"],
      {
        try .network(width: $0.whole("width", 100), seed: UInt64($0.whole("seed", 1)))
      }
    ),
    (
      "landauDamping", ["amplitude", "cells"],
      {
        try .landauDamping(amplitude: $0.number("amplitude", 0.01), cells: $0.whole("cells", 32))
      }
    ),
    (
      "vlasovPoissonFokkerPlanck", ["coupling", "friction", "cells"],
      {
        try .vlasovPoissonFokkerPlanck(
          coupling: $0.number("coupling", 1), friction: $0.number("friction", 0.3),
          cells: $0.whole("cells", 32))
      }
    ),
    (
      "kramers", ["friction", "temperature", "cells"],
      {
        try .kramers(
          friction: $0.number("friction", 0.5), temperature: $0.number("temperature", 0.2),
          cells: $0.whole("cells", 64))
      }
    ),
    (
      "oscillator", ["stiffness", "friction", "temperature"],
      {
        try .oscillator(
          stiffness: $0.number("stiffness", 1), friction: $0.number("friction", 0.3),
          temperature: $0.number("temperature", 0.2))
      }
    ),
    (
      "collapse", ["count", "seed"],
      {
        try .collapse(count: $0.whole("count", 2000), seed: UInt64($0.whole("seed", 1)))
      }
    ),
  ]

  /// The names that a file may give.
  static let names = makers.map(\.name)

  /// Reads `{"flow": name, ...}`.
  init(_ object: JSONObject) throws {
    let name: String = try object.value("flow")
    guard let maker = Self.makers.first(where: { $0.name == name }) else {
      throw object.objection(
        "flow is '\(name)'; the flows are \(Self.names.joined(separator: ", "))")
    }
    let known = ["flow", "title", "duration", "frames"] + maker.parameters
    if let unknown = object.keys.sorted().first(where: { !known.contains($0) }) {
      throw object.objection("the key '\(unknown)' is none of \(known.joined(separator: ", "))")
    }
    do { self = try maker.make(object) } catch let error as TransportError {
      throw object.objection("\(name): \(error.brief)")
    }
  }

  /// tau.
  var timeStep: Double {
    switch setting {
    case .line(let flow, _): flow.timeStep
    case .grid(let flow, _): flow.timeStep
    case .mixed(let flow, _): flow.timeStep
    case .entropic(let flow, _): flow.timeStep
    case .particles(let flow, _): flow.timeStep
    case .network(let flow, _): flow.timeStep
    case .phase(let flow, _): flow.timeStep
    case .phaseParticles(let flow, _): flow.timeStep
    case .kramers(let flow, _): flow.timeStep
    case .linearKramers(let flow, _): flow.timeStep
    }
  }
}

extension JSONObject {
  fileprivate func number(_ key: String, _ usual: Double) throws -> Double {
    try optional(key) ?? usual
  }

  fileprivate func whole(_ key: String, _ usual: Int) throws -> Int {
    keys.contains(key) ? try count(key) : usual
  }
}
