/// A density on one grid at increasing times: a film of mass on its way.
///
/// Times are those of the problem that made it, 0 at the source and 1 at the target where not said
/// otherwise. Masses may differ between frames where mass grows or dies.
public struct DensityPath: Sendable, Equatable {
  /// The times, increasing.
  public let times: [Double]
  /// The density at each time, all on the same grid.
  public let frames: [GridDensity]

  /// Checks and wraps frames.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch` for frames on different grids or not one a time,
  ///   `outOfRange` for times that do not increase.
  public init(times: [Double], frames: [GridDensity]) throws(TransportError) {
    guard let first = frames.first else { throw .emptyInput(argument: "frames") }
    guard times.count == frames.count else {
      throw .shapeMismatch(
        argument: "times", expected: "\(frames.count) times, one a frame", found: "\(times.count)")
    }
    try checkFinite(times, argument: "times")
    for k in times.indices.dropFirst() where times[k] <= times[k - 1] {
      throw .outOfRange(
        argument: "times[\(k)]", value: times[k], expected: "more than \(times[k - 1])")
    }
    for (k, frame) in frames.enumerated() where frame.shape != first.shape || frame.box != first.box
    {
      throw .shapeMismatch(
        argument: "frames[\(k)]", expected: "shape \(first.shape) on the box of the first frame",
        found: "shape \(frame.shape)")
    }
    self.times = times
    self.frames = frames
  }

  /// Cells along each axis.
  public var shape: [Int] { frames[0].shape }
  /// The box that the cells fill.
  public var box: Box { frames[0].box }
  /// The number of frames.
  public var count: Int { frames.count }
}
