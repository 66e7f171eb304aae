/// Joins regular intervals, from left to right, into branches and atoms.
struct BranchAssembly {
  let map: ScalarMap
  let source: LineSource
  private(set) var branches: [MonotoneBranch] = []
  private(set) var atoms: [PushforwardAtom] = []
  /// Where the branch in the making begins; nil where f is undefined or flat.
  private var start: Double?
  /// The last place with a known sign of f' on it.
  private var last: SampledInterval.Slope?

  init(map: ScalarMap, source: LineSource) {
    self.map = map
    self.source = source
  }

  mutating func add(_ piece: Refinement.Piece) {
    let samples = piece.samples
    switch piece.kind {
    case .regular:
      if start == nil { start = samples.lower }
      for slope in samples.signs { follow(slope) }
    case .flat:
      close(at: samples.lower)
      addAtom(samples.values[0], samples.lower, samples.upper)
    case .undefined:
      close(at: samples.lower)
    case .sliver:
      // Where f goes on through the sliver, so does the branch.
      if isJump(samples) { close(at: samples.lower) } else if start == nil { start = samples.lower }
    }
  }

  /// Ends the branch in the making.
  mutating func close(at end: Double) {
    defer { (start, last) = (nil, nil) }
    guard let start, start < end else { return }
    let (a, b) = (map.value(start), map.value(end))
    let mass = source.massBetween(start, end)
    guard mass > 0, !a.isNaN, !b.isNaN else { return }
    if a == b {
      addAtom(a, start, end)
    } else {
      branches.append(
        MonotoneBranch(lower: start, upper: end, imageOfLower: a, imageOfUpper: b, mass: mass))
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
      position: value, mass: atom.mass + mass, lower: atom.lower,
      upper: atom.upper == lower ? upper : atom.upper)
  }

  /// Whether f changes as much over a sliver as over an interval a million times as wide, which no
  /// function with a Hoelder exponent above 1/10 does.
  private func isJump(_ samples: SampledInterval) -> Bool {
    guard samples.isFinite else { return true }
    let step = abs(samples.values[4] - samples.values[0])
    let reach = 0x1p20 * (samples.upper - samples.lower)
    let around = map.value(samples.upper + reach) - map.value(samples.lower - reach)
    return !(step <= 0.25 * abs(around)) && step > 64 * abs(samples.values[0]).ulp
  }
}
