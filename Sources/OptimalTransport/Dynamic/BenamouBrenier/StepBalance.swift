import Foundation

/// The step size that makes both sides of the certificate lose about the same by being made
/// feasible: short steps favour the potential, long ones the flow.
struct StepBalance {
  private var changes = 0.0

  mutating func next(_ gamma: Double, dualLoss: Double, primalLoss: Double) -> Double {
    let loss = max(primalLoss, 0) + dualLoss
    guard loss > 0, loss.isFinite else { return gamma }
    let share = dualLoss / loss
    guard share > 0.7 || share < 0.3 else { return gamma }
    // Ever smaller changes, for the iteration to converge.
    changes += 1
    let factor = exp2((share > 0.7 ? -1 : 1) / (1 + changes / 8))
    return min(max(gamma * factor, 0.02), 200)
  }
}
