/// How a run chooses the lengths and the order of its steps.
public enum FlowStepping: Sendable, Equatable {
  /// Steps of the flow's tau, shortened alike so that they fill the duration: first order.
  case fixed
  /// BDF2, with the same steps: second order where the flow is flat.
  ///
  /// The first step is a proximal one. With D_k the distance of step k, F_k + D_k^2 / (4 tau) never
  /// increases; F itself may, by D^2 / (4 tau). Quantiles and points of space have
  /// it. Beyond the line W2 is not flat: extrapolated densities need not be densities (Gallouet,
  /// Natale and Todeschini 2024), so other flows keep to the first order.
  /// Source: Matthes and Plazotta 2019.
  case secondOrder
  /// Steps as long as an error target allows, the first of the flow's tau.
  case adaptive(AdaptiveStep)
}

/// An error target for the steps of a flow, by step doubling.
///
/// A step of h is compared with two of h / 2, which are kept. As the scheme is of first order, the
/// distance of the two ends is the local error of the one kept, up to O(h^3). The sum of these
/// errors stays below `errorTarget`: a step may spend `errorTarget h / (2 duration)`, and of the
/// other half of the target, which rough starts need, a quarter of what is left.
///
/// Inner tolerances are errors that do not fall with h: keep the target well above them.
/// Source for the controller: Gustafsson 1991.
public struct AdaptiveStep: Sendable, Equatable {
  /// What the estimated local errors may add up to, in the distance of the flow's states.
  public let errorTarget: Double
  /// Steps this short are kept whatever their error; a millionth of the duration when left out.
  public let shortest: Double?
  /// No step is longer; the duration when left out. Below -1 / lambda steps are convex problems.
  public let longest: Double?

  /// - Throws: `outOfRange` unless the target is positive and finite and 0 < shortest <= longest.
  public init(
    errorTarget: Double, shortest: Double? = nil, longest: Double? = nil
  ) throws(TransportError) {
    try checkPositive(errorTarget, argument: "errorTarget")
    if let shortest { try checkPositive(shortest, argument: "shortest") }
    if let longest {
      try checkPositive(longest, argument: "longest")
      guard longest >= shortest ?? 0 else {
        throw .outOfRange(
          argument: "longest", value: longest, expected: "at least the shortest step, \(shortest!)")
      }
    }
    self.errorTarget = errorTarget
    self.shortest = shortest
    self.longest = longest
  }
}
