/// The derivatives of a transport value in the masses of both measures.
///
/// Masses of a transport problem move only together with their sum kept, sum_i da_i = 0, and then
/// d value = sum_i source_i da_i, whatever constant is added to `source`. Of all choices this is the one with mean
/// zero, sum_i source_i = 0: the Euclidean projection on the directions allowed. It is defined at atoms without mass,
/// where only da_i >= 0 is possible; infinite at an atom without mass and without allowed pairs.
public struct WeightGradient: Sendable, Equatable {
  /// The derivative in each source mass, m numbers of mean zero.
  public let source: [Double]
  /// The derivative in each target mass, n numbers of mean zero.
  public let target: [Double]

  /// Takes the means away.
  init(source: [Double], target: [Double]) {
    self.source = Self.centered(source)
    self.target = Self.centered(target)
  }

  private static func centered(_ values: [Double]) -> [Double] {
    let finite = values.filter(\.isFinite)
    guard !finite.isEmpty else { return values }
    // Divided before they are added: potentials may be as large as costs, up to 1e300.
    let mean = finite.map { $0 / Double(finite.count) }.compensatedSum()
    return values.map { $0 - mean }
  }
}
