public import OptimalTransport

/// Measures at increasing times in `.npz` files; each file appears whole or not at all.
///
/// | key | shape | holds |
/// |---|---|---|
/// | `times` | K | the times |
/// | `density`, `box` | K x grid, d x 2 | densities on one grid, and its lower and upper corner |
/// | `points`, `weights` | K x n x d, n | atoms that keep their masses |
/// | `mean`, `covariance` | K x d, K x d x d | Gaussians |
/// | `centerTimes` | N | the times of `momentum`, `velocity` and `potential` |
/// | `momentum`, `velocity` | N x grid x d | rho u and u at cell centres |
/// | `potential` | N x grid | phi, u = grad phi |
/// | `paths` | M x K x d | places of M sampled paths at `times` |
public enum PathFile {
  /// What moves a density, at times of its own.
  public struct Motion: Sendable {
    /// The times, increasing.
    public var times: [Double]
    /// rho u at each time.
    public var momentum: [VectorField]
    /// u at each time.
    public var velocity: [VectorField]
    /// phi at each time; empty where there is none.
    public var potential: [[Double]]

    /// Collects the parts, one a time each.
    public init(
      times: [Double], momentum: [VectorField] = [], velocity: [VectorField],
      potential: [[Double]] = []
    ) {
      (self.times, self.momentum) = (times, momentum)
      (self.velocity, self.potential) = (velocity, potential)
    }
  }

  /// Writes densities on a grid, what moves them, and sampled paths where there are some.
  ///
  /// - Parameter samples: for each path its places, times x d.
  /// - Throws: `fileAccess`; `shapeMismatch` for parts that do not fit.
  public static func save(
    _ path: DensityPath, motion: Motion? = nil, samples: [Matrix] = [], to file: String
  ) throws(TransportError) {
    let corners = zip(path.box.lower, path.box.upper).map { [$0, $1] }
    var members: [NPZFile.Member] = try [
      .init("times", NumericArray(path.times)),
      .init("density", stack(path.frames.map(\.values), shape: path.shape)),
      .init("box", NumericArray(Matrix(corners))),
    ]
    if let motion { members += try self.members(motion, shape: path.shape) }
    members += try paths(samples)
    try NPZFile.save(members, to: file)
  }

  /// Writes atoms that keep their masses on their way.
  ///
  /// - Throws: `fileAccess`; `shapeMismatch` unless there is a cloud a time, all with as many
  ///   atoms.
  public static func save(
    _ clouds: [PointCloud], times: [Double], samples: [Matrix] = [], to file: String
  ) throws(TransportError) {
    guard let first = clouds.first else { throw .emptyInput(argument: "clouds") }
    try checkCount(clouds.count, times)
    let points = try stack(clouds.map(\.points.elements), shape: [first.count, first.dimension])
    let members: [NPZFile.Member] = [
      .init("times", NumericArray(times)), .init("points", points),
      .init("weights", NumericArray(first.weights)),
    ]
    try NPZFile.save(members + paths(samples), to: file)
  }

  /// Writes Gaussians on their way.
  ///
  /// - Throws: `fileAccess`; `shapeMismatch` unless there is a Gaussian a time, all of one
  ///   dimension.
  public static func save(
    _ gaussians: [Gaussian], times: [Double], samples: [Matrix] = [], to file: String
  ) throws(TransportError) {
    guard let first = gaussians.first else { throw .emptyInput(argument: "gaussians") }
    try checkCount(gaussians.count, times)
    let d = first.dimension
    let members: [NPZFile.Member] = try [
      .init("times", NumericArray(times)),
      .init("mean", stack(gaussians.map(\.mean), shape: [d])),
      .init("covariance", stack(gaussians.map(\.covariance.elements), shape: [d, d])),
    ]
    try NPZFile.save(members + paths(samples), to: file)
  }

  private static func members(
    _ motion: Motion, shape: [Int]
  ) throws(TransportError) -> [NPZFile.Member] {
    var members: [NPZFile.Member] = [.init("centerTimes", NumericArray(motion.times))]
    let vectors = shape + [shape.count]
    for (key, fields) in [("momentum", motion.momentum), ("velocity", motion.velocity)]
    where !fields.isEmpty {
      try checkCount(fields.count, motion.times)
      members.append(.init(key, try stack(fields.map(\.vectors.elements), shape: vectors)))
    }
    if !motion.potential.isEmpty {
      try checkCount(motion.potential.count, motion.times)
      members.append(.init("potential", try stack(motion.potential, shape: shape)))
    }
    return members
  }

  private static func paths(_ samples: [Matrix]) throws(TransportError) -> [NPZFile.Member] {
    guard let first = samples.first else { return [] }
    let array = try stack(samples.map(\.elements), shape: [first.rows, first.columns])
    return [.init("paths", array)]
  }

  /// Arrays of one shape along a new first axis.
  private static func stack(
    _ arrays: [[Double]], shape: [Int]
  ) throws(TransportError) -> NumericArray {
    try NumericArray(shape: [arrays.count] + shape, values: arrays.flatMap { $0 })
  }

  private static func checkCount(_ count: Int, _ times: [Double]) throws(TransportError) {
    guard count == times.count else {
      throw .shapeMismatch(argument: "times", expected: "\(count)", found: "\(times.count)")
    }
  }
}
