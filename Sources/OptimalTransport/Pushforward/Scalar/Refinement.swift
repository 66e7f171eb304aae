/// Halves intervals until the map is regular on each, from left to right.
struct Refinement {
  let map: ScalarMap
  let source: LineSource
  let limit: Int
  /// Intervals in order, what each is, and whether that is proved.
  private(set) var pieces: [Piece] = []
  /// The source's mass on intervals whose shape rests on samples.
  private(set) var unprovedMass = CompensatedSum()
  /// The mass on intervals that stayed irregular: slivers, and what the limit left over.
  private(set) var unresolvedMass = CompensatedSum()
  private(set) var isExhausted = false
  /// A point where f is not finite although the source has mass about it.
  private(set) var undefinedPoint: Double?
  /// Intervals halved because their samples are irregular.
  private var count = 0

  enum Kind { case regular, flat, undefined, sliver }

  struct Piece {
    let kind: Kind
    let samples: SampledInterval
  }

  init(map: ScalarMap, source: LineSource, limit: Int) {
    self.map = map
    self.source = source
    self.limit = limit
  }

  /// An interval with less than this part of the mass is not halved any more: the last digits of a
  /// sum of masses.
  private static let leastMass = 1e-17

  mutating func run() {
    let patience = max(Self.leastPatience, limit / source.mesh.count)
    var disappointments = 0
    for (a, b) in zip(source.mesh, source.mesh.dropFirst()) {
      let isHopeless = disappointments >= Self.trustedDisappointments
      let asked = refine(a, b, patience: isHopeless ? Self.leastPatience / 16 : patience)
      if asked > patience { disappointments += 1 }
    }
  }

  /// Intervals that a proof may ask for, within one of the mesh, before samples must do: about a
  /// critical point it takes two for each halving, down to the least mass.
  private static let leastPatience = 128

  /// Intervals of the mesh without a proof, after which the others are given little time.
  private static let trustedDisappointments = 64

  /// Refines one interval of the mesh, and returns how many it was cut into on the way.
  private mutating func refine(_ a: Double, _ b: Double, patience: Int) -> Int {
    // The right halves wait on a stack, so that the pieces come out in order.
    var waiting = [(a, b)]
    var asked = 0
    while let (a, b) = waiting.popLast() {
      asked += 1
      let samples = SampledInterval(from: a, to: b, map)
      let mass = source.massBetween(a, b)
      if let kind = kind(samples, mass, mayProve: asked <= patience) {
        pieces.append(Piece(kind: kind, samples: samples))
        continue
      }
      let middle = samples.x[2]
      waiting += [(middle, b), (a, middle)]
    }
    return asked
  }

  /// What an interval is; nil to have it halved.
  private mutating func kind(
    _ samples: SampledInterval, _ mass: Double, mayProve: Bool
  ) -> Kind? {
    if samples.isNowhereFinite {
      if mass > 0, undefinedPoint == nil { undefinedPoint = samples.x[2] }
      return .undefined
    }
    let isLast = mass <= Self.leastMass * source.mass || samples.isExhausted
    if samples.isFinite {
      switch map.shape?(samples.lower...samples.upper) {
      case .monotone?, .curved?: return .regular
      case .constant?: return .flat
      case .unknown?, nil: break
      }
      if let kind = samples.kind(scale: source.scale) {
        // What samples say is only taken where there is no proof to wait for.
        if map.shape != nil, mayProve, !isLast { return nil }
        unprovedMass.add(mass)
        return kind
      }
    }
    if !isLast {
      count += 1
      if count <= limit { return nil }
      isExhausted = true
    }
    unresolvedMass.add(mass)
    return .sliver
  }
}

extension SampledInterval {
  /// What the samples say of the interval; nil where they say nothing.
  ///
  /// Every function is constant to rounding on a short enough interval, so only longer ones count
  /// as flat; on the others nothing happens.
  fileprivate func kind(scale: Double) -> Refinement.Kind? {
    if isFlat { return .flat }
    if isRegular { return .regular }
    guard isFlatToRounding else { return nil }
    return upper - lower > 0x1p-20 * scale ? .flat : .sliver
  }
}
