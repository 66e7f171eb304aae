/// Where the potentials will be at the next eps, by the line through the last two.
///
/// The entropic potentials are smooth in eps, and affine up to exponentially small terms once the
/// optimal plan's support has settled (Cominetti and San Martin 1994), so that the prediction
/// becomes exact as eps -> 0.
struct PotentialPredictor {
  private var earlier: (epsilon: Double, alpha: [Double])?
  private var latest: (epsilon: Double, alpha: [Double])?

  /// Remembers the potentials reached at an eps.
  mutating func record(_ state: SinkhornState) {
    earlier = latest
    latest = (state.epsilon, state.alpha)
  }

  /// Takes the state to another eps.
  func move(_ state: inout SinkhornState, to epsilon: Double) {
    var alpha = state.alpha
    if let latest, let earlier, latest.epsilon == state.epsilon {
      let share = (epsilon - latest.epsilon) / (latest.epsilon - earlier.epsilon)
      for i in alpha.indices {
        let change = share * (latest.alpha[i] - earlier.alpha[i])
        if change.isFinite { alpha[i] += change }
      }
    }
    state.epsilon = epsilon
    state.start(alpha: alpha)
  }
}
