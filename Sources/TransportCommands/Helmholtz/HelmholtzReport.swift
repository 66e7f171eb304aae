import OptimalTransport

/// What `ot helmholtz` says of a decomposition.
struct HelmholtzReport {
  private let shape: [Int]
  private let parts: HelmholtzDecomposition
  private let seconds: Double
  /// Norms in L2 over the box.
  private let norm: Double
  private let solenoidalNorm: Double
  private let gradientNorm: Double
  /// |grad p|^2 / |v|^2.
  private let gradientShare: Double

  init(field: VectorField, parts: HelmholtzDecomposition, seconds: Double) {
    (shape, self.parts, self.seconds) = (field.shape, parts, seconds)
    norm = field.norm
    solenoidalNorm = parts.solenoidal.norm
    gradientNorm = parts.gradient.norm
    gradientShare = norm > 0 ? gradientNorm / norm * (gradientNorm / norm) : 0
  }

  /// Rounding stays some hundred ulp below it at any size that fits in memory.
  static let tolerance = 1e-12

  var isCertified: Bool { parts.residuals.largest <= Self.tolerance }

  var json: JSONValue {
    let residuals = parts.residuals
    return .object([
      ("boundary", .string(parts.boundary.rawValue)),
      ("derivative", .string(parts.derivative.rawValue)),
      ("shape", .array(shape.map { .integer($0) })),
      ("norm", .number(norm)),
      ("solenoidalNorm", .number(solenoidalNorm)),
      ("gradientNorm", .number(gradientNorm)),
      ("gradientShare", .number(gradientShare)),
      ("harmonic", .array(parts.harmonic.map { .number($0) })),
      ("divergence", .number(residuals.divergence)),
      ("relativeDivergence", .number(residuals.relativeDivergence)),
      ("innerProduct", .number(residuals.innerProduct)),
      ("orthogonalityError", .number(residuals.orthogonalityError)),
      ("energyError", .number(residuals.energyError)),
      ("boundaryFlux", .number(residuals.boundaryFlux)),
      ("tolerance", .number(Self.tolerance)),
      ("certified", .boolean(isCertified)),
      ("seconds", .number(seconds)),
    ])
  }

  func table(on console: Console) -> [String] {
    let residuals = parts.residuals
    let brief = Evidence.brief
    var table = TextTable()
    table.add("boundary", parts.boundary.rawValue)
    table.add("derivative", parts.derivative.rawValue)
    table.add("grid", shape.map(String.init).joined(separator: " x "))
    table.add("norm of v", "\(norm)", "of L2 over the box")
    table.add("norm of s", "\(solenoidalNorm)", "the divergence-free part")
    table.add("norm of grad p", "\(gradientNorm)", "the gradient part")
    table.add("gradient share", "\(gradientShare)", "of the energy |v|^2")
    if parts.boundary == .periodic {
      table.add(
        "harmonic part", "(" + parts.harmonic.map(brief).joined(separator: ", ") + ")",
        "the mean of v, in s")
    } else {
      table.add(
        "boundary flux", brief(residuals.boundaryFlux), "max |s.n|, extrapolated to the walls")
    }
    table.add("divergence of s", brief(residuals.divergence), "largest, on the grid")
    table.add(
      "  relative", brief(residuals.relativeDivergence), "to max |v| and the steepest slope")
    table.add("<s, grad p>", brief(residuals.innerProduct), "the integral of the product")
    table.add("  relative", brief(residuals.orthogonalityError), "to |v|^2")
    table.add("energy error", brief(residuals.energyError), "of |v|^2 = |s|^2 + |grad p|^2")
    table.add("seconds", Evidence.rounded(seconds))
    let word =
      isCertified ? console.colored("certified", .good) : console.colored("NOT certified", .bad)
    return table.lines() + [
      "",
      "\(word): the largest relative residual is \(brief(residuals.largest)), "
        + "tolerance \(Self.tolerance)",
    ]
  }
}
