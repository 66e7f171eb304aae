/// A potential made of pairs, its gradient, and bounds of what a tree left out of them.
public struct PairField: Sendable, Equatable {
  /// phi at each target.
  public let potential: [Double]
  /// grad phi, one row a target.
  public let gradient: Matrix
  /// |phi - sum over all pairs| is at most this, but for rounding; 0 where all pairs were summed.
  public let potentialBound: [Double]
  /// The same for the Euclidean length of the gradient's error.
  public let gradientBound: [Double]

  init(
    potential: [Double], gradient: Matrix, potentialBound: [Double], gradientBound: [Double]
  ) {
    self.potential = potential
    self.gradient = gradient
    self.potentialBound = potentialBound
    self.gradientBound = gradientBound
  }

  /// All pairs were summed.
  init(potential: [Double], gradient: Matrix) {
    let zeros = [Double](repeating: 0, count: potential.count)
    self.init(
      potential: potential, gradient: gradient, potentialBound: zeros, gradientBound: zeros)
  }

  /// From d + 3 numbers a target: gradient, potential, the bounds of potential and gradient.
  init(sums: [Double], count: Int, dimension d: Int) {
    let width = d + 3
    func column(_ k: Int) -> [Double] { (0..<count).map { sums[$0 * width + k] } }
    self.init(
      potential: column(d),
      gradient: Matrix(
        uncheckedRows: count, columns: d,
        elements: (0..<count).flatMap { sums[$0 * width..<$0 * width + d] }),
      potentialBound: column(d + 1), gradientBound: column(d + 2))
  }

  /// Everything times a factor.
  func scaled(by factor: Double) -> PairField {
    PairField(
      potential: potential.map { factor * $0 }, gradient: gradient.scaled(by: factor),
      potentialBound: potentialBound.map { abs(factor) * $0 },
      gradientBound: gradientBound.map { abs(factor) * $0 })
  }

  /// Both fields at the same targets.
  static func + (left: PairField, right: PairField) -> PairField {
    func sum(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }
    return PairField(
      potential: sum(left.potential, right.potential),
      gradient: Matrix(
        uncheckedRows: left.gradient.rows, columns: left.gradient.columns,
        elements: sum(left.gradient.elements, right.gradient.elements)),
      potentialBound: sum(left.potentialBound, right.potentialBound),
      gradientBound: sum(left.gradientBound, right.gradientBound))
  }
}
