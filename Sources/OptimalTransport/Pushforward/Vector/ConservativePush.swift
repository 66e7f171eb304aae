/// Pushes a density on a grid forward through a map f: R^d -> R^d, d = 1, 2 or 3, cell by cell.
///
/// Each source cell is divided, at least in two along each axis, until its parts are small beside a
/// target cell. A part's mass goes to the box about its image whose mean and variances along the
/// axes are those of the image, up to third derivatives, and from there to the cells that the box
/// overlaps. All branches and folds are taken along without being told apart; mass that leaves the
/// target box is counted. The identity and scalings along the axes are exact.
///
/// Cells far lighter than usual are divided up to eight times less.
///
/// Masses of cells converge at second order in `1 / partsPerCell` and in the source cells, where
/// the density is smooth. Cost: (2d + 1) (partsPerCell x stretch)^d evaluations of f a source cell.
public struct ConservativePush: Sendable {
  /// Parts that the image of a source cell is cut into, for each target cell that it spans. Four
  /// leave an error of 1/400 of the second difference of the result.
  public var partsPerCell = 4
  /// The most parts along an axis of a source cell; a map that stretches it further gets a warning.
  public var partLimit = 64

  /// The method with its defaults.
  public init(partsPerCell: Int = 4, partLimit: Int = 64) {
    self.partsPerCell = partsPerCell
    self.partLimit = partLimit
  }

  /// The law of f(X) on a target grid.
  ///
  /// - Throws: `shapeMismatch` where dimensions differ; `outOfRange` for options below 1;
  ///   `notApplicable` where f is undefined or infinite on more than 1e-12 of the mass;
  ///   `degenerateMass` when no mass arrives inside the box.
  public func pushforward(
    of source: GridDensity, by map: VectorMap, shape: [Int], box: Box
  ) throws(TransportError) -> GridPushforward {
    for (name, value) in [("partsPerCell", partsPerCell), ("partLimit", partLimit)]
    where value < 1 || value > 4096 {
      throw .outOfRange(argument: name, value: Double(value), expected: "from 1 to 4096")
    }
    let count = try checkGrid(shape: shape, box: box, dimension: source.dimension)
    guard map.sourceDimension == source.dimension, map.targetDimension == source.dimension else {
      throw .shapeMismatch(
        argument: "map", expected: "\(source.dimension) coordinates to as many",
        found: "\(map.sourceDimension) to \(map.targetDimension)")
    }
    guard map.value(source.box.lower).count == map.targetDimension else {
      throw .shapeMismatch(
        argument: "values of the map", expected: "\(map.targetDimension), as declared",
        found: "\(map.value(source.box.lower).count)")
    }
    let walk = CellWalk(source: source, map: map, shape: shape, box: box, method: self)
    let pieces = min(Self.pieces, source.count)
    let deposits = ParallelLoop.map(count: pieces) { piece in
      walk.deposit(cells: source.count * piece / pieces..<source.count * (piece + 1) / pieces)
    }
    return try Self.result(of: deposits, source, count: count, shape: shape, box: box)
  }

  /// As many whatever the number of threads, so that sums do not depend on it.
  private static let pieces = 8

  private static func result(
    of deposits: [CellDeposit], _ source: GridDensity, count: Int, shape: [Int], box: Box
  ) throws(TransportError) -> GridPushforward {
    func total(_ part: (CellDeposit) -> Double) -> Double { deposits.map(part).compensatedSum() }
    let undefined = total { $0.undefinedMass.value } / source.mass
    guard undefined <= BranchSearch.lostMassLimit else {
      throw .notApplicable(
        method: "push-forward by this map",
        reason: "it is not a point for \(undefined) of the mass",
        remedy: "Use a map that is defined where the source has mass, or cut the source.")
    }
    var masses = [Double](repeating: 0, count: count)
    for deposit in deposits { for cell in 0..<count { masses[cell] += deposit.masses[cell] } }
    let outside = total { $0.outsideMass.value }
    let volume = box.volume / Double(count)
    let singular = total { $0.singularMass.value } / source.mass
    let coarse = total { $0.coarseMass.value } / source.mass
    return GridPushforward(
      density: try GridDensity(shape: shape, box: box, values: masses.map { $0 / volume }),
      massOutside: outside,
      massError: abs(masses.compensatedSum() + outside - source.mass) / source.mass,
      foldedMass: total { $0.foldedMass.value } / source.mass, singularMass: singular,
      warnings: (singular > 1e-9 ? [.singularJacobian(mass: singular)] : [])
        + (coarse > 1e-9 ? [.coarseSource(mass: coarse)] : []))
  }
}
