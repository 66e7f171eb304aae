import Synchronization

/// What drove the particles of the last cloud that was asked for.
///
/// It depends on the cloud alone, so what is kept changes no result.
final class LastDrive: Sendable {
  private struct Entry {
    let points: Matrix
    let weights: [Double]
    let drive: ParticleDrive
  }

  private let kept = Mutex<Entry?>(nil)

  /// The drive of a cloud, if it is the last one.
  func drive(_ points: Matrix, _ weights: [Double]) -> ParticleDrive? {
    guard let entry = kept.withLock({ $0 }), entry.points == points, entry.weights == weights else {
      return nil
    }
    return entry.drive
  }

  func keep(_ drive: ParticleDrive, _ points: Matrix, _ weights: [Double]) {
    kept.withLock { $0 = Entry(points: points, weights: weights, drive: drive) }
  }
}
