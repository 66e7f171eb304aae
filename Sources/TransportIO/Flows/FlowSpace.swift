public import OptimalTransport

/// On what a flow lives.
public enum FlowSpace: Sendable, Equatable {
  /// Quantiles on the line: so many cells, each with its mass; nothing passes the walls.
  case line(cells: Int, walls: ClosedRange<Double>?)
  /// Densities in the cells of a box.
  case grid(FlowGrid)

  /// Coordinates of a point.
  public var dimension: Int {
    switch self {
    case .line: 1
    case .grid(let grid): grid.shape.count
    }
  }
}

/// The cells that a flow on a grid lives in, and by which method it steps.
public struct FlowGrid: Sendable, Equatable {
  /// Cells along each axis.
  public var shape: [Int]
  /// The box that they fill.
  public var box: Box
}
