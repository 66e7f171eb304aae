import OptimalTransport
import TransportIO
import TransportPlots

extension DemoStop {
  /// Transport that is given: nothing to optimise.
  static let push = DemoStop(
    name: "push", heading: "Push-forward: where a map takes the mass",
    formulas: [
      #"η(y) = ∑_{f(x)=y} \frac{ξ(x)}{|f′(x)|}"#,
      #"η = f_♯ ξ"#,
      #"f(x) = x^2"#,
    ],
    sentences: [
      "Before anything is optimised, mass is moved by a map that is given: each x of the blue bell goes to y = x².",
      "Every y > 0 is hit from two sides, from the left of 0 (blue) and from the right (pink), so the new density "
        + "is a sum over both branches, and it has a pole at 0, where f′ = 0.",
      "Masses of cells are differences of the distribution function, so that nothing is lost at the pole, and interval "
        + "arithmetic proves that no branch is missing.",
    ],
    description:
      "Above, a bell curve about −1, cut at 0 into a blue left part and a small pink right part. Arrows "
      + "lead from it down to a density on y ≥ 0 that is highest at 0 and falls off to the right: "
      + "the left part is folded over onto the right one.",
    commands: ["ot push data/bell.json --map 'x^2' --plot push.svg"]
  ) { stop, folder throws(TransportError) in
    let measure = try MeasureFile.load(folder.path("data/bell.json"))
    let result = try pushforward(of: measure, by: PushforwardMap("x^2", for: measure))
    let (mass, error) = (result.mass, result.massError)
    return DemoFinding(
      figure: try Figure(result, map: "x^2", box: nil),
      result: CertifiedResult(
        method: result.method, quantity: "mass that arrives", upperBound: mass,
        lowerBound: mass * (1 - error), gap: mass * error, termination: .converged,
        checked:
          "that the masses of all branches add up to the source’s, and by interval arithmetic that "
          + "there is no other branch", seconds: result.seconds),
      verdict: result.isCertified ? .certified : .short)
  }
}
