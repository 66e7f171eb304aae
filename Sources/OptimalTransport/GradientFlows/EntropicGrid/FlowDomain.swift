/// Where a flow on a grid takes place: a box with walls in it, exits through which mass leaves for
/// good, and axes that close on themselves.
///
/// Through the sides of the box and the faces of walls nothing passes. Mass that a step brings to
/// an exit is removed after the step; a cap does not bind there.
public struct FlowDomain: Sendable, Equatable {
  /// The axes along which the box is periodic.
  public let periodicAxes: Set<Int>
  /// Cells that nothing may enter.
  public let walls: Obstacles?
  /// Whether each cell is an exit, row-major; empty without exits.
  public let exits: [Bool]
  /// The longest way that mass goes in one step around walls; nil for six times the root of eps,
  /// where the kernel is exp(-36), and half as much again as the drift alone goes.
  public let reach: Double?

  /// - Throws: `shapeMismatch` for as many exits as the grid of the walls has no cells;
  ///   `emptyInput` when there are walls everywhere; `outOfRange` for a reach or an axis that is
  ///   none.
  public init(
    walls: Obstacles? = nil, exits: [Bool] = [], periodicAxes: Set<Int> = [], reach: Double? = nil
  ) throws(TransportError) {
    if let walls {
      guard walls.isBlocked.contains(false) else {
        throw .emptyInput(argument: "cells without wall")
      }
      guard exits.isEmpty || exits.count == walls.isBlocked.count else {
        throw .shapeMismatch(
          argument: "exits", expected: "\(walls.isBlocked.count) cells", found: "\(exits.count)")
      }
    }
    if let axis = periodicAxes.first(where: { !(0..<3).contains($0) }) {
      throw .outOfRange(argument: "periodicAxes", value: Double(axis), expected: "0, 1 or 2")
    }
    if let reach { try checkPositive(reach, argument: "reach") }
    self.periodicAxes = periodicAxes
    self.walls = walls
    self.exits = exits
    self.reach = reach
  }

  private init(periodicAxes: Set<Int>) {
    self.periodicAxes = periodicAxes
    walls = nil
    exits = []
    reach = nil
  }

  /// The box alone.
  public static let box = FlowDomain(periodicAxes: [])

  /// A box of dimension d, all of whose axes close on themselves.
  public static func torus(_ dimension: Int) -> FlowDomain {
    FlowDomain(periodicAxes: Set(0..<max(0, min(3, dimension))))
  }

  /// - Throws: `shapeMismatch` unless walls, exits and axes belong to grids of this shape.
  func check(shape: [Int]) throws(TransportError) {
    if let walls, walls.shape != shape {
      throw .shapeMismatch(argument: "walls", expected: "\(shape)", found: "\(walls.shape)")
    }
    let count = shape.reduce(1, *)
    guard exits.isEmpty || exits.count == count else {
      throw .shapeMismatch(argument: "exits", expected: "\(count) cells", found: "\(exits.count)")
    }
    if let axis = periodicAxes.first(where: { $0 >= shape.count }) {
      throw .outOfRange(
        argument: "periodicAxes", value: Double(axis), expected: "below \(shape.count)")
    }
  }
}
