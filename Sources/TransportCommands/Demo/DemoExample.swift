import OptimalTransport

/// One stop of the tour: a problem, and the methods that solve it.
struct DemoExample {
  /// What its files are called.
  let name: String
  let heading: String
  let prose: [String]
  let source: String
  let target: String
  var cost = GroundCost.squaredEuclidean
  let methods: [TransportMethod]

  /// The command that gives the result of a method.
  func command(_ method: TransportMethod) -> String {
    let cost = if case .squaredEuclidean = cost { "" } else { " --cost \(cost.name)" }
    return "ot solve data/\(source) data/\(target)\(cost) --method \(method.rawValue) "
      + "--plot \(name).svg"
  }

  static let all = [images, clouds, line, gaussians]

  private static let images = DemoExample(
    name: "images", heading: "One image onto another",
    prose: [
      "Grey level is mass, and each pixel an atom at its centre on the unit square. The network "
        + "simplex method finds the plan that moves the flower onto the moon with the least sum of "
        + "mass times squared distance; its potentials prove that no plan does it for less."
    ],
    source: "flower.png", target: "moon.png", methods: [.simplex])

  private static let clouds = DemoExample(
    name: "clouds", heading: "Weighted points under the Euclidean distance",
    prose: [
      "Masses need not be equal, nor as many on both sides: an atom may be split among several. "
        + "The cost is the plain distance, so the value is W1, the earth mover's distance."
    ],
    source: "ring.csv", target: "clusters.csv", cost: .euclidean, methods: [.simplex])

  private static let line = DemoExample(
    name: "line", heading: "On the line, by sorting and by the linear program",
    prose: [
      "On the line a convex cost is minimised by the monotone map: sort both sides and pair them "
        + "off. Both measures are continuous, so 1000 atoms of equal mass, at the quantiles, stand "
        + "for each. The linear program knows nothing of the order, and finds the same value."
    ],
    source: "bell.json", target: "two-bells.json", methods: [.quantile, .simplex])

  private static let gaussians = DemoExample(
    name: "gaussians", heading: "Two Gaussians in closed form",
    prose: [
      "Between Gaussians the optimal map is linear, and the value has a formula: the squared distance "
        + "of the means plus the Bures distance of the covariances. Nothing is discretised; the dual "
        + "potentials are quadratic, and give the lower bound."
    ],
    source: "wide.json", target: "tall.json", methods: [.gaussian])
}
