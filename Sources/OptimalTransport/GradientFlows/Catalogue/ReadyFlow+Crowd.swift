extension ReadyFlow {
  /// A crowd in a room that wants to leave by the shortest way, no denser than 1: it jams before a
  /// door in the wall, and thins out as it passes.
  ///
  /// The room is 2 x 1, the wall stands at x = 1.4, and the exit is the right side. Mass that
  /// reaches it is gone, so that mass and F fall.
  /// - Parameters:
  ///   - door: its width.
  ///   - cells: along the short side, an even number.
  /// - Throws: `outOfRange` for a door that is not narrower than the room, and fewer than 8 cells.
  public static func crowd(door: Double = 0.25, cells: Int = 24) throws(TransportError) -> ReadyFlow
  {
    guard door > 0, door < 1 else {
      throw .outOfRange(argument: "door", value: door, expected: "between 0 and 1")
    }
    guard cells >= 8 else {
      throw .outOfRange(argument: "cells", value: Double(cells), expected: "at least 8")
    }
    let (shape, box) = ([2 * cells, cells], try Box(lower: [0, 0], upper: [2, 1]))
    let walls = try Obstacles(shape: shape, box: box) {
      abs($0[0] - 1.4) < 0.6 / Double(cells) && abs($0[1] - 0.5) > door / 2
    }
    let exits = (0..<2 * cells * cells).map { $0 / cells == 2 * cells - 1 }
    let domain = try FlowDomain(walls: walls, exits: exits)
    let way = try ExitDistance(domain, shape: shape, box: box).potential()
    let start = try GridDensity(
      shape: shape, box: box,
      values: exits.indices.map { $0 / cells >= cells / 6 && $0 / cells < cells ? 0.8 : 0 })
    return ReadyFlow(
      name: "crowd", about: "A crowd leaves through a door, and jams before it.",
      setting: .entropic(
        try EntropicGridFlow(.potential(way) + .congestion(1), timeStep: 0.05, domain: domain),
        start: start), duration: 3)
  }
}
