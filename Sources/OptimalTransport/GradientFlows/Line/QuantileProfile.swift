import Foundation

/// A measure on the line, piecewise uniform between increasing nodes: its quantile function is
/// piecewise linear.
///
/// Cell i carries masses[i] between nodes[i] and nodes[i + 1]. Two profiles with the same masses
/// are at the distance
/// ```
/// W2^2 = sum_i w_i (d_i^2 + d_i d_{i+1} + d_{i+1}^2) / 3,   d = the difference of the nodes,
/// ```
/// exactly: quantile functions make transport on the line Euclidean.
public struct QuantileProfile: Sendable, Equatable {
  /// n + 1 positions, not decreasing.
  public let nodes: [Double]
  /// n masses, positive.
  public let masses: [Double]

  /// Checks and wraps nodes and masses.
  ///
  /// - Throws: `shapeMismatch`, `nonFinite`, `outOfRange` for nodes that decrease or a mass that is
  ///   not positive.
  public init(nodes: [Double], masses: [Double]) throws(TransportError) {
    guard !masses.isEmpty, nodes.count == masses.count + 1 else {
      throw .shapeMismatch(
        argument: "nodes", expected: "one more than the masses, of which there is at least one",
        found: "\(nodes.count) nodes and \(masses.count) masses")
    }
    try checkFinite(nodes, argument: "nodes")
    for (i, mass) in masses.enumerated() {
      try checkPositive(mass, argument: "masses[\(i)]")
      guard nodes[i] <= nodes[i + 1] else {
        throw .outOfRange(
          argument: "nodes[\(i + 1)]", value: nodes[i + 1], expected: "at least \(nodes[i])")
      }
    }
    self.init(uncheckedNodes: nodes, masses: masses)
  }

  init(uncheckedNodes nodes: [Double], masses: [Double]) {
    self.nodes = nodes
    self.masses = masses
  }

  /// A law cut into cells between its quantiles at (1 - cos(pi k / n)) / 2.
  ///
  /// These levels are closer together in the tails, so that the outermost cells, where a uniform
  /// density fits worst, hold O(1/n^2) of the mass. The outer two nodes are the ends of the support
  /// where it ends, and otherwise where they put the mean of their cells right.
  ///
  /// - Throws: `outOfRange` for fewer than 2 cells.
  public init(_ law: LineLaw, cells: Int) throws(TransportError) {
    guard cells >= 2 else {
      throw .outOfRange(argument: "cells", value: Double(cells), expected: "at least 2")
    }
    let levels = (0...cells).map { k in
      let sine = sin(Double.pi * Double(k) / Double(2 * cells))
      return sine * sine
    }
    let inner = levels[1..<cells].map(law.quantile)
    let below = 2 * law.meanQuantile(from: 0, to: levels[1]) - inner[0]
    let above = 2 * law.meanQuantile(from: levels[cells - 1], to: 1) - inner[cells - 2]
    let first = law.lower.isFinite ? law.lower : min(below, inner[0])
    let last = law.upper.isFinite ? law.upper : max(above, inner[cells - 2])
    try self.init(
      nodes: [first] + inner + [last],
      masses: zip(levels, levels.dropFirst()).map { law.mass * ($1 - $0) })
  }

  /// A density on a grid of the line, cell for cell; empty cells at the ends fall away.
  ///
  /// - Throws: `shapeMismatch` unless the grid has one axis; `notApplicable` for an empty cell
  ///   between others, where the quantile function jumps.
  public init(_ density: GridDensity) throws(TransportError) {
    guard density.dimension == 1 else {
      throw .shapeMismatch(
        argument: "density", expected: "one axis", found: "\(density.dimension) axes")
    }
    let masses = density.cellMasses
    let (first, last) = (
      masses.firstIndex { $0 > 0 }!, masses.lastIndex { $0 > 0 }!
    )
    if let hole = masses[first...last].firstIndex(where: { $0 == 0 }) {
      throw .notApplicable(
        method: "quantile profile", reason: "cell \(hole) has no mass, but cells around it have",
        remedy: "Add a small mass there, or start from a LineLaw, whose cells have equal masses.")
    }
    let edges = density.box.edges(axis: 0, count: density.count)
    try self.init(
      nodes: Array(edges[first...last + 1]), masses: Array(masses[first...last]))
  }

  /// The number of cells n.
  public var count: Int { masses.count }
  /// The total mass.
  public var mass: Double { masses.compensatedSum() }

  /// The mean.
  public var mean: Double {
    masses.indices.map { i -> Double in masses[i] * (nodes[i] + nodes[i + 1]) / 2 }
      .compensatedSum() / mass
  }

  /// The variance.
  public var variance: Double {
    let mean = mean
    let offsets = nodes.map { $0 - mean }
    return squaredNorm(offsets) / mass
  }

  /// The density in each cell; infinite where two nodes coincide.
  public var densities: [Double] {
    (0..<count).map { masses[$0] / (nodes[$0 + 1] - nodes[$0]) }
  }

  /// W2^2 to a profile with the same masses.
  ///
  /// - Throws: `shapeMismatch` when the masses differ; solve with `QuantileTransport` then.
  public func squaredDistance(to other: QuantileProfile) throws(TransportError) -> Double {
    guard masses == other.masses else {
      throw .shapeMismatch(
        argument: "other", expected: "the same masses", found: "\(other.count) other masses")
    }
    return squaredNorm(zip(nodes, other.nodes).map { $0 - $1 })
  }

  /// The density on a grid, with the exact mass in each cell.
  ///
  /// - Throws: `shapeMismatch`, `degenerateMass` when the box holds none of the mass.
  public func density(cells: Int, box: Box) throws(TransportError) -> GridDensity {
    _ = try checkGrid(shape: [cells], box: box, dimension: 1)
    let edges = box.edges(axis: 0, count: cells)
    let below = cumulativeMasses(at: edges)
    let volume = box.volume / Double(cells)
    return try GridDensity(
      shape: [cells], box: box, values: (0..<cells).map { (below[$0 + 1] - below[$0]) / volume })
  }

  /// sum_i w_i (d_i^2 + d_i d_{i+1} + d_{i+1}^2) / 3: the squared norm of the piecewise linear
  /// function with values d at the nodes.
  func squaredNorm(_ d: [Double]) -> Double {
    masses.indices.map { i in
      let (left, right) = (d[i], d[i + 1])
      return masses[i] / 3 * (left * left + left * right + right * right)
    }.compensatedSum()
  }

  /// The mass to the left of each of the points, which increase.
  private func cumulativeMasses(at points: [Double]) -> [Double] {
    var (cell, sum) = (0, CompensatedSum())
    return points.map { x in
      while cell < count, nodes[cell + 1] <= x {
        sum.add(masses[cell])
        cell += 1
      }
      guard cell < count, x > nodes[cell] else { return sum.value }
      return sum.value + masses[cell] * (x - nodes[cell]) / (nodes[cell + 1] - nodes[cell])
    }
  }
}
