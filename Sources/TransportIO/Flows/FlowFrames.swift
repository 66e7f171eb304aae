public import OptimalTransport

/// States of a flow at increasing times.
public struct FlowFrames: Sendable {
  /// The states, one a time, all alike.
  public enum States: Sendable {
    /// Quantiles on the line, of the same masses.
    case line([QuantileProfile])
    /// Densities on one grid.
    case grid([GridDensity])
    /// As many points each.
    case clouds([PointCloud])
    /// Gaussians of one dimension.
    case gaussians([Gaussian])
  }

  /// When.
  public let times: [Double]
  /// What.
  public let states: States

  /// What the coordinates are called; empty where they are places alone.
  public let coordinates: [String]

  /// Checks that there is a state a time.
  ///
  /// - Throws: `emptyInput`, `shapeMismatch`.
  public init(
    times: [Double], states: States, coordinates: [String] = []
  ) throws(TransportError) {
    guard !times.isEmpty else { throw .emptyInput(argument: "frames") }
    guard states.count == times.count else {
      throw .shapeMismatch(
        argument: "frames", expected: "\(times.count), one a time", found: "\(states.count)")
    }
    (self.times, self.states, self.coordinates) = (times, states, coordinates)
  }

  /// The mass at each time.
  public var masses: [Double] {
    switch states {
    case .line(let profiles): profiles.map(\.mass)
    case .grid(let densities): densities.map(\.mass)
    case .clouds(let clouds): clouds.map(\.mass)
    case .gaussians(let laws): laws.map(\.mass)
    }
  }
}

extension FlowFrames.States {
  fileprivate var count: Int {
    switch self {
    case .line(let profiles): profiles.count
    case .grid(let densities): densities.count
    case .clouds(let clouds): clouds.count
    case .gaussians(let laws): laws.count
    }
  }
}
