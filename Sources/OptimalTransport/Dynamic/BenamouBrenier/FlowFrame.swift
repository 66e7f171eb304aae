/// Units in which every flow problem looks alike: lengths in units of the distance that the mass
/// travels, densities in units of the mean density that a particle of it sees.
///
/// Velocities and potentials are then about one where there is mass, and so are momenta; one step
/// size of the splitting serves all problems.
struct FlowFrame: Sendable {
  /// The unit of length.
  let length: Double
  /// The unit of density.
  let density: Double

  /// Both ends in these units; the target is brought to the source's mass exactly.
  func scaled(_ values: [Double]) -> [Double] { values.map { $0 / density } }

  /// phi's unit: length^2 / time, time being one.
  var potential: Double { length * length }
  /// The momentum's unit.
  var momentum: Double { density * length }

  /// int rho^2 / int rho, the mean of both densities; they must have the same mass.
  static func densityUnit(_ source: [Double], _ target: [Double]) -> Double {
    let squares = [source, target].map { values -> Double in
      let largest = values.max()!
      let scaled = values.map { $0 / largest }
      return largest * scaled.reduce(0) { $0 + $1 * $1 } / scaled.reduce(0, +)
    }
    return (squares[0] + squares[1]) / 2
  }
}
