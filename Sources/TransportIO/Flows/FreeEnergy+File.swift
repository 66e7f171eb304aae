import OptimalTransport

extension FreeEnergy {
  /// The terms that a file may hold.
  static let keys = ["potential", "entropy", "power", "interaction", "electricField", "cap"]

  /// Reads the terms, in the order of ``keys``.
  ///
  /// - Parameters:
  ///   - dimension: the coordinates of formulas.
  ///   - box: where the mass stays, if that is known.
  init(_ object: JSONObject, dimension: Int, over box: [ClosedRange<Double>]?) throws {
    let terms = try Self.keys.filter(object.keys.contains).flatMap {
      try Self.terms($0, object, dimension, box)
    }
    guard let first = terms.first else {
      throw object.objection(
        "it has no terms; give one of \(Self.keys.joined(separator: ", "))")
    }
    self = terms.dropFirst().reduce(first, +)
  }

  /// The energy of a flow whose file has no place for one: no terms.
  init(withoutTermsIn object: JSONObject) throws {
    guard !object.keys.contains("energy") else {
      throw object.objection(
        "energy has no place beside positions and velocities, whose own is kinetic, field and "
          + "entropy")
    }
    self = .potential(try ScalarPotential.quadratic(stiffness: 0))
  }

  private static func terms(
    _ key: String, _ object: JSONObject, _ dimension: Int, _ box: [ClosedRange<Double>]?
  ) throws -> [FreeEnergy] {
    switch key {
    case "potential":
      return [.potential(try ScalarPotential(object, key, dimension, box))]
    case "entropy":
      let temperature: Double = try object.value(key)
      return [
        try object.checked(key) { () throws(TransportError) in try .entropy(temperature) }
      ]
    case "power":
      let law = try object.object(key, allowing: ["exponent", "temperature"])
      let (exponent, temperature): (Double, Double) = try (
        law.value("exponent"), law.optional("temperature") ?? 1
      )
      return [
        try object.checked(key) { () throws(TransportError) in try .power(exponent, temperature) }
      ]
    case "interaction":
      let reach = box.map { $0.reduce(0) { $0 + $1.width * $1.width }.squareRoot() }
      let kernels = try object.objects(key, allowing: InteractionKernel.kinds)
      return try kernels.map { .interaction(try InteractionKernel($0, reach: reach)) }
    case "electricField":
      let field = try object.object(key, allowing: ["strength", "background"])
      let strength: Double = try field.value("strength")
      let name: String = try field.optional("background") ?? "uniform"
      guard let background = ElectricField.Background(rawValue: name) else {
        throw field.objection("background is '\(name)'; expected none or uniform")
      }
      return [
        try object.checked(key) { () throws(TransportError) in
          .electricField(try ElectricField(strength: strength, background: background))
        }
      ]
    default:
      let cap: Double = try object.value(key)
      return [try object.checked(key) { () throws(TransportError) in try .congestion(cap) }]
    }
  }
}

extension ScalarPotential {
  /// Reads a formula, `{"quadratic": k, "center": c}` or `{"absoluteValue": a}`.
  fileprivate init(
    _ parent: JSONObject, _ key: String, _ dimension: Int, _ box: [ClosedRange<Double>]?
  ) throws {
    if let formula: String = try? parent.value(key) {
      self = try parent.checked(key) { () throws(TransportError) in
        try ScalarPotential(formula: formula, dimension: dimension, over: box)
      }
      return
    }
    let object = try parent.object(key, allowing: ["quadratic", "center", "absoluteValue"])
    if object.keys.contains("absoluteValue") {
      _ = try object.onlyKey(of: ["quadratic", "absoluteValue"])
      let weight: Double = try object.value("absoluteValue")
      self = try parent.checked(key) { () throws(TransportError) in
        try .absoluteValue(weight: weight)
      }
      return
    }
    let stiffness: Double = try object.value("quadratic")
    let center = object.keys.contains("center") ? try object.list("center") : nil
    guard (center ?? []).isEmpty || center?.count == dimension else {
      throw object.objection("center has not \(count(dimension, "coordinate"))")
    }
    self = try parent.checked(key) { () throws(TransportError) in
      try .quadratic(stiffness: stiffness, center: center)
    }
  }
}

extension InteractionKernel {
  fileprivate static let kinds = ["quadratic", "powers", "gaussian", "logarithmic", "formula"]

  /// Reads one kernel.
  fileprivate init(_ object: JSONObject, reach: Double?) throws {
    let kind = try object.onlyKey(of: Self.kinds)
    let numbers: [Double] = try {
      switch kind {
      case "quadratic", "logarithmic": [try object.value(kind)]
      case "powers": try object.list(kind)
      case "gaussian":
        try { [try $0.value("strength"), try $0.value("width")] }(
          object.object(kind, allowing: ["strength", "width"]))
      default: []
      }
    }()
    guard kind != "powers" || numbers.count == 2 else {
      throw object.objection("powers are two: [attraction, repulsion]")
    }
    let formula: String? = kind == "formula" ? try object.value(kind) : nil
    self = try object.checked(kind) { () throws(TransportError) in
      switch kind {
      case "quadratic": try .quadratic(strength: numbers[0])
      case "logarithmic": try .logarithmic(strength: numbers[0])
      case "powers": try .powers(attraction: numbers[0], repulsion: numbers[1])
      case "gaussian": try .gaussian(strength: numbers[0], width: numbers[1])
      default: try InteractionKernel(radial: formula!, reach: reach)
      }
    }
  }
}

extension ClosedRange<Double> {
  fileprivate var width: Double { upperBound - lowerBound }
}
