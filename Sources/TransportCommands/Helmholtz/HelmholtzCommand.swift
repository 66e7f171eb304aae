public import ArgumentParser
public import OptimalTransport
import TransportIO
import TransportPlots

extension HelmholtzDecomposition.Boundary: ExpressibleByArgument {}
extension HelmholtzDecomposition.Derivative: ExpressibleByArgument {}

/// `ot helmholtz`: a field on a grid into a divergence-free part and a gradient.
struct HelmholtzCommand: TransportCommand {
  static let configuration = CommandConfiguration(
    commandName: "helmholtz",
    abstract: "Split a vector field on a grid into a divergence-free part and a gradient.",
    usage: "ot helmholtz <field> [<options>]",
    discussion: """
      Writes v = s + grad p with s divergence-free and orthogonal to every gradient: on a periodic \
      box, or on a box without flux of s through the walls. Both hold to rounding for the grid's own \
      divergence and gradient. It is 'ot polar' of x + e v(x), to first order in e.

      FIELD, with values at the cell centres of a grid in 1, 2 or 3 dimensions
        .npy        array of shape grid + d: n x m x 2, or n x m x l x 3; n numbers
                    are a field on the line. Axis k is coordinate k
        .npz        field, such an array, and optionally box (d x 2: lower, upper)

      DERIVATIVE
        spectral    of the trigonometric interpolant: exact for smooth periodic
                    fields; the default on periodic boxes. Without flux only for
                    fields that meet the walls at a tangent, else of first order
        difference  of values at the corners of the cells: second order; the
                    default without flux

      RESULTS
      --output writes solenoidal and gradient (grid + d), potential (grid), harmonic (d; the mean, \
      which on a periodic box is part of s) and box. --json prints one object with the keys
        boundary derivative shape norm solenoidalNorm gradientNorm gradientShare
        harmonic divergence relativeDivergence innerProduct orthogonalityError
        energyError boundaryFlux tolerance certified seconds
      where norms are of L2 over the box, and boundaryFlux is extrapolated to the walls.

      EXIT STATUS
        0   relative divergence, orthogonality and energy errors are within 1e-12
        2   they are not; the results are written all the same
        64  bad usage
        65  bad data
        74  a file cannot be read or written

      EXAMPLE
        ot helmholtz wind.npz --boundary no-flux --output parts.npz --plot wind.png
      """)

  @Argument(
    help: "The vector field, a file.", completion: .file(extensions: ["npy", "npz"]))
  var field: String

  @Option(help: "What holds at the faces of the box.")
  var boundary: HelmholtzDecomposition.Boundary = .periodic

  @Option(help: "How the gradient is discretised; by the boundary where left out.")
  var derivative: HelmholtzDecomposition.Derivative?

  @Option(
    help: ArgumentHelp(
      "The box of the grid, lower:upper for each axis, as in 0:1,0:2. (default: the file's, or the "
        + "unit cube)", valueName: "ends"), transform: GridArgument.box)
  var box: Box?

  @OptionGroup var outputs: FieldOutputs

  func execute(on console: Console) throws -> ExitStatus {
    try outputs.check(inputs: [field])
    guard case .grid(let grid) = try FieldFile.load(field, box: box) else {
      throw UsageError(
        description:
          "\(field) holds samples on scattered points; the Helmholtz decomposition needs "
          + "a field on a grid: an array of shape grid + d.")
    }
    let start = ContinuousClock.now
    let parts = try HelmholtzDecomposition(of: grid, boundary: boundary, derivative: derivative)
    let report = HelmholtzReport(
      field: grid, parts: parts, seconds: (ContinuousClock.now - start) / .seconds(1))
    let written = outputs.write(
      to: { try FieldFile.save(parts, to: $0) },
      plot: {
        try Figure.helmholtz(
          parts, of: grid, heading: Heading(OutputFile.shortName(field))
        ).write(to: $0)
      })
    return try outputs.finish(
      written, json: report.json, table: report.table(on: console),
      isCertified: report.isCertified, on: console)
  }
}
