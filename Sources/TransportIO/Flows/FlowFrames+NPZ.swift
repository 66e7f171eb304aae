public import OptimalTransport

extension FlowFrames {
  /// Writes the states; the file appears whole or not at all.
  ///
  /// | key | shape | holds |
  /// |---|---|---|
  /// | `times` | K | the times |
  /// | `nodes`, `masses` | K x (n + 1), n | on the line: cell i has masses[i] between nodes i and i + 1 |
  /// | `density`, `box` | K x grid, d x 2 | densities on one grid, and its lower and upper corner |
  /// | `points`, `weights` | K x n x d, K x n | points and their masses; positions, then velocities |
  /// | `means`, `covariances`, `masses` | K x d, K x d x d, K | Gaussians |
  ///
  /// - Throws: `fileAccess`; `shapeMismatch` for states of different sizes.
  public func save(to path: String) throws(TransportError) {
    try NPZFile.save([.init("times", NumericArray(times))] + arrays(), to: path)
  }

  /// The states as arrays under the names of the file.
  ///
  /// - Throws: `shapeMismatch` for states of different sizes.
  public func arrays() throws(TransportError) -> [NPZFile.Member] {
    switch states {
    case .line(let profiles):
      return [
        .init("nodes", try stack(profiles.map(\.nodes), [profiles[0].nodes.count])),
        .init("masses", NumericArray(profiles[0].masses)),
      ]
    case .grid(let densities):
      let box = densities[0].box
      let corners = try Matrix(zip(box.lower, box.upper).map { [$0, $1] })
      return [
        .init("density", try stack(densities.map(\.values), densities[0].shape)),
        .init("box", NumericArray(corners)),
      ]
    case .clouds(let clouds):
      let shape = [clouds[0].count, clouds[0].dimension]
      return [
        .init("points", try stack(clouds.map(\.points.elements), shape)),
        .init("weights", try stack(clouds.map(\.weights), [clouds[0].count])),
      ]
    case .gaussians(let laws):
      let d = laws[0].dimension
      return [
        .init("means", try stack(laws.map(\.mean), [d])),
        .init("covariances", try stack(laws.map(\.covariance.elements), [d, d])),
        .init("masses", NumericArray(laws.map(\.mass))),
      ]
    }
  }

  private func stack(
    _ arrays: [[Double]], _ shape: [Int]
  ) throws(TransportError) -> NumericArray {
    try NumericArray(shape: [arrays.count] + shape, values: arrays.flatMap { $0 })
  }
}
