/// Throws unless two masses agree to ``TransportProblem/massTolerance``.
func checkBalance(source: Double, target: Double) throws(TransportError) {
  guard abs(source - target) <= TransportProblem.massTolerance * max(source, target) else {
    throw .massMismatch(source: source, target: target)
  }
}
