/// What a JSON file says about a measure, before it is checked.
///
/// One object with one of the keys `gaussian`, `mixture`, `law`, `points` and `density`.
enum MeasureDescription: Decodable {
  case gaussian(GaussianDescription)
  case mixture([ComponentDescription])
  case law(LawDescription)
  case points([[Double]], weights: [Double]?)
  case density(NumberTable, box: [[Double]]?)

  init(from decoder: any Decoder) throws {
    let object = try JSONObject(
      decoder, allowing: ["gaussian", "mixture", "law", "points", "weights", "density", "box"])
    let kinds = ["gaussian", "mixture", "law", "points", "density"].filter(object.keys.contains)
    guard let kind = kinds.first, kinds.count == 1 else {
      throw object.objection(
        "it needs exactly one of the keys gaussian, mixture, law, points and density, "
          + "and holds \(listed(object.keys.sorted()))")
    }
    let companion = ["points": "weights", "density": "box"][kind]
    if let stray = object.keys.sorted().first(where: { $0 != kind && $0 != companion }) {
      throw object.objection("the key '\(stray)' does not go with '\(kind)'")
    }
    switch kind {
    case "gaussian": self = .gaussian(try object.value(kind))
    case "mixture": self = .mixture(try object.value(kind))
    case "law": self = .law(try object.value(kind))
    case "points": self = .points(try object.value(kind), weights: try object.optional("weights"))
    default: self = .density(try object.value(kind), box: try object.optional("box"))
    }
  }
}

/// The mean and the covariance of a Gaussian; on the line, two numbers will do.
struct GaussianDescription: Decodable {
  let mean: [Double]
  let covariance: [[Double]]
  let mass: Double?

  init(from decoder: any Decoder) throws {
    let object = try JSONObject(decoder, allowing: ["mean", "covariance", "mass"])
    mean = try object.list("mean")
    covariance = try object.matrix("covariance")
    mass = try object.optional("mass")
  }
}

/// One component of a mixture of Gaussians; without weights, all weigh the same.
struct ComponentDescription: Decodable {
  let weight: Double?
  let mean: [Double]
  let covariance: [[Double]]

  init(from decoder: any Decoder) throws {
    let object = try JSONObject(decoder, allowing: ["weight", "mean", "covariance"])
    weight = try object.optional("weight")
    mean = try object.list("mean")
    covariance = try object.matrix("covariance")
  }
}

/// A law on the line, tabulated.
struct LawDescription: Decodable {
  let density: [Double]?
  let cdf: [Double]?
  let quantile: [Double]?
  let support: [Double]?

  init(from decoder: any Decoder) throws {
    let object = try JSONObject(decoder, allowing: ["density", "cdf", "quantile", "support"])
    density = try object.optional("density")
    cdf = try object.optional("cdf")
    quantile = try object.optional("quantile")
    support = try object.optional("support")
    let tables = object.keys.subtracting(["support"]).sorted()
    guard tables.count == 1, let table = tables.first else {
      throw object.objection(
        "a law needs exactly one of the keys density, cdf and quantile, and holds "
          + listed(tables))
    }
    guard (support != nil) == (table != "quantile") else {
      throw object.objection(
        table == "quantile"
          ? "a law given by its quantiles has no support; remove that key"
          : "a law given by its \(table) needs a support [a, b]")
    }
  }
}

/// Numbers in 1, 2 or 3 levels of brackets, all lists of a level equally long.
struct NumberTable: Decodable {
  let shape: [Int]
  let values: [Double]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    switch try Self.depth(decoder.unkeyedContainer()) {
    case 1:
      let list = try container.decode([Double].self)
      (shape, values) = ([list.count], list)
    case 2:
      let rows = try container.decode([[Double]].self)
      (shape, values) = ([rows.count, rows[0].count], rows.flatMap { $0 })
      try Self.checkEqual(rows.map(\.count), container)
    default:
      let slabs = try container.decode([[[Double]]].self)
      let rows = slabs.flatMap { $0 }
      shape = [slabs.count, slabs[0].count, rows.first?.count ?? 0]
      values = rows.flatMap { $0 }
      try Self.checkEqual(slabs.map(\.count), container)
      try Self.checkEqual(rows.map(\.count), container)
    }
  }

  /// The levels of brackets that the first entry stands in.
  private static func depth(_ list: any UnkeyedDecodingContainer) -> Int {
    var list = list
    guard let inner = try? list.nestedUnkeyedContainer() else { return 1 }
    return 1 + min(depth(inner), 2)
  }

  private static func checkEqual(
    _ lengths: [Int], _ container: any SingleValueDecodingContainer
  ) throws {
    guard let index = lengths.firstIndex(where: { $0 != lengths[0] }) else { return }
    throw DecodingError.dataCorruptedError(
      in: container,
      debugDescription: "list \(index) has \(lengths[index]) entries, the first has \(lengths[0])")
  }
}
