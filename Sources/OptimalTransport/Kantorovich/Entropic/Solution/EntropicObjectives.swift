import Foundation

/// The values of the regularised problem, each named with its formula.
///
/// Two conventions are in use. This library's, and Peyre and Cuturi's, is F(P) = <C, P> + eps <P,
/// log P - 1>; that of Sinkhorn divergences replaces the entropy by KL(P | a x b) = <P, log(P / a
/// b')> - |P| + |a| |b|. They differ by a constant of the marginals.
public struct EntropicObjectives: Sendable, Equatable {
  /// F of a plan with exact marginals, from above: min F <= primal. Evaluated on the rounded plan,
  /// with the convexity bound of its entropy.
  public let primal: Double
  /// <f, a> + <g, b> - eps sum P_ij of the potentials: a lower bound of min F, whatever they are.
  public let dual: Double
  /// eps KL(P | a x b) - eps <P, log P - 1> for every plan with the marginals:
  /// eps (|a| |b| - <a, log a> - <b, log b>).
  public let relativeEntropyShift: Double

  /// primal - dual, at least zero up to rounding.
  public var gap: Double { primal - dual }
  /// <C, P> + eps KL(P | a x b), from above: what OTT and GeomLoss call the regularised cost.
  public var relativeEntropyPrimal: Double { primal + relativeEntropyShift }
  /// The dual value in the same convention, from below.
  public var relativeEntropyDual: Double { dual + relativeEntropyShift }

  /// The formula of `primal`.
  public static let primalFormula = "<C, P> + eps <P, log P - 1>"
  /// The formula of `dual`.
  public static let dualFormula = "<f, a> + <g, b> - eps sum exp((f + g - C) / eps)"

  init(potentials: SchrodingerPotentials, problem: TransportProblem, rounded: RoundedGibbsPlan) {
    let (a, b, epsilon) = (problem.sourceWeights, problem.targetWeights, potentials.epsilon)
    primal = rounded.regularizedCost
    var sum = CompensatedSum()
    for (f, a) in zip(potentials.f, a) where a > 0 { sum.add(a, times: f) }
    for (g, b) in zip(potentials.g, b) where b > 0 { sum.add(b, times: g) }
    sum.add(-epsilon, times: rounded.mass)
    dual = sum.value
    var entropy = CompensatedSum()
    for a in a where a > 0 { entropy.add(a, times: log(a)) }
    for b in b where b > 0 { entropy.add(b, times: log(b)) }
    relativeEntropyShift = epsilon * (problem.mass * problem.mass - entropy.value)
  }
}
