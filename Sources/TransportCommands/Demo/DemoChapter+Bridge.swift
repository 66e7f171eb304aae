import OptimalTransport
import TransportIO
import TransportPlots

extension DemoChapter {
  /// A bridge of the tour.
  struct Crossing {
    let name: String
    let heading: String
    let prose: [String]
    let source: String
    let target: String
    var prior: String?
    let noise: Double
    let times: Int

    var command: String {
      let drive = prior.map { " --prior data/\($0)" } ?? ""
      return "ot bridge data/\(source) data/\(target)\(drive) --noise \(noise) --times \(times) "
        + "--plot \(name).svg"
    }
  }

  static let crossings = [
    Crossing(
      name: "bridge", heading: "Schrödinger’s bridge between points",
      prose: [
        "Particles jitter at random, dX = s dW, and are seen as the ring at one time and as the three clusters "
          + "at the next. How did they most likely move? The answer is entropic transport in motion: a pair of "
          + "ends drawn from Sinkhorn’s plan with ε = 2s², then Brownian motion pinned at both. With less and less "
          + "noise the paths become the straight ways of the geodesic."
      ],
      source: "ring.csv", target: "clusters.csv", noise: 0.15, times: 65),
    Crossing(
      name: "wells", heading: "A bridge over a barrier",
      prose: [
        "Here the particles also drift, dX = 15(X − X³) dt + dW, which holds them in one of two wells. They are "
          + "seen in the left one first and in the right one last: each waits, and crosses in a short while "
          + "at a time of its own. The law at each time is the product of a forward and a backward solution of "
          + "the Fokker-Planck equation, here a Markov chain on 96 cells, so that mass is kept to rounding."
      ],
      source: "left-well.json", target: "right-well.json", prior: "wells.json", noise: 1,
      times: 129),
  ]

  /// Finds a bridge and draws paths of it.
  static func crossing(
    _ crossing: Crossing, in folder: DemoFolder
  ) throws(TransportError) -> DemoChapter {
    let source = try MeasureFile.load(folder.path("data/" + crossing.source))
    let target = try MeasureFile.load(folder.path("data/" + crossing.target))
    let prior = try crossing.prior.map { name throws(TransportError) in
      try PriorFile.load(folder.path("data/" + name), dimension: source.dimension)
    }
    let start = ContinuousClock.now
    let (bridge, _, _) = try BridgeTask(
      source: source, target: target, prior: prior, noise: crossing.noise,
      steps: crossing.times - 1, atoms: 1000, extent: 96, iterationLimit: nil, progress: nil
    ).run()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let figure = try BridgePicture(
      bridge: bridge, source: source, target: target, times: evenTimes(crossing.times),
      samples: [], seed: 1, extent: 96, title: crossing.heading
    ).figure()
    try write([(figure, crossing.name)], into: folder)
    let certificate = bridge.certificate
    return DemoChapter(
      name: crossing.name,
      results: [
        Result(
          method: bridge.method, certificate: certificate, seconds: seconds,
          verdict: certificate.holds(to: 1e-6) ? .within(1e-6) : .short)
      ],
      section: HTMLReport.Section(
        heading: crossing.heading, prose: crossing.prose,
        figures: [HTMLReport.CaptionedFigure(figure)],
        results: [
          CertifiedResult(
            name: bridge.method, value: certificate.upperBound, certificate: certificate,
            termination: bridge.termination, iterations: bridge.iterations ?? 0, seconds: seconds)
        ],
        command: crossing.command))
  }
}
