import OptimalTransport

/// A measure whose atoms a plan can index: a cloud, or the cells of a grid.
enum Drawable {
  case cloud(PointCloud)
  case grid(GridDensity)

  init(_ measure: any Measure, _ argument: String) throws(TransportError) {
    switch measure {
    case let cloud as PointCloud: self = .cloud(cloud)
    case let grid as GridDensity: self = .grid(grid)
    default:
      throw .notApplicable(
        method: "figure of the \(argument)",
        reason: "a \(type(of: measure)) has no atoms for a plan to join",
        remedy: "Draw a sample of it, .sample(count:seed:), or a grid.")
    }
  }

  /// Throws unless the coordinates are of a size that can be drawn.
  func checkScale(_ argument: String) throws(TransportError) {
    switch self {
    case .cloud(let cloud): try Scale.check(cloud.points.elements, argument + " points")
    case .grid(let grid):
      try Scale.check(grid.box.lower + grid.box.upper, argument + " box")
      try Scale.check(sides: grid.box.sides, argument + " box")
    }
  }

  /// The atoms; a grid's are its cell centres.
  var cloud: PointCloud {
    switch self {
    case .cloud(let cloud): cloud
    case .grid(let grid): grid.pointCloud
    }
  }

  var dimension: Int {
    switch self {
    case .cloud(let cloud): cloud.dimension
    case .grid(let grid): grid.dimension
    }
  }
}
