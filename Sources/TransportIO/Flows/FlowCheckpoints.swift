import OptimalTransport

/// Where a run of a flow leaves its checkpoints, and whether it goes on from one.
public struct FlowCheckpoints: Sendable {
  /// The file, written anew each time.
  public let path: String
  /// Steps from one to the next.
  public let interval: Int
  /// Whether to go on from the file; where there is none, the run has not come that far.
  public let resumes: Bool
  /// Told after each that was written.
  private let saved: @Sendable () -> Void

  /// Collects what a run needs to be cut.
  public init(
    path: String, interval: Int, resumes: Bool, saved: @escaping @Sendable () -> Void = {}
  ) {
    (self.path, self.interval, self.resumes, self.saved) = (path, interval, resumes, saved)
  }

  /// What to go on from.
  ///
  /// - Throws: `fileAccess`, `malformedFile`.
  func load() throws(TransportError) -> FlowCheckpoint? {
    guard resumes, FlowCheckpointFile.exists(path) else { return nil }
    return try FlowCheckpointFile.load(path)
  }

  /// Writes one.
  func save(_ checkpoint: FlowCheckpoint) throws(TransportError) {
    try FlowCheckpointFile.save(checkpoint, to: path)
    saved()
  }
}
