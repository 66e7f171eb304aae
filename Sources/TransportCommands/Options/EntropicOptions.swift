public import ArgumentParser
public import OptimalTransport

extension KernelPrecision: ExpressibleByArgument {}

/// The options of Sinkhorn's method, which no other reads.
struct EntropicOptions: ParsableArguments {
  @Option(
    // `--epsilon -1` is a bad epsilon, not an epsilon left out.
    parsing: .unconditional,
    help: ArgumentHelp(
      "Sinkhorn's regularisation: 0.01 in units of the cost, or 1% of the median cost. "
        + "(default: 1%)", valueName: "eps"),
    transform: Regularization.init(argument:))
  var epsilon: Regularization?

  @Option(
    help: ArgumentHelp(
      "The error of both marginals, L1 over the mass, at which Sinkhorn stops. (default: 1e-09)",
      valueName: "error"))
  var marginalTolerance: Double?

  @Option(
    help: ArgumentHelp(
      "The arithmetic of Sinkhorn's iterations, double unless given; bounds are always in double."))
  var precision: KernelPrecision?

  @Flag(
    help: ArgumentHelp(
      "Sinkhorn's plain recursion from zero: no ladder, no over-relaxation, no Newton."))
  var plain = false

  func validate() throws {
    if let marginalTolerance, !(marginalTolerance > 0 && marginalTolerance.isFinite) {
      throw ValidationError(
        "--marginal-tolerance is \(marginalTolerance); expected a finite number above 0.")
    }
  }
}

extension EntropicOptions {
  /// The first of these options that was given.
  var firstGiven: String? {
    if epsilon != nil { return "--epsilon" }
    if marginalTolerance != nil { return "--marginal-tolerance" }
    if precision != nil { return "--precision" }
    return plain ? "--plain" : nil
  }

  /// Throws when one is given to another method.
  func check(for method: TransportMethod) throws {
    guard method != .sinkhorn, let option = firstGiven else { return }
    throw ValidationError(
      "\(option) is an option of --method sinkhorn, and the method is \(method.rawValue); "
        + "add --method sinkhorn, or leave it out.")
  }

  /// The solver that they describe.
  var solver: Sinkhorn {
    var solver = Sinkhorn(epsilon ?? .shareOfMedian(0.01))
    if let marginalTolerance { solver.tolerance = marginalTolerance }
    if let precision { solver.precision = precision }
    if plain {
      solver.acceleration = .none
      solver.start = .zero
    }
    return solver
  }
}
