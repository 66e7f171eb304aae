import OptimalTransport
import TransportIO
import TransportPlots

extension DemoChapter {
  /// A flow of the tour.
  struct Flow {
    let name: String
    let heading: String
    let prose: [String]
    let source: String
    let target: String
    var wall: String?
    var cap: Double?
    let tolerance: Double

    var command: String {
      let obstacles = wall.map { " --obstacles data/\($0)" } ?? ""
      let crowd = cap.map { " --cap \($0)" } ?? ""
      return
        "ot dynamic data/\(source) data/\(target)\(obstacles)\(crowd) --tolerance \(tolerance) "
        + "--plot \(name).svg"
    }
  }

  static let flows = [
    Flow(
      name: "flow", heading: "Dynamics: the flow of least action",
      prose: [
        "Benamou and Brenier let time into the problem: of all flows ∂ρ/∂t + div m = 0 from the flower to the "
          + "moon, find the one of least action ∫∫ |m|²/2ρ. Its least action is half the squared distance, ρ is the "
          + "geodesic, and the velocity is the gradient of φ, which solves ∂φ/∂t + |∇φ|²/2 = 0 where there is mass.",
        "The upper bound is the action of a flow that conserves mass to rounding; the lower bound comes from a φ "
          + "that satisfies the inequality ∂φ/∂t + |∇φ|²/2 ≤ 0 everywhere.",
      ],
      source: "flower.png", target: "moon.png", tolerance: 0.01),
    Flow(
      name: "gap", heading: "Through a gap in a wall",
      prose: [
        "The same flow where a wall stands in its way, and where the density may not exceed a cap, as in a "
          + "crowd. All mass must go through the gap: it queues, squeezes through and spreads out again. In the "
          + "wall there is never any mass, to the last bit; and the bracket holds here too, where no formula is "
          + "known."
      ],
      source: "left.png", target: "right.png", wall: "wall.png", cap: 25,
      tolerance: 0.05),
  ]

  /// Solves a flow and draws it with its velocities and contours of phi.
  static func flow(_ flow: Flow, in folder: DemoFolder) throws(TransportError) -> DemoChapter {
    let result = try DynamicTask(
      source: MeasureFile.load(folder.path("data/" + flow.source)),
      target: MeasureFile.load(folder.path("data/" + flow.target)),
      solver: BenamouBrenier(tolerance: flow.tolerance, cap: flow.cap),
      mask: flow.wall.map { folder.path("data/" + $0) }, extent: 64, progress: nil
    ).run()
    let solution = result.solution
    let figure = try Figure.filmStrip(
      solution.film(walls: result.walls),
      heading: result.heading(flow.heading))
    try write([(figure, flow.name)], into: folder)
    return DemoChapter(
      name: flow.name,
      results: [
        Result(
          method: "benamou-brenier", certificate: solution.certificate, seconds: solution.seconds,
          verdict: result.isMet ? .within(flow.tolerance) : .short)
      ],
      section: HTMLReport.Section(
        heading: flow.heading, prose: flow.prose, figures: [HTMLReport.CaptionedFigure(figure)],
        results: [
          CertifiedResult(
            name: "benamou-brenier", value: solution.certificate.upperBound,
            distance: result.bracket == nil ? nil : result.distance,
            certificate: solution.certificate,
            termination: solution.termination, iterations: solution.iterations,
            seconds: solution.seconds)
        ],
        command: flow.command))
  }
}
