/// A Benamou-Brenier problem with obstacles, a cap or growth, in units in which the mass, the mean
/// density and the distance are about 1.
struct ConstrainedProblem: Sendable {
  let space: FreeSpace
  /// Time steps N.
  let steps: Int
  /// The densities at both ends.
  let (initial, final): ([Double], [Double])
  /// The greatest density at inner times; infinity for none.
  let cap: Double
  /// The length of growth, delta; nil for none.
  let growth: Double?

  var count: Int { space.count }
  /// The length of a time step.
  var tau: Double { 1 / Double(steps) }
}
