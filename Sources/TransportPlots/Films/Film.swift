public import OptimalTransport

/// Densities at increasing times, with what is known of the motion between them.
public struct Film: Sendable {
  /// The densities.
  public let path: DensityPath
  /// The velocity of the mass at each time, on the grid of the path; empty where none is drawn.
  public let velocities: [VectorField]
  /// phi at each time, a number a cell, with velocity = grad phi; empty where none is drawn.
  public let potentials: [[Double]]
  /// Whether a cell is wall, a value a cell; empty where there are no walls.
  public let walls: [Bool]
  /// What the first and the last density are called.
  public var ends = Ends.transport
  /// What the axes are called, where they are not those of a plane: its panels then have scales.
  public var axisNames: [String] = []

  /// What the ends of a film are to each other.
  public enum Ends: Sendable {
    /// A source and a target, both given.
    case transport
    /// The start of a flow, and what it has come to.
    case flow

    var names: (first: String, last: String) {
      switch self {
      case .transport: ("source", "target")
      case .flow: ("start", "end")
      }
    }
  }

  /// Checks that the parts fit together.
  ///
  /// - Throws: `shapeMismatch`; `outOfRange` for boxes or velocities beyond 1e150.
  public init(
    _ path: DensityPath, velocities: [VectorField] = [], potentials: [[Double]] = [],
    walls: [Bool] = []
  ) throws(TransportError) {
    try Drawable.grid(path.frames[0]).checkScale("path")
    try Self.check(velocities.map(\.shape), "velocities", path)
    try Self.check(potentials.map { [$0.count] }, "potentials", path)
    for field in velocities { try Scale.check(field.vectors.elements, "velocities") }
    guard walls.isEmpty || walls.count == path.frames[0].count else {
      throw .shapeMismatch(
        argument: "walls", expected: "\(path.frames[0].count), one a cell", found: "\(walls.count)")
    }
    self.path = path
    self.velocities = velocities
    self.potentials = potentials
    self.walls = walls
  }

  /// One part a frame, each of the path's shape or as many numbers as that has cells.
  private static func check(
    _ shapes: [[Int]], _ argument: String, _ path: DensityPath
  ) throws(TransportError) {
    guard shapes.isEmpty || shapes.count == path.count else {
      throw .shapeMismatch(
        argument: argument, expected: "\(path.count), one a frame", found: "\(shapes.count)")
    }
    for (k, shape) in shapes.enumerated()
    where shape != path.shape && shape != [path.frames[k].count] {
      throw .shapeMismatch(
        argument: "\(argument)[\(k)]", expected: "the path's grid, \(path.shape)", found: "\(shape)"
      )
    }
  }

  /// The dimension of space.
  public var dimension: Int { path.shape.count }

  /// The film's frames at these places only.
  func frames(_ places: [Int]) -> Film {
    var film = Film(
      unchecked: try! DensityPath(
        times: places.map { path.times[$0] }, frames: places.map { path.frames[$0] }),
      velocities: velocities.isEmpty ? [] : places.map { velocities[$0] },
      potentials: potentials.isEmpty ? [] : places.map { potentials[$0] }, walls: walls)
    film.ends = ends
    return film
  }

  /// About `count` frames, the first and the last among them.
  func thinned(to count: Int) -> Film { frames(evenPlaces(path.times, count: count)) }

  init(
    unchecked path: DensityPath, velocities: [VectorField], potentials: [[Double]], walls: [Bool]
  ) {
    self.path = path
    self.velocities = velocities
    self.potentials = potentials
    self.walls = walls
  }
}

/// About `count` places of a list of times, the first and the last among them: every so many where
/// that comes out near, else those nearest to even times.
func evenPlaces(_ times: [Double], count: Int) -> [Int] {
  let steps = times.count - 1
  guard steps >= count, count > 1 else { return Array(times.indices) }
  if let even = [count, count + 1, count - 1, count + 2].first(where: {
    $0 > 2 && steps.isMultiple(of: $0 - 1)
  }) {
    return (0..<even).map { $0 * steps / (even - 1) }
  }
  let wanted = (0..<count).map {
    times[0] + (times[steps] - times[0]) * Double($0) / Double(count - 1)
  }
  let nearest = wanted.map { time in
    times.indices.min { abs(times[$0] - time) < abs(times[$1] - time) }!
  }
  return Set(nearest).sorted()
}
