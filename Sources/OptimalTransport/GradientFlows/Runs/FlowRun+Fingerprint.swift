extension FlowRun {
  /// A hash of what decides a run's steps: the start, its energy, tau, the duration, the stepping,
  /// what is kept and the label.
  func fingerprint(of start: Flow.Stepper.State, energy: Double) -> UInt64 {
    var words = CheckpointWords()
    words.append(start.numbers)
    words.append([energy, flow.timeStep, duration])
    words.append(steppingNumbers)
    switch frames {
    case .every(let k): words.append(k)
    case .times(let times): words.append(times)
    }
    words.append(label)
    return words.checksum
  }

  private var steppingNumbers: [Double] {
    switch stepping {
    case .fixed: [1]
    case .secondOrder: [2]
    case .adaptive(let step):
      [3, step.errorTarget, step.shortest ?? 0, step.longest ?? 0]
    }
  }
}
