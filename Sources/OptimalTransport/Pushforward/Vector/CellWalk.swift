/// Walks the cells of a source grid and deposits the images of their parts.
struct CellWalk: Sendable {
  private let source: GridDensity
  private let map: VectorMap
  private let shape: [Int]
  private let box: Box
  private let method: ConservativePush
  private let sourceWidths: SIMD3<Double>
  private let targetWidths: SIMD3<Double>
  /// The mass of a cell with mass, on average.
  private let usualMass: Double

  init(source: GridDensity, map: VectorMap, shape: [Int], box: Box, method: ConservativePush) {
    self.source = source
    self.map = map
    self.shape = shape
    self.box = box
    self.method = method
    sourceWidths = SIMD3(zip(source.box.sides, source.shape).map { $0 / Double($1) }, filling: 0)
    targetWidths = SIMD3(zip(box.sides, shape).map { $0 / Double($1) }, filling: 1)
    usualMass = source.mass / Double(source.values.count { $0 > 0 })
  }

  /// Columns of secants below this independence span no volume.
  private static let singularity = 1e-10
  /// Cells far lighter than usual are divided up to this many times less: the error is a part of
  /// their mass.
  private static let leastCare = 0.125

  func deposit(cells: Range<Int>) -> CellDeposit {
    var deposit = CellDeposit(shape: shape, box: box)
    for cell in cells where source.values[cell] > 0 {
      push(center(of: cell), source.values[cell] * source.cellVolume, &deposit)
    }
    return deposit
  }

  private func center(of cell: Int) -> SIMD3<Double> {
    var rest = cell
    var point = SIMD3<Double>.zero
    for k in source.shape.indices.reversed() {
      point[k] = source.box.lower[k] + (Double(rest % source.shape[k]) + 0.5) * sourceWidths[k]
      rest /= source.shape[k]
    }
    return point
  }

  /// Divides one cell, and deposits its parts.
  private func push(_ center: SIMD3<Double>, _ mass: Double, _ deposit: inout CellDeposit) {
    let parts = parts(at: center, mass, &deposit)
    let count = parts.x * parts.y * parts.z
    let counts = SIMD3<Double>(parts)
    let widths = sourceWidths / counts
    let share = mass / Double(count)
    var signs = (positive: false, negative: false)
    for i in 0..<parts.x {
      for j in 0..<parts.y {
        for k in 0..<parts.z {
          let place = SIMD3(Double(i), Double(j), Double(k)) + 0.5 - counts / 2
          let star = CellStar(map, at: center + place * widths, widths: widths)
          guard star.isFinite else {
            deposit.undefinedMass.add(share)
            continue
          }
          deposit.spread(share, center: star.mean, widths: star.widths)
          let (determinant, independence) = star.orientation
          if independence <= Self.singularity { deposit.singularMass.add(share) }
          if determinant > 0 { signs.positive = true }
          if determinant < 0 { signs.negative = true }
        }
      }
    }
    if signs.positive && signs.negative { deposit.foldedMass.add(mass) }
  }

  /// The number of parts along each axis: two at least, to see a fold.
  private func parts(
    at center: SIMD3<Double>, _ mass: Double, _ deposit: inout CellDeposit
  ) -> SIMD3<Int> {
    let span = CellStar(map, at: center, widths: sourceWidths).span(in: targetWidths)
    let care = min(1, max(Self.leastCare, (mass / usualMass).squareRoot()))
    let limit = Double(method.partLimit)
    var parts = SIMD3(1, 1, 1)
    var isCoarse = false
    for k in 0..<source.dimension {
      let needed = (span[k] * Double(method.partsPerCell) * care).rounded(.up)
      if !(needed <= limit) { isCoarse = true }
      parts[k] = Int(needed.isNaN ? limit : min(max(needed, 2), max(limit, 2)))
    }
    if isCoarse { deposit.coarseMass.add(mass) }
    return parts
  }
}

extension SIMD3 where Scalar == Double {
  /// A list of at most three numbers, and a number in the places that are left.
  init(_ list: [Double], filling rest: Double) {
    self.init(list[0], list.count > 1 ? list[1] : rest, list.count > 2 ? list[2] : rest)
  }
}
