public import OptimalTransport
public import TransportIO

extension Figure {
  /// A flow: its states at some times, F along it, and dF/dt beside the square of the slope.
  ///
  /// On the line: a map of time and place. In the plane: heat maps on one colour scale; in space
  /// seen along the third axis. Points: discs of their masses. Gaussians as the densities of the
  /// first position and its velocity.
  ///
  /// - Parameter walls: whether a cell of a grid is wall; empty where there are no walls.
  /// - Throws: `shapeMismatch`, `outOfRange` for places beyond 1e150.
  public static func flow(
    _ frames: FlowFrames, history: EnergyHistory, walls: [Bool] = [], count: Int = 6,
    heading: Heading = Heading("A gradient flow")
  ) throws(TransportError) -> Figure {
    let energy = EnergyPanels(history)
    if case .clouds(let clouds) = frames.states {
      // Of positions and velocities the first two coordinates are a picture.
      var strip = try CloudStrip(clouds, times: frames.times)
      strip.history = energy
      strip.caption =
        "The area of a disc is its mass." + (energy == nil ? "" : " ")
        + (energy == nil ? "" : EnergyPanels.caption)
      return strip.figure(heading, count: count)
    }
    let film = try Film(flow: frames, walls: walls)
    guard film.dimension > 1 else {
      return SpaceTimePicture(
        path: film.path, curveCount: count, ends: .flow, history: energy
      ).figure(heading)
    }
    return FilmStrip(film: film.planar, count: count, history: energy).figure(heading)
  }
}

extension Animation {
  /// The states of a flow, one after the other.
  ///
  /// - Throws: as ``Figure/flow(_:history:walls:count:heading:)``.
  public static func flow(
    _ frames: FlowFrames, walls: [Bool] = [], heading: Heading = Heading("A gradient flow")
  ) throws(TransportError) -> Animation {
    if case .clouds(let clouds) = frames.states {
      return try .clouds(clouds, times: frames.times, heading: heading)
    }
    return try .film(Film(flow: frames, walls: walls), heading: heading)
  }
}

extension Film {
  /// The densities of a flow; those of quantiles on a grid about them.
  fileprivate init(flow frames: FlowFrames, walls: [Bool]) throws(TransportError) {
    let densities: [GridDensity]
    switch frames.states {
    case .grid(let own): densities = own
    case .line(let profiles): densities = try Self.densities(profiles)
    case .gaussians(let laws): densities = try Self.densities(laws)
    case .clouds: preconditionFailure("clouds have no density")
    }
    try self.init(DensityPath(times: frames.times, frames: densities), walls: walls)
    ends = .flow
    axisNames = frames.coordinates
  }

  /// Those of (q_1, p_1), as far as 4 deviations, on one grid.
  private static func densities(_ laws: [Gaussian]) throws(TransportError) -> [GridDensity] {
    let d = laws[0].dimension / 2
    let ends = [0, d].map { k in
      ClosedRange(
        around: laws.flatMap { law -> [Double] in
          let reach = 4 * law.covariance[k, k].squareRoot()
          return [law.mean[k] - reach, law.mean[k] + reach]
        })
    }
    let box = try Box(lower: ends.map(\.lowerBound), upper: ends.map(\.upperBound))
    return try laws.map { law throws(TransportError) in
      let places = [0, d]
      let covariance = try Matrix(
        rows: 2, columns: 2,
        elements: places.flatMap { k in places.map { law.covariance[k, $0] } })
      return try Gaussian(
        mean: places.map { law.mean[$0] }, covariance: covariance, mass: law.mass
      ).discretized(shape: [160, 160], box: box).density
    }
  }

  /// More cells than this are finer than the pixels.
  private static let cells = 300
  /// What may be left out of the picture on each side, as a part of the mass.
  private static let tail = 2e-3

  private static func densities(
    _ profiles: [QuantileProfile]
  ) throws(TransportError) -> [GridDensity] {
    let ends = profiles.flatMap { [$0.place(of: tail), $0.place(of: 1 - tail)] }
    let range = ClosedRange(around: ends, margin: 0.02)
    let box = try Box(lower: [range.lowerBound], upper: [range.upperBound])
    return try profiles.map { profile throws(TransportError) in
      try profile.density(cells: cells, box: box)
    }
  }
}

extension QuantileProfile {
  /// The place below which a part of the mass lies.
  fileprivate func place(of level: Double) -> Double {
    var rest = level * mass
    for i in masses.indices {
      if rest <= masses[i] { return nodes[i] + rest / masses[i] * (nodes[i + 1] - nodes[i]) }
      rest -= masses[i]
    }
    return nodes[count]
  }
}
