/// Where the mass of a grid goes, for the box that shows it.
struct ImageBox {
  private let images: [[Double]]
  private let masses: [Double]

  /// The part of the mass that a box may leave out on each side of each axis, to keep tails from
  /// taking all the room.
  static let outside = 1e-4

  /// The images of the cell centres with mass.
  init(source: GridDensity, map: VectorMap) throws(TransportError) {
    let centers = source.centers
    let filled = (0..<source.count).filter { source.values[$0] > 0 }
    let images = filled.map { map.value(centers.row($0)) }
    let kept = images.indices.filter { images[$0].allSatisfy(\.isFinite) }
    guard !kept.isEmpty else {
      throw .notApplicable(
        method: "push-forward by this map",
        reason: "it is nowhere a point where the source has mass",
        remedy: "Use a map that is defined there.")
    }
    self.images = kept.map { images[$0] }
    masses = kept.map { source.values[filled[$0]] }
  }

  /// The least box of all but 1e-4 of the mass on each side, or of all where that is hardly larger;
  /// widened by a cell in fifty, since cells are wider than their centres.
  func box() throws(TransportError) -> Box {
    let ranges = images[0].indices.map { k -> (Double, Double) in
      let order = images.indices.sorted { images[$0][k] < images[$1][k] }
      let total = masses.reduce(0, +)
      let lower = quantile(order, k, level: Self.outside * total)
      let upper = quantile(order.reversed(), k, level: Self.outside * total)
      let (least, greatest) = (images[order[0]][k], images[order[order.count - 1]][k])
      let room = upper > lower ? (upper - lower) / 10 : max(abs(lower), 1) / 10
      let margin = room / 5
      return (
        lower - least <= room ? least - margin : lower - margin,
        greatest - upper <= room ? greatest + margin : upper + margin
      )
    }
    return try Box(lower: ranges.map(\.0), upper: ranges.map(\.1))
  }

  /// The first image, in an order along axis k, by which a mass has been passed.
  private func quantile(_ order: some Sequence<Int>, _ k: Int, level: Double) -> Double {
    var sum = 0.0
    var last = 0
    for i in order {
      sum += masses[i]
      last = i
      if sum >= level { break }
    }
    return images[last][k]
  }
}

extension Box {
  /// An interval as a box; one point gets room about it.
  public init(interval: (lower: Double, upper: Double)) throws(TransportError) {
    let (lower, upper) = interval
    let room = upper > lower ? 0 : max(abs(lower), 1) / 2
    try self.init(lower: [lower - room], upper: [upper + room])
  }
}
