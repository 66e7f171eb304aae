/// Training of a wide two-layer network as a Wasserstein gradient flow of the law of its neurons.
///
/// ```
/// F(rho) = (1/2m) sum_s (f_rho(x_s) - y_s)^2 + (lambda/2) int |theta|^2 rho,   f_rho(x) = int a sigma(w . x + b) rho.
/// ```
/// F is quadratic in rho: a potential and a pair interaction between neurons. On N neurons of mass
/// 1/N the proximal step is
/// ```
/// minimise J(Theta) = (1/2N) sum_i |theta_i - theta_i^k|^2 + h F(Theta),
/// ```
/// so that F falls by at least d^2 / (2 h) for every h. As h -> 0 it is gradient descent with the
/// rate N h, theta_i <- theta_i - N h dF/dtheta_i, to O(h^2) a step. J is minimised by Gauss and
/// Newton's method in the space of the m samples, with Armijo's rule. For tanh and h below 1 /
/// |Lambda| J is strongly convex in the ball that holds all its points no higher than the start;
/// then the gap is proven (`NetworkConvexity`). Otherwise the gap is infinite and the step is a
/// critical point that lies lower than its start.
///
/// With a temperature T, neurons are then moved by sqrt(2 T h) noise: noisy descent, the flow of F
/// + T int rho log rho, whose loss alone may rise. `energy` is the loss with its ridge; the entropy
/// of few neurons in many dimensions is not estimated.
///
/// The loss tends to that of the law as N grows: at the start it is above by v / (2 N) in the mean,
/// v the variance of a neuron's answers, and scatters by as many parts of sqrt(N). A sine at 24
/// points, lambda = 1e-4, after 20 steps of h = 2, means over 16 starts and their standard errors:
///
/// | N | 10 | 30 | 100 | 300 | 1000 |
/// | --- | --- | --- | --- | --- | --- |
/// | F | .0334 | .0328 | .0314 | .0309 | .0309 |
/// | error | 9e-4 | 6e-4 | 3e-4 | 2e-4 | 9e-5 |
///
/// Complexity: O(m^2 N + m^3) an inner iteration. Sources: Mei, Montanari and Nguyen 2018; Chizat
/// and Bach 2018; Rotskoff and Vanden-Eijnden 2018.
public struct NeuralNetworkFlow: ProximalFlow {
  /// What is to be learned.
  public let data: RegressionData
  /// sigma.
  public let activation: Activation
  /// lambda >= 0.
  public let ridge: Double
  /// T >= 0.
  public let temperature: Double
  /// h.
  public let timeStep: Double
  /// All noise comes from it.
  public let seed: UInt64
  /// The inner iteration stops at a gap of this part of d^2 / 2.
  public let tolerance: Double
  /// Inner iterations at most, a step.
  public let iterationLimit: Int

  /// - Throws: `outOfRange` unless h and the tolerance are positive, lambda and T at least 0, all
  ///   finite.
  public init(
    _ data: RegressionData, timeStep: Double, activation: Activation = .tanh, ridge: Double = 0,
    temperature: Double = 0, seed: UInt64 = 1, tolerance: Double = 1e-10,
    iterationLimit: Int = 100
  ) throws(TransportError) {
    try checkPositive(timeStep, argument: "timeStep")
    try checkPositive(tolerance, argument: "tolerance")
    for (name, value) in [("ridge", ridge), ("temperature", temperature)]
    where !(value >= 0 && value.isFinite) {
      throw .outOfRange(argument: name, value: value, expected: "a finite number, at least 0")
    }
    self.data = data
    self.activation = activation
    self.ridge = ridge
    self.temperature = temperature
    self.timeStep = timeStep
    self.seed = seed
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// Whether steps draw noise.
  public var isRandom: Bool { temperature > 0 }

  /// - Throws: `shapeMismatch` when the neurons take other inputs than the data has.
  public func stepper(for start: NetworkState) throws(TransportError) -> NetworkStepper {
    guard start.inputDimension == data.inputs.columns else {
      throw .shapeMismatch(
        argument: "neurons", expected: "\(data.inputs.columns + 2) numbers each: a, w, b",
        found: "\(start.neurons.columns)")
    }
    return NetworkStepper(flow: self, loss: NetworkLoss(self))
  }

  /// The loss after some steps from standard normal neurons, for each width: (width, F).
  ///
  /// - Throws: as ``ProximalFlow/run(from:steps:progress:)``.
  public func lossAgainstWidth(
    _ widths: [Int], steps: Int
  ) throws(TransportError) -> [(width: Int, loss: Double)] {
    var table: [(width: Int, loss: Double)] = []
    for width in widths {
      let start = try NetworkState(
        width: width, inputDimension: data.inputs.columns, seed: seed)
      let solution = try run(from: start, steps: steps)
      table.append((width, solution.steps.last?.energy ?? solution.initialEnergy))
    }
    return table
  }
}
