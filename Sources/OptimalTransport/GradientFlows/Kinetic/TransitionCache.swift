import Synchronization

/// The transitions of a ``VelocityChain`` over the few times that a run steps by.
///
/// A transition depends on the time alone, so what is kept changes no result.
final class TransitionCache: Sendable {
  private let chain: VelocityChain
  private let kept = Mutex<[(time: Double, matrix: Matrix)]>([])
  /// An adaptive run asks for a step, its half and the next step.
  private static let limit = 4

  init(_ chain: VelocityChain) { self.chain = chain }

  /// P over a time.
  func transition(over time: Double) -> Matrix {
    if let found = kept.withLock({ $0.first { $0.time == time } }) { return found.matrix }
    let matrix = chain.transition(over: time)
    kept.withLock { $0 = [(time, matrix)] + $0.prefix(Self.limit - 1) }
    return matrix
  }
}
