import OptimalTransport
import TransportIO
import TransportPlots

extension DemoStop {
  /// Noise on the way.
  static let bridge = DemoStop(
    name: "bridge", heading: "Schrödinger’s bridge: the likeliest way through noise",
    formulas: [
      #"\op{min}_{P_0 = ξ, P_1 = η} \op{KL}(P | R)"#,
      #"R: d X = s d W"#,
      #"ε = 2 s^2"#,
    ],
    sentences: [
      "Particles jitter at random, dX = s dW, and are seen as the ring at one time and as the three clusters at the next: how did they "
        + "most likely move?",
      "The answer is entropic transport in motion: a pair of ends drawn from Sinkhorn’s plan with ε = 2s², then Brownian motion pinned "
        + "at both, drawn here for 60 particles, blue at the start and orange at the end.",
      "With less and less noise the paths become the straight ways of the geodesic.",
    ],
    description:
      "Sixty ragged paths from a ring of blue points inwards to three clusters of orange points; each turns from "
      + "blue to orange on its way and ends in the cluster nearest to it that has room.",
    commands: [
      "ot bridge data/ring.csv data/clusters.csv --noise 0.08 --times 65 --plot bridge.svg"
    ]
  ) { stop, folder throws(TransportError) in
    try .bridge(
      "The likeliest way through noise", folder, "ring.csv", "clusters.csv", noise: 0.08, times: 65,
      checked: "both marginals, and the duality gap of the entropic problem")
  }

  /// Noise and a drift.
  static let wells = DemoStop(
    name: "wells", heading: "A bridge over a barrier",
    formulas: [
      #"ρ_t = φ_t ψ_t"#,
      #"R: d X = 15 (X - X^3) d t + d W"#,
    ],
    sentences: [
      "Here the particles also drift, which holds them in one of two wells, at −1 and at 1; they are seen in the lower one first and in the "
        + "upper one last.",
      "Each waits, and crosses in a short while at a time of its own.",
      "The law at each time is the product of a forward and a backward solution of the Fokker-Planck equation, here a Markov chain on 96 "
        + "cells, so that mass is kept to rounding.",
    ],
    description:
      "A map of time and place. A bright band at −1 fades out as time goes by while one at 1 lights up; thin white "
      + "random paths jump from the one to the other at different times.",
    commands: [
      "ot bridge data/left-well.json data/right-well.json --prior data/wells.json --noise 1 --times 129 "
        + "--plot wells.svg"
    ]
  ) { stop, folder throws(TransportError) in
    try .bridge(
      stop.heading, folder, "left-well.json", "right-well.json", prior: "wells.json", noise: 1,
      times: 129, checked: "both marginals of the chain, and the duality gap of Fortet’s iteration")
  }
}

extension DemoFinding {
  /// What the bridge's own duality gap must be within.
  private static let bridgeTolerance = 1e-6

  fileprivate static func bridge(
    _ title: String, _ folder: DemoFolder, _ from: String, _ onto: String, prior: String? = nil,
    noise: Double, times: Int, checked: String
  ) throws(TransportError) -> Self {
    let (source, target) = try folder.measures(from, onto)
    let drive = try prior.map { name throws(TransportError) in
      try PriorFile.load(folder.path("data/" + name), dimension: source.dimension)
    }
    let start = ContinuousClock.now
    let (bridge, _, _) = try BridgeTask(
      source: source, target: target, prior: drive, noise: noise, steps: times - 1, atoms: 1000,
      extent: 96, iterationLimit: nil, progress: nil
    ).run()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let figure = try BridgePicture(
      bridge: bridge, source: source, target: target, times: evenTimes(times), samples: [],
      seed: 1, extent: 96, title: title
    ).figure()
    return DemoFinding(
      figure: figure,
      result: CertifiedResult(
        method: bridge.method, quantity: prior == nil ? "⟨C, P⟩ + ε KL" : "energy of the control",
        certificate: bridge.certificate, termination: bridge.termination, checked: checked,
        seconds: seconds),
      verdict: bridge.certificate.holds(to: bridgeTolerance) ? .within(bridgeTolerance) : .short)
  }
}
