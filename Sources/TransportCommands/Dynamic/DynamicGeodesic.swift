import OptimalTransport

/// The path of a dynamic solution as a geodesic, known at the ends of its steps.
struct DynamicGeodesic: DisplacementInterpolation {
  let solution: DynamicSolution

  /// Twice the action.
  var squaredDistance: Double { solution.certificate.upperBound }

  /// The density at the end of a step that is nearest to a time.
  func measure(at time: Double) throws(TransportError) -> GridDensity {
    solution.path.frames[Int((time * Double(solution.timeSteps)).rounded())]
  }

  /// The same; it has no other grid.
  func density(at time: Double, shape: [Int], box: Box) throws(TransportError) -> GridDensity {
    guard shape == solution.path.shape, box == solution.path.box else {
      throw .shapeMismatch(
        argument: "shape", expected: "\(solution.path.shape)", found: "\(shape)")
    }
    return try measure(at: time)
  }
}
