/// Which states of a run are kept; the first and the last always are.
public enum FrameSchedule: Sendable, Equatable {
  /// Every k-th, of adaptive steps counting both halves.
  case every(Int)
  /// Those at given times, increasing: adaptive steps end there, fixed ones as near as they can.
  case times([Double])

  /// As many times as asked, equally apart, the end among them.
  public static func evenly(_ count: Int, duration: Double) -> FrameSchedule {
    .times((0..<max(1, count)).map { duration * Double($0 + 1) / Double(max(1, count)) })
  }

  /// - Throws: `outOfRange` for k < 1, and for times that do not increase or lie outside the run.
  func check(duration: Double) throws(TransportError) {
    switch self {
    case .every(let k):
      guard k >= 1 else {
        throw .outOfRange(argument: "frames", value: Double(k), expected: "every k-th, k >= 1")
      }
    case .times(let times):
      var last = 0.0
      for time in times {
        guard time >= last, time <= duration * (1 + 1e-12) else {
          throw .outOfRange(
            argument: "frame time", value: time, expected: "from \(last) to \(duration)")
        }
        last = time
      }
    }
  }

  /// Whether the state after a step of a run of equal steps is kept.
  func keeps(step index: Int, timeStep: Double) -> Bool {
    switch self {
    case .every(let k): index.isMultiple(of: k)
    case .times(let times):
      times.contains { ($0 / timeStep).rounded() == Double(index) }
    }
  }

  /// The first time asked for after a time.
  func next(after time: Double) -> Double {
    guard case .times(let times) = self else { return .infinity }
    return times.first { $0 > time } ?? .infinity
  }
}
