extension GaussianSchrodingerBridge {
  /// Independent paths of the bridge, exact at the times asked for.
  ///
  /// - Throws: `outOfRange` for a count below 1 or times that do not increase from 0 to 1,
  ///   `emptyInput` without times.
  public func samplePaths(
    count: Int, times: [Double], seed: UInt64
  ) throws(TransportError) -> BridgePaths {
    try checkSampleCount(count)
    try checkTimes(times)
    var generator = SeededGenerator(seed: seed)
    let pairs = drawEnds(count, &generator)
    return try prior.paths(
      between: pairs.starts, and: pairs.ends, times: times, mass: 1, generator: &generator)
  }

  /// Pairs of ends from the coupling, x = m0 + F0 U a and y = m1 + F1 V b.
  private func drawEnds(
    _ count: Int, _ generator: inout SeededGenerator
  ) -> (starts: Matrix, ends: Matrix) {
    let (modes, correlation) = (endModes, coupling.correlation.transposed)
    let free = coupling.freeParts
    var (starts, ends) = ([Double](), [Double]())
    for _ in 0..<count {
      let a = (0..<coupling.left.columns).map { _ in generator.normal() }
      let b = zip(correlation * a, free).map { $0 + $1 * generator.normal() }
      starts += zip(sourceMean, modes.first * a).map { $0 + $1 }
      ends += zip(targetMean, modes.second * b).map { $0 + $1 }
    }
    return (
      Matrix(uncheckedRows: count, columns: dimension, elements: starts),
      Matrix(uncheckedRows: count, columns: dimension, elements: ends)
    )
  }
}
