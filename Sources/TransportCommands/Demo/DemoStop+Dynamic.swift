import OptimalTransport
import TransportIO
import TransportPlots

extension DemoStop {
  /// Take 3: the cheapest flow.
  static let flow = DemoStop(
    name: "flow", heading: "Take 3, Benamou and Brenier: the cheapest flow",
    formulas: [
      #"\op{min} ∫_0^1 ∫ \frac{1}{2} |u|^2 ρ d x d t"#,
      #"∂_t ρ + ∇ · (ρ u) = 0"#,
      #"∂_t φ + \frac{1}{2} |∇φ|^2 = 0"#,
    ],
    sentences: [
      "The third take lets time in: of all flows that carry the flower into the moon in one unit of time, find the one of least "
        + "kinetic energy.",
      "Its velocity is the gradient of a potential φ, every particle keeps its speed and direction, and twice its energy is the same "
        + "number that takes 1 and 2 found: three problems, one value.",
      "The upper bound is the energy of a flow that conserves mass to rounding; the lower bound comes from a φ with "
        + "∂φ/∂t + |∇φ|²/2 ≤ 0 everywhere.",
    ],
    description:
      "Five frames from time 0 to time 1. A flower breaks into pieces that glide to the lower left and close up into a "
      + "moon; arrows show the velocity, thin lines the contours of φ.",
    commands: ["ot dynamic data/flower.png data/moon.png --tolerance 0.01 --plot flow.svg"]
  ) { stop, folder throws(TransportError) in
    let task = try dynamicTask(folder, "flower.png", "moon.png", tolerance: 0.01)
    let exact = try transport(
      from: task.source, to: task.target, method: .simplex, keepsPlan: false)
    return try .flow(
      task.run(), title: "The cheapest flow",
      checked:
        "mass at every step, and the inequality for φ in every cell; the linear program’s value is "
        + brief(exact.value))
  }

  /// The same with a wall and a cap.
  static let gap = DemoStop(
    name: "gap", heading: "Through a gap in a wall",
    formulas: [
      #"ρ = 0 \text{ in the wall}"#,
      #"0 ≤ ρ ≤ 25"#,
    ],
    sentences: [
      "The same flow where a wall stands in its way, and where the density may not exceed a cap, as in a crowd.",
      "All mass must go through the gap: it queues, squeezes through at the cap, and spreads out again on the other side.",
      "In the wall there is never any mass, to the last bit, and the bracket holds here too, where no formula is known.",
    ],
    description:
      "Five frames. A disc at the left of a grey wall flows down to the gap, passes through it as a dense "
      + "yellow neck, and is a disc again at the right of the wall.",
    commands: [
      "ot dynamic data/left.png data/right.png --obstacles data/wall.png --cap 25 --tolerance 0.05 "
        + "--plot gap.svg"
    ]
  ) { stop, folder throws(TransportError) in
    let task = try dynamicTask(
      folder, "left.png", "right.png", tolerance: 0.05, wall: "wall.png", cap: 25)
    return try .flow(
      task.run(), title: stop.heading,
      checked:
        "mass at every step, no mass in the wall, the cap, and the inequality for φ in every open cell"
    )
  }

  private static func dynamicTask(
    _ folder: DemoFolder, _ source: String, _ target: String, tolerance: Double,
    wall: String? = nil, cap: Double? = nil
  ) throws(TransportError) -> DynamicTask {
    let measures = try folder.measures(source, target)
    return DynamicTask(
      source: measures.source, target: measures.target,
      solver: BenamouBrenier(tolerance: tolerance, cap: cap),
      mask: wall.map { folder.path("data/" + $0) }, extent: 64, progress: nil)
  }
}

extension DemoFinding {
  /// The finding of a flow of least action.
  fileprivate static func flow(
    _ result: DynamicResult, title: String, checked: String
  ) throws(TransportError) -> Self {
    let solution = result.solution
    return DemoFinding(
      figure: try .filmStrip(
        solution.film(walls: result.walls), heading: result.heading(title)),
      result: CertifiedResult(
        method: "benamou-brenier", quantity: "twice the action",
        certificate: solution.certificate, termination: solution.termination, checked: checked,
        seconds: solution.seconds),
      verdict: result.isMet ? .within(result.tolerance) : .short)
  }
}
