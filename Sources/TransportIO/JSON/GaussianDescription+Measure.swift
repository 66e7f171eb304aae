import OptimalTransport

extension GaussianDescription {
  /// The Gaussian described, checked.
  func measure() throws(TransportError) -> Gaussian {
    try Gaussian(mean: mean, covariance: Matrix(covariance), mass: mass ?? 1)
  }
}

extension ComponentDescription {
  /// The mixture of components, checked; errors name the component.
  static func mixture(_ components: [ComponentDescription]) throws(TransportError)
    -> GaussianMixture
  {
    let weighted = components.count { $0.weight != nil }
    guard weighted == 0 || weighted == components.count else {
      throw .shapeMismatch(
        argument: "mixture", expected: "a weight for every component, or for none",
        found: "\(weighted) for \(count(components.count, "component"))")
    }
    var gaussians: [Gaussian] = []
    for (k, component) in components.enumerated() {
      do {
        let covariance = try Matrix(component.covariance)
        gaussians.append(try Gaussian(mean: component.mean, covariance: covariance))
      } catch { throw error.inFile("mixture[\(k)]") }
    }
    let equal = 1 / Double(max(components.count, 1))
    return try GaussianMixture(
      weights: components.map { $0.weight ?? equal }, components: gaussians)
  }
}
