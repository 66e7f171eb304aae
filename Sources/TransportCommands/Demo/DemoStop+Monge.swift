import Foundation
import OptimalTransport
import TransportIO
import TransportPlots

extension DemoStop {
  /// Take 1: the best map.
  static let map = DemoStop(
    name: "map", heading: "Take 1, Monge: the best map",
    formulas: [
      #"\op{min}_{T_♯ ξ = η} ∫ |x - T(x)|^2 ξ(x) d x"#,
      #"T = ∇ψ"#,
      #"\op{det} D^2 ψ · η(∇ψ) = ξ"#,
    ],
    sentences: [
      "Now the map is sought: of all maps that turn the flower into the moon, the one that moves the mass least, in mass times "
        + "squared distance.",
      "Brenier’s theorem says that it is the gradient of a convex function ψ, so that no two paths cross; the square mesh on the flower is "
        + "carried onto the moon, and each of its cells takes its mass along.",
      "The bounds hold for the masses at the pixels’ centres, and the exact value of the linear program between "
        + "these lies inside them.",
    ],
    description:
      "Four panels. A flower under a square mesh; a moon under the same mesh bent by the map; arrows that "
      + "run from the flower to the lower left, where the moon is; and a picture of where the map spreads "
      + "the mass and where it gathers it.",
    commands: ["ot map data/flower.png data/moon.png --plot map.svg"]
  ) { stop, folder throws(TransportError) in
    let (source, target) = try folder.measures("flower.png", "moon.png")
    let found = try transportMap(from: source, to: target)
    let exact = try transport(from: source, to: target, method: .simplex, keepsPlan: false)
    let bounds = found.certificate
    return DemoFinding(
      figure: try MapOutputs.figure(found, source, target, title: "The best map"),
      result: CertifiedResult(
        method: found.method.rawValue, certificate: bounds, termination: found.termination,
        checked:
          "the upper bound by a plan with the exact marginals, the lower one by feasible potentials; the linear "
          + "program’s value \(brief(exact.value)) lies between them", seconds: found.seconds),
      verdict: bounds.brackets(exact.value) ? .bracketed : .short)
  }

  /// A value to a few significant digits.
  static func brief(_ value: Double, digits: Int = 9) -> String {
    String(format: "%.\(digits)g", value)
  }
}

extension Certificate {
  /// Whether a value lies between the bounds, up to the tolerance of `ot solve`.
  func brackets(_ value: Double) -> Bool {
    let slack = DemoFinding.tolerance * abs(value)
    return lowerBound <= value + slack && value - slack <= upperBound
  }
}
