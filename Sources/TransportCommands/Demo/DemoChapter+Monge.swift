import OptimalTransport
import TransportIO
import TransportPlots

extension DemoChapter {
  /// Take 1 of the tour: transport that is given, and the map that is sought.
  static let mongeHeadings = ["Transport forward: the law of X²", "The optimal map itself"]

  /// A Gaussian pushed through x^2, both branches.
  static func pushforward(in folder: DemoFolder) throws(TransportError) -> DemoChapter {
    let path = folder.path("data/bell.json")
    let measure = try MeasureFile.load(path)
    let result = try OptimalTransport.pushforward(
      of: measure, by: PushforwardMap("x^2", for: measure))
    let figure = try Figure(result, map: "x^2", box: nil)
    try write([(figure, "push")], into: folder)
    return DemoChapter(
      name: "push", results: [],
      section: HTMLReport.Section(
        heading: mongeHeadings[0],
        prose: [
          "Before anything is optimised: push a Gaussian through the map x². Each y > 0 is hit from two sides, "
            + "so the new density is a sum over both branches, η(y) = Σ ξ(x)/|f′(x)|, with a pole at 0 where f′ = 0. "
            + "Masses of cells are differences of the distribution function, so not one unit of mass is lost at the pole: "
            + "interval arithmetic proves that no branch is missing."
        ],
        figures: [HTMLReport.CaptionedFigure(figure)],
        command: "ot push data/bell.json --map 'x^2' --plot push.svg"))
  }

  /// The images of the first chapter by back-and-forth; the linear program's value must lie in its
  /// bracket.
  static func optimalMap(in folder: DemoFolder) throws(TransportError) -> DemoChapter {
    let source = try MeasureFile.load(folder.path("data/flower.png"))
    let target = try MeasureFile.load(folder.path("data/moon.png"))
    let found = try transportMap(from: source, to: target)
    let exact = try transport(from: source, to: target, method: .simplex, keepsPlan: false)
    let figure = try MapOutputs.figure(found, source, target, title: mongeHeadings[1])
    try write([(figure, "map")], into: folder)
    let bounds = found.certificate
    let isBracket =
      bounds.lowerBound <= exact.value * (1 + tolerance)
      && exact.value * (1 - tolerance) <= bounds.upperBound
    return DemoChapter(
      name: "map",
      results: [
        Result(
          method: found.method.rawValue, certificate: bounds, seconds: found.seconds,
          verdict: isBracket ? .bracketed : .short)
      ],
      section: HTMLReport.Section(
        heading: mongeHeadings[1],
        prose: [
          "A plan may split mass; a map may not. For the squared distance the best map is the gradient of a convex "
            + "function ψ (Brenier), and det D²ψ · η(∇ψ) = ξ. Ascent of the dual on both sides in turn finds ψ in fractions of a "
            + "second, where the linear program takes longer the more pixels there are. "
            + "The mesh on the flower is carried onto the moon: each cell of the mesh takes its mass along.",
          "The bounds hold for the masses at the pixels’ centres; the exact value of the linear program, "
            + "\(exact.value), lies between them.",
        ],
        figures: [HTMLReport.CaptionedFigure(figure)],
        results: [
          CertifiedResult(
            name: found.method.rawValue, value: found.value, distance: found.distance,
            certificate: bounds, termination: found.termination, iterations: found.iterations ?? 0,
            seconds: found.seconds)
        ],
        command: "ot map data/flower.png data/moon.png --plot map.svg"))
  }
}
