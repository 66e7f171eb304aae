/// Joins regular intervals, from left to right, into branches and atoms.
struct BranchAssembly {
  let map: ScalarMap
  let source: LineSource
  private(set) var branches: [MonotoneBranch] = []
  private(set) var atoms: [PushforwardAtom] = []
  /// Where the branch in the making begins; nil where f is undefined or flat.
  private var start: Double?
  /// Whether it begins at a jump or a pole.
  private var startsAtJump = false
  /// The last place with a known sign of f' on it.
  private var last: SampledInterval.Slope?
  /// The flat piece in the making, and where the last one ended.
  private var flat: (value: Double, lower: Double, upper: Double)?
  private var flatEnd = -Double.infinity
  /// The samples of the piece before.
  private var previous: SampledInterval?

  init(map: ScalarMap, source: LineSource) {
    self.map = map
    self.source = source
  }

  /// A branch between two jumps with less than this part of the mass is a crumb of one jump: the
  /// slivers about a pole need not touch.
  private static let crumb = 1e-15

  mutating func add(_ piece: Refinement.Piece) {
    let samples = piece.samples
    defer { previous = samples }
    if piece.kind != .flat { closeFlat(before: samples) }
    switch piece.kind {
    case .regular:
      if start == nil { start = max(samples.lower, flatEnd) }
      for slope in samples.signs { follow(slope) }
    case .flat:
      extendFlat(samples)
    case .undefined:
      close(at: samples.lower)
    case .sliver:
      // Where f goes on through the sliver, so does the branch.
      if isJump(samples) {
        close(at: samples.lower, isJump: true)
        startsAtJump = true
      } else if start == nil {
        start = max(samples.lower, flatEnd)
      }
    }
  }

  /// Ends what is in the making.
  mutating func finish(at end: Double) {
    closeFlat()
    close(at: max(end, flatEnd))
  }

  private mutating func close(at end: Double, isJump: Bool = false) {
    defer { (start, last, startsAtJump) = (nil, nil, false) }
    guard let start, start < end else { return }
    let (a, b) = (map.value(start), map.value(end))
    let mass = source.massBetween(start, end)
    guard mass > 0, !a.isNaN, !b.isNaN else { return }
    if startsAtJump, isJump, mass <= Self.crumb * source.mass { return }
    if a == b {
      addAtom(a, start, end)
    } else {
      branches.append(
        MonotoneBranch(lower: start, upper: end, imageOfLower: a, imageOfUpper: b, mass: mass))
    }
  }

  private mutating func extendFlat(_ samples: SampledInterval) {
    let value = samples.values[0]
    if let flat, abs(flat.value - value) <= 8 * abs(value).ulp, flat.upper == samples.lower {
      self.flat!.upper = samples.upper
      return
    }
    closeFlat(before: samples)
    // The piece before may have been regular and flat at its end.
    let outer = previous.flatMap { previous in
      previous.upper == samples.lower ? previous.x.last { map.value($0) != value } : nil
    }
    let begin = max(
      outer.map { edge(of: value, from: samples.lower, to: $0) } ?? samples.lower, flatEnd)
    close(at: begin)
    flat = (value, begin, samples.upper)
  }

  /// Ends the flat piece in the making, which may reach into the samples that follow.
  private mutating func closeFlat(before next: SampledInterval? = nil) {
    guard let flat else { return }
    let outer = next.flatMap { next in
      next.lower == flat.upper ? next.x.first { map.value($0) != flat.value } : nil
    }
    flatEnd = outer.map { edge(of: flat.value, from: flat.upper, to: $0) } ?? flat.upper
    addAtom(flat.value, flat.lower, flatEnd)
    self.flat = nil
  }

  /// The last point on the way from one where f has a value to one where it has not.
  private func edge(of value: Double, from inside: Double, to outside: Double) -> Double {
    var (inside, outside) = (inside, outside)
    while true {
      let middle = inside + (outside - inside) / 2
      guard middle != inside, middle != outside else { return inside }
      if map.value(middle) == value { inside = middle } else { outside = middle }
    }
  }

  /// Goes on to the next place with a known sign; where it differs from the last, f turns between
  /// them.
  private mutating func follow(_ slope: SampledInterval.Slope) {
    defer { last = slope }
    guard let last, last.isRising != slope.isRising else { return }
    let turn = TurningPoint(map: map, from: last.left, to: slope.right, isMaximum: last.isRising)
      .position
    close(at: turn)
    start = turn
  }

  private mutating func addAtom(_ value: Double, _ lower: Double, _ upper: Double) {
    let mass = source.massBetween(lower, upper)
    guard mass > 0 else { return }
    guard let k = atoms.firstIndex(where: { $0.position == value }) else {
      atoms.append(PushforwardAtom(position: value, mass: mass, lower: lower, upper: upper))
      return
    }
    let atom = atoms[k]
    atoms[k] = PushforwardAtom(
      position: value, mass: atom.mass + mass, lower: atom.lower, upper: atom.upper)
  }

  /// Whether f changes as much over a sliver as over an interval a million times as wide, which no
  /// function with a Hoelder exponent above 1/10 does. Wide slivers, which are in tails without
  /// mass, compare with less.
  private func isJump(_ samples: SampledInterval) -> Bool {
    guard samples.isFinite else { return true }
    let width = samples.upper - samples.lower
    let step = abs(samples.values[4] - samples.values[0])
    let reach = min(0x1p20 * width, 8 * width + 1e-3 * source.scale)
    let around = map.value(samples.upper + reach) - map.value(samples.lower - reach)
    return !(step <= 0.25 * abs(around)) && step > 64 * abs(samples.values[0]).ulp
  }
}
