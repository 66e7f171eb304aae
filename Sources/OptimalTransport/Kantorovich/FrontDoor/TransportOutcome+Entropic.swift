extension TransportOutcome {
  /// Entries of Sinkhorn's plan that are stored at most: 384 MiB of them. Whoever wants more has `entropic`.
  static let planEntryLimit = 1 << 24

  /// The outcome of Sinkhorn's method on atoms.
  init(
    _ solution: EntropicSolution, choice: MethodChoice, cost: GroundCost, source: AtomicMeasure,
    target: AtomicMeasure, keepsPlan: Bool, entryLimit: Int = planEntryLimit
  ) {
    let kept = StoredPlan(solution, keepsPlan: keepsPlan, entryLimit: entryLimit)
    let notes = [Self.note(source, target), kept.note].compactMap(\.self)
    self.init(
      method: choice.method, reason: choice.reason, costName: cost.name,
      distance: cost.distance(ofValue: solution.value), certificate: solution.certificate,
      termination: solution.termination, iterations: solution.iterations,
      seconds: solution.seconds, plan: kept.plan, potentials: solution.kantorovichPotentials,
      sourceAtoms: source.cloud, targetAtoms: target.cloud,
      note: notes.isEmpty ? nil : notes.joined(separator: " "), entropic: solution)
  }

  /// The outcome of Sinkhorn's method on a problem given by its masses and costs.
  init(
    _ solution: EntropicSolution, reason: String, keepsPlan: Bool,
    entryLimit: Int = planEntryLimit
  ) {
    let kept = StoredPlan(solution, keepsPlan: keepsPlan, entryLimit: entryLimit)
    self.init(
      method: .sinkhorn, reason: reason, costName: "matrix", distance: nil,
      certificate: solution.certificate, termination: solution.termination,
      iterations: solution.iterations, seconds: solution.seconds, plan: kept.plan,
      potentials: solution.kantorovichPotentials, sourceAtoms: nil, targetAtoms: nil,
      note: kept.note, entropic: solution)
  }
}

/// What is stored of an entropic plan, which has an entry for each pair.
private struct StoredPlan {
  let plan: TransportPlan?
  let note: String?

  /// Entries below this share of their row's sum are left out: with n of them in a row, at most 1e-9 n of
  /// the mass.
  private static let share = 1e-9

  init(_ solution: EntropicSolution, keepsPlan: Bool, entryLimit: Int) {
    guard keepsPlan else {
      (plan, note) = (nil, nil)
      return
    }
    do throws(TransportError) {
      let kept = try solution.plan.truncated(share: Self.share, entryLimit: entryLimit)
      plan = kept.plan
      note =
        "The plan has the entries of at least \(Self.share) times their row's sum; those left out have "
        + "mass \(kept.droppedMass)."
    } catch {
      plan = nil
      note =
        "The plan has more than \(entryLimit) entries and was not stored; a smaller epsilon leaves fewer."
    }
  }
}
