/// The law of f(X) for X of a given law, by the method that suits the two.
///
/// eta(y) = sum over x with f(x) = y of xi(x) / |det Df(x)|, every inverse branch included. A cloud
/// moves point by point; a density on the line is split into the monotone pieces of the map
/// (``BranchSearch``); any other density goes cell by cell (``ConservativePush``), and one that is
/// not on a grid is put there first, which the note says.
///
/// - Parameters:
///   - source: xi.
///   - map: f.
///   - shape: cells of the result along each axis; those of the source when left out, 400 on the
///     line. Points have none.
///   - box: what the cells fill; when left out, all but 1e-4 of the mass on each side.
/// - Throws: `shapeMismatch` for a map or cells of another dimension; `notApplicable` for cells of
///   points, images of a density, a map of a density to another dimension, and a map that is not a
///   point where the source has mass; `degenerateMass` when no mass arrives inside the box.
public func pushforward(
  of source: any Measure, by map: PushforwardMap, shape: [Int]? = nil, box: Box? = nil
) throws(TransportError) -> Pushforward {
  let start = ContinuousClock.now
  let task = PushforwardTask(source: source, map: map, shape: shape, box: box)
  var result = try task.run()
  result.seconds = (ContinuousClock.now - start) / .seconds(1)
  return result
}

/// The law of f(X), and what was lost of it.
public struct Pushforward: Sendable {
  /// How the law was found, and what it is.
  public enum Law: Sendable {
    /// A law on the line by its branches, and on cells.
    case branches(LinePushforward, GridDiscretization)
    /// Masses of cells, and the density that they came from.
    case cells(GridPushforward, source: GridDensity)
    /// Points, and where they came from.
    case points(PointCloud, source: PointCloud)
  }

  /// How the law was found, and what it is.
  public let law: Law
  /// What was replaced; nil for nothing.
  public let note: String?
  /// Wall-clock seconds.
  public internal(set) var seconds = 0.0

  /// The mass lost or made, relative, up to which a result counts as certified.
  public static let tolerance = 1e-12

  init(_ law: Law, note: String? = nil) { (self.law, self.note) = (law, note) }

  /// Whether mass is conserved to ``tolerance`` and there is nothing to warn of.
  public var isCertified: Bool {
    switch law {
    case .branches(let law, _): law.certificate.conservesMass && law.warnings.isEmpty
    case .cells(let grid, _): grid.massError <= Self.tolerance && grid.warnings.isEmpty
    case .points: true
    }
  }

  /// What the result cannot vouch for.
  public var warnings: [PushforwardWarning] {
    switch law {
    case .branches(let law, _): law.warnings
    case .cells(let grid, _): grid.warnings
    case .points: []
    }
  }

  /// The mass of the source.
  public var mass: Double {
    switch law {
    case .branches(let law, _): law.mass
    case .cells(_, let source): source.mass
    case .points(let cloud, _): cloud.mass
    }
  }

  /// What was lost or counted twice, a part of the mass.
  public var massError: Double {
    switch law {
    case .branches(let law, _): law.certificate.massError
    case .cells(let grid, _): grid.massError
    case .points(let cloud, let source): abs(source.mass - cloud.mass) / source.mass
    }
  }

  /// The mass outside the box; nil for points.
  public var massOutside: Double? {
    switch law {
    case .branches(let law, let cells): law.mass * cells.fractionOutside
    case .cells(let grid, _): grid.massOutside
    case .points: nil
    }
  }

  /// The mass that arrived in each cell, as a density that is not scaled up; nil for points.
  public var density: GridDensity? {
    switch law {
    case .branches(_, let cells):
      try? GridDensity(
        shape: cells.density.shape, box: cells.density.box,
        values: cells.density.values.map { $0 * (1 - cells.fractionOutside) })
    case .cells(let grid, _): grid.density
    case .points: nil
    }
  }

  /// The name of the method.
  public var method: String {
    switch law {
    case .branches: "branches"
    case .cells: "cells"
    case .points: "points"
    }
  }
}
