import OptimalTransport
import TransportPlots

extension DemoStop {
  /// The shortest way between two measures.
  static let geodesic = DemoStop(
    name: "geodesic", heading: "Geodesics: the straight way between two densities",
    formulas: [
      #"ρ_t = ((1 - t) x + t T(x))_♯ ξ"#,
      #"W_2(ρ_s, ρ_t) = |s - t| W_2(ρ_0, ρ_1)"#,
    ],
    sentences: [
      "W₂ is a distance, and between any two densities there is a shortest way: let every particle go straight to its place at constant speed.",
      "Time runs to the right, and each white line is the path of an equal part of the mass; the lines are straight and never cross, "
        + "but part where one hump becomes two.",
      "The density in between is no mixture of the ends, which would fade one out and the other in: the mass is always somewhere on its way.",
    ],
    description:
      "A map of time and place. A blue bell at the left edge, two orange humps at the right edge; straight white lines fan out "
      + "from the bell, upwards, into two bundles. Below, the densities at five times move to the right and split.",
    commands: ["ot geodesic data/bell.json data/two-bells.json --times 33 --plot geodesic.svg"]
  ) { stop, folder throws(TransportError) in
    let (source, target) = try folder.measures("bell.json", "two-bells.json")
    let found = try GeodesicTask(
      source: source, target: target, method: .automatic, times: evenTimes(33), atoms: 1000,
      tolerance: DemoFinding.tolerance, progress: nil
    ).run()
    let evidence = found.evidence
    let isMet = found.isMet(GapTolerance(value: DemoFinding.tolerance, isGiven: false))
    return DemoFinding(
      figure: try GeodesicPicture(
        found: found, source: source, target: target, extent: 96,
        heading: Heading(
          "The straight way", certificate: evidence.certificate, cost: .squaredEuclidean)
      ).figure(),
      result: CertifiedResult(
        method: found.method.rawValue, quantity: "squared distance",
        certificate: evidence.certificate, termination: evidence.termination ?? .converged,
        checked: "constant speed: W₂(ρ₀, ρₜ), solved anew at some times, differs from t W₂ by "
          + "\(Evidence.brief(found.speedDefect ?? 0)) of it at most; the bounds are an estimate of quadrature",
        seconds: evidence.seconds),
      verdict: isMet ? .certified : .short)
  }
}
