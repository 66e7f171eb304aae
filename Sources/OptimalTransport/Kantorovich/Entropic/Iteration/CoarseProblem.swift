/// A transport problem with fewer atoms, and the way its potentials come back.
///
/// Clouds are cut by medians into groups of four neighbours, each replaced by its barycentre; grids
/// are joined two cells by two along each axis. A coarse potential g extends to every fine atom x
/// by the soft c-transform alpha(x) = -eps log sum_J exp((g_J - c(x, y_J)) / eps), as Sinkhorn's
/// own recursion does. Coarse and fine problems agree as long as eps is not below the cost of
/// moving within a group.
struct CoarseProblem {
  let problem: TransportProblem
  /// Fine sources x coarse targets.
  private let extending: Geometry
  /// The least eps worth solving the coarse problem at.
  let resolution: Double

  /// alpha on the fine sources from a coarse solution.
  func extend(_ potentials: SchrodingerPotentials) -> [Double] {
    GibbsKernel(extending).sourceTransform(potentials.g, epsilon: potentials.epsilon, near: nil)
  }

  /// nil where there is nothing to group: few atoms, no points.
  init?(_ fine: TransportProblem) {
    guard let origin = fine.geometry.origin, fine.geometry.allowsEveryPair else { return nil }
    if case .custom = origin.cost { return nil }
    if fine.geometry.grid != nil {
      self.init(grid: fine, origin)
    } else {
      self.init(clouds: fine, origin)
    }
  }

  /// Atoms of either side below which a ladder costs less than a coarser one and the way back.
  private static let leastCount = 800
  private static let leastCells = 1500
  private static let groupSize = 4

  private init?(clouds fine: TransportProblem, _ origin: Geometry.Origin) {
    guard min(fine.sourceWeights.count, fine.targetWeights.count) > Self.leastCount else {
      return nil
    }
    let source = origin.source.groupedByNeighbors(fine.sourceWeights, size: Self.groupSize)
    let target = origin.target.groupedByNeighbors(fine.targetWeights, size: Self.groupSize)
    let geometry = Geometry(
      uncheckedSource: source.points, target: target.points, cost: origin.cost)
    guard
      let problem = try? TransportProblem(
        sourceWeights: source.weights, targetWeights: target.weights, geometry: geometry)
    else { return nil }
    self.problem = problem
    extending = Geometry(uncheckedSource: origin.source, target: target.points, cost: origin.cost)
    // From an atom to the nearest coarse one, on average.
    let nearest = Geometry(
      uncheckedSource: origin.target, target: target.points, cost: origin.cost
    ).cTransform(ofTarget: [Double](repeating: 0, count: target.weights.count))
    resolution = 2 * nearest.reduce(0, +) / Double(nearest.count)
  }

  private init?(grid fine: TransportProblem, _ origin: Geometry.Origin) {
    guard let cost = fine.geometry.grid,
      min(fine.sourceWeights.count, fine.targetWeights.count) > Self.leastCells
    else { return nil }
    let source = GridAxes(cost.sourceShape, of: origin.source)
    let target = GridAxes(cost.targetShape, of: origin.target)
    let (coarseSource, coarseTarget) = (source.halved, target.halved)
    guard
      let geometry = Geometry(source: coarseSource, target: coarseTarget, cost: origin.cost),
      let extending = Geometry(source: source, target: coarseTarget, cost: origin.cost),
      let problem = try? TransportProblem(
        sourceWeights: source.halving(fine.sourceWeights),
        targetWeights: target.halving(fine.targetWeights), geometry: geometry)
    else { return nil }
    self.problem = problem
    self.extending = extending
    resolution = 2 * coarseTarget.neighborCost(origin.cost)
  }
}

/// The positions of the cells of a grid along each axis.
private struct GridAxes {
  let positions: [[Double]]

  /// From the centres of all cells, row-major.
  init(_ shape: [Int], of centers: Matrix) {
    positions = shape.indices.map { k in
      let stride = shape[(k + 1)...].reduce(1, *)
      return (0..<shape[k]).map { centers[$0 * stride, k] }
    }
  }

  private init(positions: [[Double]]) { self.positions = positions }

  var shape: [Int] { positions.map(\.count) }

  /// Pairs of cells become one; a last odd cell stays alone.
  var halved: GridAxes {
    GridAxes(
      positions: positions.map { axis -> [Double] in
        stride(from: 0, to: axis.count, by: 2).map { k -> Double in
          k + 1 < axis.count ? axis[k] / 2 + axis[k + 1] / 2 : axis[k]
        }
      })
  }

  /// The masses of the cells of `halved`.
  func halving(_ masses: [Double]) -> [Double] {
    let (shape, coarse) = (shape, halved.shape)
    var result = [Double](repeating: 0, count: coarse.reduce(1, *))
    for cell in masses.indices {
      var (rest, place, stride) = (cell, 0, 1)
      for k in shape.indices.reversed() {
        place += rest % shape[k] / 2 * stride
        rest /= shape[k]
        stride *= coarse[k]
      }
      result[place] += masses[cell]
    }
    return result
  }

  /// The greatest cost between neighbouring cells.
  func neighborCost(_ cost: GroundCost) -> Double {
    positions.reduce(0) { largest, axis in
      axis.count < 2 ? largest : max(largest, cost([axis[0]], [axis[1]]))
    }
  }

  /// All centres, row-major.
  var centers: Matrix {
    let shape = shape
    let count = shape.reduce(1, *)
    var elements: [Double] = []
    elements.reserveCapacity(count * shape.count)
    for cell in 0..<count {
      var rest = cell
      var point = [Double](repeating: 0, count: shape.count)
      for k in shape.indices.reversed() {
        point[k] = positions[k][rest % shape[k]]
        rest /= shape[k]
      }
      elements.append(contentsOf: point)
    }
    return Matrix(uncheckedRows: count, columns: shape.count, elements: elements)
  }
}

extension Geometry {
  /// The geometry of two grids by their axes; nil where the cost does not split into axes.
  fileprivate init?(source: GridAxes, target: GridAxes, cost: GroundCost) {
    guard
      let grid = GridCost(
        sourceAxes: source.positions, targetAxes: target.positions, cost: cost)
    else { return nil }
    self.init(uncheckedSource: source.centers, target: target.centers, cost: cost)
    self.grid = grid
  }
}
