/// Tells potentials that fall without bound, by name and before a solver meets an infinity.
///
/// Inside a box it zooms into the cell where V is least: of a V with a minimum ever less is gained,
/// of one that falls without bound (log |x|, -1 / |x|) ever as much or more. On the whole line it
/// looks far out, where a step has a minimum only if V does not fall faster than |x|^2 / (2 tau)
/// rises.
struct PotentialFloor {
  private let potentials: [ScalarPotential]

  init(_ energy: FreeEnergy) {
    potentials = energy.terms.compactMap { if case .potential(let v) = $0 { v } else { nil } }
  }

  private func value(_ point: [Double]) -> Double {
    potentials.reduce(0) { $0 + $1.value(point) }
  }

  /// Looks into the cell with the least value at its centre.
  ///
  /// - Parameters:
  ///   - values: V at the cell centres.
  ///   - centers: the cell centres, cells x d, in the coordinates of V.
  ///   - steps: the cells' sides.
  /// - Throws: `nonFinite` for a V that is NaN or -infinity there, `notApplicable` for one that
  ///   falls without bound.
  func check(values: [Double], centers: Matrix, steps: [Double]) throws(TransportError) {
    guard !potentials.isEmpty, let least = values.indices.min(by: { values[$0] < values[$1] })
    else { return }
    try zoom(into: centers.row(least), steps: steps)
  }

  /// Looks between walls as into the cells of the nodes, and where there are none far out.
  ///
  /// - Throws: as ``check(values:centers:steps:)``.
  func check(
    near nodes: [Double], walls: ClosedRange<Double>, timeStep: Double
  ) throws(TransportError) {
    guard !potentials.isEmpty else { return }
    let lower = walls.lowerBound.isFinite ? walls.lowerBound : nodes[0]
    let upper = walls.upperBound.isFinite ? walls.upperBound : nodes[nodes.count - 1]
    if upper > lower {
      let step = (upper - lower) / Double(Self.cells)
      let centers = (0..<Self.cells).map { lower + (Double($0) + 0.5) * step }
      try check(
        values: centers.map { value([$0]) },
        centers: Matrix(uncheckedRows: centers.count, columns: 1, elements: centers),
        steps: [step])
    }
    let size = max(1, abs(lower), abs(upper))
    for direction in [-1.0, 1] where !(direction < 0 ? walls.lowerBound : walls.upperBound).isFinite
    {
      try checkFar(direction * size, timeStep: timeStep)
    }
  }

  private static let (cells, levels, window) = (64, 40, 12)
  /// Uneven, so that a pole at a round place is neared level by level and not hit by one point.
  private static let places = [-0.97, -0.53, -0.03, 0.47, 0.99]

  private func checkFar(_ size: Double, timeStep: Double) throws(TransportError) {
    let heights = [1e4, 1e6, 1e8].map { far in
      let x = far * size
      return value([x]) + x * x / (2 * timeStep)
    }
    guard heights.allSatisfy({ $0 < 0 }) else { return }
    throw .notApplicable(
      method: "step of length \(timeStep)",
      reason: "V falls faster than |x|^2 / (2 tau) rises, so that the step has no minimum",
      remedy: "Take a shorter step if V is bounded below by a parabola, or give walls.")
  }

  /// Halves a box about the least of its 5^d points.
  private func zoom(into center: [Double], steps: [Double]) throws(TransportError) {
    let (lower, upper) = (
      zip(center, steps).map { $0 - $1 / 2 }, zip(center, steps).map { $0 + $1 / 2 }
    )
    var (place, radius, least) = (center, 0.5, value(center))
    var minima = [least]
    for _ in 0..<Self.levels {
      for point in lattice(about: place, radius: radius, steps, lower, upper) {
        let height = value(point)
        guard !height.isNaN else {
          throw .nonFinite(argument: "potential", index: 0, value: height)
        }
        guard height > -.infinity else { throw Self.unbounded(at: point) }
        if height < least { (place, least) = (point, height) }
      }
      minima.append(least)
      radius /= 2
    }
    // Of |x|^p a window of levels gains 2^(-12 p) of the one before it, of log |x| as much.
    let (middle, end) = (Self.levels - Self.window, Self.levels)
    let early = minima[middle - Self.window] - minima[middle]
    let late = minima[middle] - minima[end]
    if late > early / 2, late > 1e-9 * (1 + abs(least)) { throw Self.unbounded(at: place) }
  }

  private static func unbounded(at point: [Double]) -> TransportError {
    .notApplicable(
      method: "flow in this potential",
      reason: "V has no finite least value: it falls without bound near \(point)",
      remedy: "Bound V from below, for example by |x|^2 + a^2 in place of |x|^2, or move the box.")
  }

  private func lattice(
    about center: [Double], radius: Double, _ steps: [Double], _ lower: [Double], _ upper: [Double]
  ) -> [[Double]] {
    center.indices.reduce([[Double]]([[]])) { points, k in
      points.flatMap { point in
        Self.places.map { place in
          point + [min(max(center[k] + place * radius * steps[k], lower[k]), upper[k])]
        }
      }
    }
  }
}
