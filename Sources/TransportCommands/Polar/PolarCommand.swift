public import ArgumentParser
public import OptimalTransport
import TransportIO
import TransportPlots

extension PolarFactorizer.Method: ExpressibleByArgument {}

/// `ot polar`: the polar factors of a sampled field, or of a matrix.
struct PolarCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "polar",
    abstract: "Factor a field into a monotone map after a measure-preserving one.",
    usage: "ot polar <field> [<options>]",
    discussion: PolarHelp.discussion)

  @Argument(
    help: "The vector field, or with --matrix the matrix, a file.",
    completion: .file(extensions: FieldFile.extensions))
  var field: String

  @Flag(help: "Factor a matrix, M = P Q = Q R, in place of a field.")
  var matrix = false

  @Option(help: "How the transport problem is solved.")
  var method: PolarFactorizer.Method = .automatic

  @Option(
    help: ArgumentHelp(
      "Sinkhorn's regularisation: 0.01 in units of the cost, or 1% of the median cost. (default: "
        + "0.1%)", valueName: "eps"), transform: Regularization.init(argument:))
  var epsilon: Regularization?

  @Option(
    help: ArgumentHelp(
      "The box of a field on a grid, lower:upper for each axis, as in 0:1,0:2. (default: the file's, "
        + "or the unit cube)", valueName: "ends"), transform: GridArgument.box)
  var box: Box?

  @Option(
    help: ArgumentHelp(
      "The relative gap up to which W2^2 counts as certified. (default: 1e-09, and for sinkhorn "
        + "none)", valueName: "gap"))
  var tolerance: Double?

  @OptionGroup var outputs: FieldOutputs

  func validate() throws {
    if let tolerance, !(tolerance > 0 && tolerance.isFinite) {
      throw ValidationError("--tolerance is \(tolerance); expected a finite number above 0.")
    }
    let isForFields = box != nil || epsilon != nil || method != .automatic || tolerance != nil
    if matrix, isForFields || outputs.plot != nil {
      throw ValidationError(
        "--matrix takes --output, --json and --quiet only; a matrix has no samples to move or draw."
      )
    }
    if epsilon != nil, method == .simplex || method == .quantile {
      throw ValidationError("--epsilon is for --method sinkhorn; \(method.rawValue) is exact.")
    }
  }

  func execute(on console: Console) throws -> ExitStatus {
    try outputs.check(inputs: [field])
    return try matrix ? factorMatrix(on: console) : factorField(on: console)
  }

  private func factorMatrix(on console: Console) throws -> ExitStatus {
    let start = ContinuousClock.now
    let polar = try MatrixPolar(FieldFile.loadMatrix(field))
    let report = MatrixPolarReport(
      polar: polar, seconds: (ContinuousClock.now - start) / .seconds(1))
    let written = outputs.write(to: { try FieldFile.save(polar, to: $0) }, plot: { _ in })
    return try outputs.finish(
      written, json: report.json, table: report.table(on: console),
      isCertified: report.isCertified, on: console)
  }

  private func factorField(on console: Console) throws -> ExitStatus {
    let sampled: SampledField
    switch try FieldFile.load(field, box: box) {
    case .grid(let grid): sampled = try SampledField(grid)
    case .samples(let samples): sampled = samples
    }
    let line = ProgressLine(on: console, isQuiet: outputs.quiet)
    defer { line?.clear() }
    let solver = PolarFactorizer(
      method: method, sinkhorn: Sinkhorn(epsilon ?? .shareOfMedian(0.001)))
    let factors = try solver.factor(sampled, progress: line.map { $0.show })
    line?.clear()
    let report = PolarReport(factors: factors, tolerance: tolerance)
    let heading = Heading(
      OutputFile.shortName(field), certificate: factors.certificate, cost: .squaredEuclidean)
    let written = outputs.write(
      to: { try FieldFile.save(factors, to: $0) },
      plot: { try Figure.polar(factors, heading: heading).write(to: $0) })
    return try outputs.finish(
      written, json: report.json, table: report.table(on: console),
      isCertified: report.isCertified, on: console)
  }
}
