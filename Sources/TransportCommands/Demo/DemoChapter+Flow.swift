import OptimalTransport
import TransportIO
import TransportPlots

extension DemoChapter {
  /// A gradient flow of the tour.
  struct Descent {
    let name: String
    let heading: String
    let prose: [String]
    /// The text of its file.
    let text: String

    var command: String { "ot flow data/\(name).json --plot \(name).svg" }
  }

  static let descents = [
    Descent(
      name: "double-well", heading: "Gradient flows: down the free energy, step by step",
      prose: [
        "A density slides down its free energy F as a ball slides down a hill: each step minimises W₂²/2 + τF. "
          + "Here F is a potential with two wells and an entropy, so that the flow solves the Fokker-Planck "
          + "equation and ends in Gibbs’ density. On the line the steps are exact in quantiles; the dots and the "
          + "line below say that F falls at the rate |∇F|² that theory asks for."
      ],
      text: """
        {"title": "Two wells",
         "energy": {"potential": "(x^2 - 1)^2", "entropy": 0.3},
         "space": {"line": {"cells": 150, "walls": [-3, 3]}},
         "start": {"gaussian": {"mean": 0.25, "covariance": 0.04}},
         "timeStep": 0.02, "duration": 3}
        """),
    Descent(
      name: "porous", heading: "Porous medium: two drops with sharp fronts",
      prose: [
        "With the energy ∫ρ² the equation is ∂ρ/∂t = Δρ², which spreads mass at a finite speed: the drops have "
          + "fronts, which meet and merge. Here the transport in each step is blurred by a little entropy, as wide "
          + "as a cell, and Sinkhorn’s iterations solve it; a gap says how far each step is from its minimum."
      ],
      text: """
        {"title": "A porous medium",
         "energy": {"power": {"exponent": 2, "temperature": 1}},
         "space": {"grid": {"cells": 40, "box": [[-2, 2], [-2, 2]],
           "method": "entropic"}},
         "start": {"formula": "max(0, 0.3 - hypot(x + 0.7, y)^2) + max(0, 0.2 - hypot(x - 0.6, y - 0.2)^2)"},
         "timeStep": 0.05, "duration": 0.4, "frames": 8}
        """),
    Descent(
      name: "crowd", heading: "A crowd leaves through a door",
      prose: [
        "All walk towards the exit at the right by the shortest way around the wall, but no more than one fits on "
          + "a unit of area: F is the distance to go, under a hard cap of the density. The crowd jams before the "
          + "door. The steps are entropic, along the shortest ways between cells; the walls stay empty."
      ],
      text: """
        {"title": "A crowd",
         "energy": {"cap": 1},
         "space": {"grid": {"cells": [40, 20], "box": [[0, 2], [0, 1]], "method": "entropic",
           "obstacles": "min(0.03 - abs(x - 1.4), abs(y - 0.5) - 0.15)", "exits": "x - 1.95",
           "walkingSpeed": 1}},
         "start": {"formula": "less(abs(x - 0.6), 0.4, 1, 0)", "mass": 0.64},
         "timeStep": 0.05, "duration": 1.5, "frames": 10}
        """),
    Descent(
      name: "landau", heading: "Landau damping: a wave dies without friction",
      prose: [
        "The density lives in position (to the right) and velocity (upwards): particles fly, and the field that "
          + "they make themselves pushes them. Without friction this conserves energy and is no descent, yet the "
          + "wave decays: the flight winds it into ever finer threads."
      ],
      text: """
        {"title": "A plasma in phase space",
         "space": {"phase": {"positions": 32, "velocities": 128, "period": [0, 12.566370614359172],
           "velocityLimit": 6, "coupling": 1}},
         "start": {"formula": "(1 + 0.4*cos(x/2))*exp(-v^2/2)", "mass": 12.566370614359172},
         "timeStep": 0.1, "duration": 15, "frames": 30}
        """),
  ]

  /// Runs a flow from its file and draws it.
  static func descent(
    _ descent: Descent, in folder: DemoFolder
  ) throws(TransportError) -> DemoChapter {
    let path = folder.path("data/\(descent.name).json")
    try AtomicFile.write(Array((descent.text + "\n").utf8), to: path)
    let result = try FlowTask(file: FlowFile.load(path)).run()
    let figure = try result.figure()
    try write([(figure, descent.name)], into: folder)
    return DemoChapter(
      name: descent.name,
      results: [
        Result(
          method: result.method, value: result.history.energies.last!,
          relativeGap: result.openPart, seconds: result.seconds,
          verdict: result.isMet ? .converged : .short)
      ],
      section: HTMLReport.Section(
        heading: descent.heading, prose: descent.prose + [result.sentence],
        figures: [HTMLReport.CaptionedFigure(figure)], command: descent.command))
  }
}

extension FlowResult {
  /// What the gaps of all steps leave open of the fall of F, as a part of it.
  var openPart: Double {
    let open = history.steps.indices.reduce(0) {
      $0 + history.steps[$1].gap / history.timeSteps[$1]
    }
    let fall = history.initialEnergy - history.energies.last!
    return open == 0 ? 0 : open / abs(fall)
  }

  /// How good the flow is, in a sentence.
  var sentence: String {
    let gap =
      history.largestGap.isFinite
      ? "no step misses its minimum by more than \(Evidence.brief(history.largestGap))"
      : "no convexity of F is known that would bound the gaps"
    let rise =
      history.largestRise == 0
      ? "F never rose" : "F rose by \(Evidence.brief(history.largestRise)) in a step at most"
    return "It solves \(equation), in \(history.steps.count) steps: \(rise), and \(gap)."
  }
}
