import ArgumentParser
import OptimalTransport
import TransportIO

/// `ot verify`: the certificate of a plan and potentials, from files alone.
struct VerifyCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Recompute the certificate of a plan and potentials from their files.",
    usage: "ot verify <source> <target> --plan <file> --potentials <file> [<options>]",
    discussion: """
      Shares no code with the solvers: costs come from their formulas, every pair is checked, and the \
      sums are its own. Give the same SOURCE, TARGET, --cost, --normalize and --atoms as the command \
      that made the files; they may also come from any other program.

      The plan is a .npz file with rows, cols, mass and shape; the potentials one with alpha and \
      beta. See 'ot help solve' for the files of measures, the costs and the keys of --json; here \
      method is "verify", and termination and iterations are null.

      EXIT STATUS
        0   the files prove the answer to --tolerance
        2   they do not; the bounds they do prove are printed
        64  bad usage
        65  bad data, such as a plan of another size
        74  a file cannot be read

      EXAMPLE
        ot solve a.png b.png --plan plan.npz --potentials potentials.npz
        ot verify a.png b.png --plan plan.npz --potentials potentials.npz
      """)

  @OptionGroup var problem: ProblemOptions

  @Option(
    help: ArgumentHelp("The .npz file with the plan.", valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var plan: String

  @Option(
    help: ArgumentHelp("The .npz file with the potentials.", valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var potentials: String

  @OptionGroup var report: ReportOptions

  func execute(on console: Console) throws -> ExitStatus {
    let loaded = try problem.load()
    let plan = try PlanFile.load(plan)
    let potentials = try PotentialsFile.load(potentials)
    let evidence = try Evidence(verifying: plan, potentials, of: loaded)
    try report.print(evidence, on: console)
    return evidence.holds(to: report.tolerance) ? .certified : .short
  }
}

extension Evidence {
  /// What ``Verifier`` finds.
  init(
    verifying plan: TransportPlan, _ potentials: KantorovichPotentials, of problem: LoadedProblem
  ) throws(TransportError) {
    let start = ContinuousClock.now
    let certificate = try problem.verifier().certify(plan: plan, potentials: potentials)
    let distance =
      problem.matrix == nil ? problem.cost.distance(ofValue: certificate.upperBound) : nil
    self.init(
      method: "verify", costName: problem.costName, distance: distance, certificate: certificate,
      seconds: (ContinuousClock.now - start) / .seconds(1),
      reason: "recomputed from the files, without the solvers' code.")
  }
}

extension LoadedProblem {
  /// The verifier of plans and potentials between the atoms.
  func verifier() throws(TransportError) -> Verifier {
    let (source, target) = try atomicMeasures()
    guard let matrix else {
      return try Verifier(source: source.cloud, target: target.cloud, cost: cost)
    }
    let (m, n) = (source.cloud.count, target.cloud.count)
    guard matrix.rows == m, matrix.columns == n else {
      throw .shapeMismatch(
        argument: "cost", expected: "\(m) x \(n)", found: "\(matrix.rows) x \(matrix.columns)")
    }
    return try Verifier(
      source: source.cloud.weights, target: target.cloud.weights, cost: matrix.cost)
  }
}
