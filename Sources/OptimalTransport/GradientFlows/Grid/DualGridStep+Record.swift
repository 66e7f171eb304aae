/// What a step moved.
extension DualGridStep {
  /// W2(mu, rho) along the gradient: the root of the sum over the cells of what is carried of |x -
  /// grad(x)|^2.
  var distance: Double { squaredDistance.squareRoot() }

  /// The square of ``distance``.
  var squaredDistance: Double {
    let images = problem.lift.gradient(potential)
    let moves = zip(images.elements, problem.centers.elements).map { $0 - $1 }
    let d = problem.axes.count
    let carried = potentialIsBefore ? before : density
    var sum = CompensatedSum()
    for i in carried.indices where carried[i] > 0 {
      sum.add(carried[i] * moves[(i * d)..<(i * d + d)].reduce(0) { $0 + $1 * $1 })
    }
    return sum.value * problem.cellVolume
  }
}
