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
  private var count = 0

  enum Kind { case regular, flat, undefined, sliver }

  struct Piece {
    let kind: Kind
    let samples: SampledInterval
  }

  init(map: ScalarMap, source: LineSource, limit: Int) {
    self.map = map
    self.source = source
    self.limit = limit + source.mesh.count
  }

  /// An interval with less than this part of the mass is not halved any more: the last digits of a
  /// sum of masses.
  private static let leastMass = 1e-17

  mutating func run() {
    for (a, b) in zip(source.mesh, source.mesh.dropFirst()) { refine(a, b) }
  }

  private mutating func refine(_ a: Double, _ b: Double) {
    // The right halves wait on a stack, so that the pieces come out in order.
    var waiting = [(a, b)]
    while let (a, b) = waiting.popLast() {
      count += 1
      let samples = SampledInterval(from: a, to: b, map)
      let mass = source.massBetween(a, b)
      if let kind = kind(samples, mass) {
        pieces.append(Piece(kind: kind, samples: samples))
        continue
      }
      let middle = samples.x[2]
      waiting += [(middle, b), (a, middle)]
    }
  }

  /// What an interval is; nil to have it halved.
  private mutating func kind(_ samples: SampledInterval, _ mass: Double) -> Kind? {
    if samples.isNowhereFinite {
      if mass > 0, undefinedPoint == nil { undefinedPoint = samples.x[2] }
      return .undefined
    }
    if samples.isFinite {
      switch map.shape?(samples.lower...samples.upper) {
      case .monotone?, .curved?: return .regular
      case .constant?: return .flat
      case .unknown?, nil: break
      }
      let isProvable = map.shape != nil && !samples.isFlat
      if samples.isFlat || (samples.isRegular && !isProvable) {
        unprovedMass.add(mass)
        return samples.isFlat ? .flat : .regular
      }
    }
    if mass > Self.leastMass * source.mass, !samples.isExhausted {
      if count <= limit { return nil }
      isExhausted = true
    }
    unresolvedMass.add(mass)
    return samples.isFinite && samples.isRegular ? .regular : .sliver
  }
}
