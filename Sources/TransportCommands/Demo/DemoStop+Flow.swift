import OptimalTransport
import TransportIO
import TransportPlots

extension DemoStop {
  /// The gradient flows.
  static let descents = [doubleWell, porous, crowd, landau]

  private static let doubleWell = descent(
    name: "double-well", heading: "Gradient flows: down the free energy, step by step",
    formulas: [
      #"ρ_k = \op{argmin}_ρ \frac{1}{2} W_2^2(ρ, ρ_{k-1}) + τ F(ρ)"#,
      #"∂_t ρ = ∇ · (ρ ∇ \frac{δF}{δρ})"#,
    ],
    sentences: [
      "A density slides down its free energy F as a ball slides down a hill, in steps that pay for the way they go.",
      "Here F is a potential with two wells and an entropy: the mass starts on the ridge between them, parts, and settles in both, which is what the "
        + "Fokker-Planck equation says.",
      "The dots and the line at the lower right say that F falls at the rate |∇F|² that theory asks for.",
    ],
    description:
      "A map of time and place: mass that starts near 0.25 parts into a thick bundle that goes up to 1 and a thin one "
      + "that goes down to −1. Below, the densities at some times, and the free energy, which falls and levels off.",
    text: """
      {"title": "Two wells",
       "energy": {"potential": "(x^2 - 1)^2", "entropy": 0.3},
       "space": {"line": {"cells": 150, "walls": [-3, 3]}},
       "start": {"gaussian": {"mean": 0.25, "covariance": 0.04}},
       "timeStep": 0.02, "duration": 3}
      """)

  private static let porous = descent(
    name: "porous", heading: "Porous medium: two drops with sharp fronts",
    formulas: [
      #"F(ρ) = ∫ ρ^2 d x"#,
      #"∂_t ρ = Δ ρ^2"#,
    ],
    sentences: [
      "With the energy ∫ρ² mass spreads at a finite speed: the two drops have fronts, which meet and merge.",
      "Beyond the fronts the density is nothing, where heat would be felt everywhere at once.",
      "The transport in each step is blurred by a little entropy, as wide as a cell, and Sinkhorn’s iterations solve it.",
    ],
    description:
      "Six frames. Two small bright drops side by side grow dimmer and wider, touch, and become one broad patch "
      + "with a clear edge. Below, the free energy, which falls fast and then slowly.",
    text: """
      {"title": "A porous medium",
       "energy": {"power": {"exponent": 2, "temperature": 1}},
       "space": {"grid": {"cells": 40, "box": [[-2, 2], [-2, 2]],
         "method": "entropic"}},
       "start": {"formula": "max(0, 0.3 - hypot(x + 0.7, y)^2) + max(0, 0.2 - hypot(x - 0.6, y - 0.2)^2)"},
       "timeStep": 0.02, "duration": 0.2, "frames": 10}
      """)

  private static let crowd = descent(
    name: "crowd", heading: "A crowd leaves through a door",
    formulas: [
      #"F(ρ) = ∫ V ρ d x"#,
      #"0 ≤ ρ ≤ 1"#,
    ],
    sentences: [
      "All walk towards the exit at the right by the shortest way around the wall, but no more than one fits on a unit of area.",
      "F is the distance still to go, under that cap: the crowd (yellow where it is as dense as can be) jams before the door and streams out behind it.",
      "The steps are along the shortest ways between cells, so that nobody walks through the wall, which stays empty.",
    ],
    description:
      "Six frames of a room with a wall that has a door. A block of people at the left moves to the door, jams in a "
      + "yellow half disc before it, and leaves as a stream to the right. Below, the free energy falls steadily.",
    text: """
      {"title": "A crowd",
       "energy": {"cap": 1},
       "space": {"grid": {"cells": [40, 20], "box": [[0, 2], [0, 1]], "method": "entropic",
         "obstacles": "min(0.03 - abs(x - 1.4), abs(y - 0.5) - 0.15)", "exits": "x - 1.95",
         "walkingSpeed": 1}},
       "start": {"formula": "less(abs(x - 0.6), 0.4, 1, 0)", "mass": 0.64},
       "timeStep": 0.05, "duration": 1.5, "frames": 10}
      """)

  private static let landau = descent(
    name: "landau", heading: "Landau damping: a wave dies without friction",
    formulas: [
      #"∂_t f + v · ∇_x f + E · ∇_v f = 0"#,
      #"\op{div} E = ρ - ρ_{\text{mean}}"#,
    ],
    sentences: [
      "The density now lives in position (to the right) and velocity (upwards): particles fly, and the field that they make "
        + "themselves pushes them.",
      "Fast ones overtake slow ones, so that the lump that is bright at both edges is sheared into ever finer threads.",
      "There is no friction, and yet the wave in space dies away, since the threads add up to an even density.",
    ],
    description:
      "Six frames of a density in position and velocity. A lump that is bright at the left and right edges is tilted, "
      + "then wound into more and more thin, nearly level threads.",
    text: """
      {"title": "A plasma in phase space",
       "space": {"phase": {"positions": 32, "velocities": 128, "period": [0, 12.566370614359172],
         "velocityLimit": 6, "coupling": 1}},
       "start": {"formula": "(1 + 0.4*cos(x/2))*exp(-v^2/2)", "mass": 12.566370614359172},
       "timeStep": 0.1, "duration": 15, "frames": 30}
      """)

  /// A flow that a file describes; the file is written beside the other data.
  private static func descent(
    name: String, heading: String, formulas: [String], sentences: [String], description: String,
    text: String
  ) -> DemoStop {
    DemoStop(
      name: name, heading: heading, formulas: formulas, sentences: sentences,
      description: description, commands: ["ot flow data/\(name).json --plot \(name).svg"]
    ) { stop, folder throws(TransportError) in
      let path = folder.path("data/\(name).json")
      try AtomicFile.write(Array((text + "\n").utf8), to: path)
      let result = try FlowTask(file: FlowFile.load(path)).run()
      return DemoFinding(
        figure: try result.figure(),
        result: CertifiedResult(
          method: result.method, quantity: result.bounded.quantity, gap: result.bounded.gap,
          termination: result.termination, checked: result.checks, seconds: result.seconds),
        verdict: result.isMet ? .converged : .short)
    }
  }
}

extension FlowResult {
  /// What is bounded, and by how much it may be off.
  fileprivate var bounded: (quantity: String, gap: Double) {
    keepsEnergy
      ? ("drift of F, which the equation keeps", history.largestDrift)
      : ("a step’s W₂²/2 + τF", history.largestGap)
  }

  /// What was looked at, in words.
  fileprivate var checks: String {
    let (first, last) = (history.initialEnergy, history.energies.last!)
    let rise =
      history.largestRise == 0
      ? "never rose" : "rose by \(Evidence.brief(history.largestRise)) in a step at most"
    return
      "every one of \(history.steps.count) steps; F went from \(DemoStop.brief(first, digits: 5)) to "
      + "\(DemoStop.brief(last, digits: 5)) and \(rise)"
  }
}
