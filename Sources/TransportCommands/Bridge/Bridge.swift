import OptimalTransport

/// A Schroedinger bridge as `ot bridge` found it.
enum Bridge {
  /// Between Gaussians, in closed form.
  case gaussian(GaussianSchrodingerBridge)
  /// Between atoms or cells, under Brownian motion or a linear prior.
  case atoms(CloudBridge)
  /// Between densities on one grid, under any drift.
  case grid(GridBridge)

  var method: String {
    switch self {
    case .gaussian: "gaussian"
    case .atoms: "sinkhorn"
    case .grid: "fortet"
    }
  }

  /// What the value is.
  var objective: String {
    switch self {
    case .gaussian, .atoms: "<C, P> + eps KL(P | a x b)"
    case .grid: "E int |u|^2 dt = eps KL(P | R)"
    }
  }

  /// Bounds on the value, in units of |x - y|^2 times mass.
  var certificate: Certificate {
    switch self {
    case .gaussian(let bridge): return bridge.certificate
    case .atoms(let bridge):
      return Certificate(
        upperBound: bridge.objectives.relativeEntropyPrimal,
        lowerBound: bridge.objectives.relativeEntropyDual,
        marginalError: bridge.certificate.marginalError,
        dualInfeasibility: bridge.certificate.dualInfeasibility,
        resolution: bridge.certificate.resolution)
    case .grid(let bridge):
      let unit = 2 * bridge.prior.noise * bridge.prior.noise * bridge.densities.frames[0].mass
      let found = bridge.certificate
      return Certificate(
        upperBound: unit * found.upperBound, lowerBound: unit * found.lowerBound,
        marginalError: found.marginalError, dualInfeasibility: unit * found.dualInfeasibility,
        resolution: unit * found.resolution)
    }
  }

  var noise: Double {
    switch self {
    case .gaussian(let bridge): bridge.prior.noise
    case .atoms(let bridge): bridge.prior.noise
    case .grid(let bridge): bridge.prior.noise
    }
  }

  /// Bounds on W2^2 without noise, where they are known.
  var transportBounds: Certificate? {
    guard case .atoms(let bridge) = self, bridge.prior.isBrownianMotion else { return nil }
    return bridge.certificate
  }

  var termination: Termination {
    switch self {
    case .gaussian: .converged
    case .atoms(let bridge): bridge.termination
    case .grid(let bridge): bridge.termination
    }
  }

  var iterations: Int? {
    switch self {
    case .gaussian: nil
    case .atoms(let bridge): bridge.entropic.iterations
    case .grid(let bridge): bridge.iterations
    }
  }
}

extension Bridge {
  /// The mean and the covariance at a time; of a grid's bridge at the nearest of its steps.
  func moments(at time: Double) throws(TransportError) -> (mean: [Double], covariance: Matrix) {
    switch self {
    case .gaussian(let bridge):
      return (try bridge.mean(at: time), try bridge.covariance(at: time))
    case .atoms(let bridge): return (try bridge.mean(at: time), try bridge.covariance(at: time))
    case .grid(let bridge):
      let frame = bridge.densities.frames[Self.step(of: time, bridge)]
      return (frame.mean, frame.covariance)
    }
  }

  private static func step(of time: Double, _ bridge: GridBridge) -> Int {
    Int((time * Double(bridge.densities.count - 1)).rounded())
  }

  /// Paths of the bridge at these times; of a grid's bridge at its steps, which are these.
  func samplePaths(
    count: Int, times: [Double], seed: UInt64
  ) throws(TransportError) -> BridgePaths {
    switch self {
    case .gaussian(let bridge): try bridge.samplePaths(count: count, times: times, seed: seed)
    case .atoms(let bridge): try bridge.samplePaths(count: count, times: times, seed: seed)
    case .grid(let bridge): try bridge.samplePaths(count: count, seed: seed)
    }
  }
}

extension LinearPrior {
  /// Whether this is dX = s dW.
  var isBrownianMotion: Bool {
    drift.elements.allSatisfy { $0 == 0 } && offset.allSatisfy { $0 == 0 }
      && input == Matrix.identity(dimension)
  }
}
