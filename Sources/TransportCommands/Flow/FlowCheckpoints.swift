import OptimalTransport
import TransportIO

/// Where a run leaves its checkpoints, and whether it goes on from one.
struct FlowCheckpoints {
  let path: String
  /// Steps from one to the next.
  let interval: Int
  /// Whether to go on from the file; where there is none, the run has not come that far.
  let resumes: Bool

  /// What to go on from.
  ///
  /// - Throws: `fileAccess`, `malformedFile`.
  func load() throws(TransportError) -> FlowCheckpoint? {
    guard resumes, FlowCheckpointFile.exists(path) else { return nil }
    return try FlowCheckpointFile.load(path)
  }

  /// Writes one; from then on an interrupted run says how to go on.
  func save(_ checkpoint: FlowCheckpoint) throws(TransportError) {
    try FlowCheckpointFile.save(checkpoint, to: path)
    Interruption.leavesCheckpoint()
  }
}
