extension LinePushforward {
  /// Every x with f(x) = y, in increasing order, flat pieces left out.
  public func preimages(of y: Double) -> [Double] {
    branches.filter { $0.imageLower < y && y < $0.imageUpper }.map {
      $0.preimage(of: y, under: map)
    }
  }

  /// The density at y without the atoms, sum of xi(x_i) / |f'(x_i)|; it integrates to the mass of
  /// the branches. Infinite at a critical value inside the source.
  ///
  /// The relative error is some ulp of y / (x f'(x)) and that of xi, plus
  /// ``PushforwardCertificate/derivativeError``.
  public func density(at y: Double) -> Double {
    var sum = CompensatedSum()
    for branch in branches { sum.add(density(at: y, of: branch)) }
    return sum.value
  }

  /// One branch's term of the density at y.
  public func density(at y: Double, of branch: MonotoneBranch) -> Double {
    guard branch.imageLower <= y, y <= branch.imageUpper else { return 0 }
    let x: Double
    switch y {
    case branch.imageOfLower: x = branch.lower
    case branch.imageOfUpper: x = branch.upper
    default: x = branch.preimage(of: y, under: map)
    }
    let height = source.density(x)
    guard height > 0 else { return 0 }
    let slope = abs(branch.slope(at: x, map, scale: source.scale).value)
    return slope.isNaN ? 0 : height / slope
  }

  /// P(f(X) <= y), a sum of differences of the source's distribution function and atoms.
  public func cumulative(_ y: Double) -> Double {
    if y >= support.upper { return 1 }
    var sum = CompensatedSum()
    for branch in branches { sum.add(mass(of: branch, below: y)) }
    for atom in atoms where atom.position <= y { sum.add(atom.mass) }
    return min(sum.value / mass, 1)
  }

  /// The mass that a branch brings to (-inf, y].
  public func mass(of branch: MonotoneBranch, below y: Double) -> Double {
    if y <= branch.imageLower { return 0 }
    if y >= branch.imageUpper { return branch.mass }
    let x = branch.preimage(of: y, under: map)
    return branch.isIncreasing
      ? source.massBetween(branch.lower, x) : source.massBetween(x, branch.upper)
  }

  /// min {y : P(f(X) <= y) >= u}, found by bracketing; u is moved into (0, 1) first.
  public func quantile(_ u: Double) -> Double {
    generalizedInverse(of: cumulative, at: u, lower: support.lower, upper: support.upper)
  }

  /// The interval that leaves out about a part of the mass on each side, or reaches to the end of
  /// the support where that is hardly further; for pictures, from one sample an interval of the
  /// mesh.
  public func bulk(outside part: Double) -> (lower: Double, upper: Double) {
    var images = zip(source.mesh, source.mesh.dropFirst()).map { a, b in
      (y: map.value(a + (b - a) / 2), mass: source.massBetween(a, b))
    }.filter { $0.mass > 0 && $0.y.isFinite }
    images.sort { $0.y < $1.y }
    func passing(_ sorted: some Sequence<(y: Double, mass: Double)>) -> Double? {
      var sum = 0.0
      return sorted.first {
        sum += $0.mass
        return sum >= part * mass
      }?.y
    }
    guard let lower = passing(images), let upper = passing(images.reversed()) else {
      return support
    }
    let (least, greatest) = support
    let room = (upper - lower) / 10
    return (lower - least <= room ? least : lower, greatest - upper <= room ? greatest : upper)
  }

  /// The source's density at x, as it was pushed forward.
  public func sourceDensity(at x: Double) -> Double { source.density(x) }

  /// The interval of the source that leaves out a part of its mass on each side.
  public func sourceBulk(outside part: Double) -> (lower: Double, upper: Double) {
    let (a, b) = (source.mesh[0], source.mesh.last!)
    func quantile(_ u: Double) -> Double {
      generalizedInverse(
        of: { source.massBetween(a, $0) / source.mass }, at: u, lower: a, upper: b)
    }
    return (quantile(part), quantile(1 - part))
  }

  /// The law as one of the library's measures, with quantiles and moments found numerically.
  ///
  /// Its density is a difference of the distribution function; near critical values use
  /// ``density(at:)``.
  ///
  /// - Throws: as `LineLaw.init(cumulative:from:to:mass:)`, for a law without finite variance.
  public func lineLaw() throws(TransportError) -> LineLaw {
    let (lower, upper) = support
    // A law that is one atom has no interval of its own.
    let room = lower < upper ? 0 : max(abs(lower), 1)
    return try LineLaw(
      cumulative: { cumulative($0) }, from: lower - room, to: upper + room, mass: mass)
  }
}
