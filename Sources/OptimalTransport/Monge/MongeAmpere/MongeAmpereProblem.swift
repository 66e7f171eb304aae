import Foundation

/// One Monge-Ampere problem on one grid.
struct MongeAmpereProblem {
  let source: GridDensity
  let target: GridDensity
  let boundary: MongeAmpere.Boundary

  /// Cells along an axis below which it is not halved.
  static let coarsest = 8

  var grid: PotentialGrid {
    switch boundary {
    case .transport: grid(onto: target.box, .cosine)
    case .periodic: grid(onto: target.box, .periodic)
    case .convex(let polygon): grid(onto: polygon.innerBox(share: 0.9), .cosine)
    }
  }

  private func grid(onto box: Box, _ basis: AxisBasis) -> PotentialGrid {
    PotentialGrid(shape: source.shape, source: source.box, target: box, basis: basis)
  }

  var logSource: [Double] { source.values.map { log($0) } }
  var logTarget: LogDensity { LogDensity(target, isPeriodic: boundary == .periodic) }

  /// Both densities on half as many cells along each axis; nil where the source is coarse already.
  var coarsened: MongeAmpereProblem? {
    guard let source = source.coarsened(coarsest: Self.coarsest) else { return nil }
    let target = target.coarsened(coarsest: Self.coarsest) ?? target
    return MongeAmpereProblem(source: source, target: target, boundary: boundary)
  }
}
