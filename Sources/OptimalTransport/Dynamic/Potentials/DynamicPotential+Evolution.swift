extension DynamicPotential {
  /// phi at another time, by ``HopfLax`` on the same grid: exact over its cell centres.
  ///
  /// Forwards where `time` is later, backwards where it is earlier. All the way of the mass must
  /// lie in the box.
  ///
  /// - Throws: `nonFinite` for a time that is not finite.
  public func evolved(to time: Double) throws(TransportError) -> DynamicPotential {
    try checkFinite([time], argument: "time")
    if time == self.time { return self }
    let (solver, duration) = (HopfLax(), abs(time - self.time))
    let solution =
      time > self.time
      ? try solver.forward(values, shape: shape, box: box, time: duration)
      : try solver.backward(values, shape: shape, box: box, time: duration)
    return try DynamicPotential(shape: shape, box: box, time: time, values: solution.values)
  }

  /// phi at another time at the cell centres of another grid, over the cell centres of this one.
  ///
  /// With s = |time - self.time|, forwards
  /// ```
  /// phi(x) = |x|^2 / 2s - psi_s*(x) / s,    psi_s = |y|^2 / 2 + s phi,
  /// ```
  /// by a linear-time Legendre transform; backwards the same for -phi. Rounding is that of |x|^2 /
  /// s, coordinates taken from the middle of this box. Where x is reached by no characteristic from
  /// the box, phi grows as the square of the distance.
  ///
  /// Complexity: O(N + M).
  /// - Throws: `shapeMismatch`; `outOfRange` for a time that is not finite, or equal to this one.
  public func evolved(
    to time: Double, shape: [Int], box: Box
  ) throws(TransportError) -> DynamicPotential {
    _ = try checkGrid(shape: shape, box: box, dimension: dimension)
    let duration = abs(time - self.time)
    guard duration > 0, duration.isFinite else {
      throw .outOfRange(argument: "time", value: time, expected: "a time other than \(self.time)")
    }
    let sign = time > self.time ? 1.0 : -1.0
    let middle = zip(self.box.lower, self.box.upper).map { ($0 + $1) / 2 }
    let (from, onto) = (
      axes.shifted(by: middle), GridAxis.all(shape: shape, box: box).shifted(by: middle)
    )
    let sum = zip(from.halfSquares, values).map { $0 + sign * duration * $1 }
    let conjugate = LegendreTransform(source: from, target: onto)(sum, .exact)
    return try DynamicPotential(
      shape: shape, box: box, time: time,
      values: zip(onto.halfSquares, conjugate).map { sign * ($0 - $1) / duration })
  }
}

extension [GridAxis] {
  /// |x|^2 / 2 at the cell centres.
  var halfSquares: [Double] { outerSum(map { $0.centers.map { $0 * $0 / 2 } }) }

  fileprivate func shifted(by origin: [Double]) -> [GridAxis] {
    zip(self, origin).map {
      GridAxis(lower: $0.lower - $1, upper: $0.upper - $1, count: $0.count)
    }
  }
}
