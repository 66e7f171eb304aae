/// Whether the velocities of a grid hold what flows there.
extension PhaseDensity {
  /// - Throws: `outOfRange` for less than 4 thermal speeds, or cells wider than one; never at
  ///   temperature zero.
  func checkHoldsMaxwellian(temperature: Double) throws(TransportError) {
    let speed = temperature.squareRoot()
    guard speed > 0 else { return }
    guard velocityLimit >= 4 * speed else {
      throw .outOfRange(
        argument: "velocityLimit", value: velocityLimit,
        expected: "at least 4 thermal speeds, \(4 * speed), to hold the Maxwellian")
    }
    guard grid.box.sides[1] / Double(velocities) <= speed else {
      throw .outOfRange(
        argument: "velocities", value: Double(velocities),
        expected: "cells no wider than the thermal speed, \(speed)")
    }
  }

  /// - Throws: `outOfRange` when more than 1e-3 of the mass stands at the walls of velocity.
  func checkWalls() throws(TransportError) {
    let n = velocities
    guard n > 2 else { return }
    let f = grid.values
    let sum = (0..<positions).reduce(0) { $0 + f[$1 * n] + f[$1 * n + n - 1] }
    let share = sum * grid.cellVolume / mass
    guard share <= 1e-3 else {
      throw .outOfRange(
        argument: "velocityLimit", value: velocityLimit,
        expected: "larger: \(share) of the mass has reached the walls of velocity")
    }
  }
}
