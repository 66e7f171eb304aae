/// Throws at the first entry that is not a finite number.
func checkFinite(_ values: [Double], argument: String) throws(TransportError) {
  for (index, value) in values.enumerated() where !value.isFinite {
    throw .nonFinite(argument: argument, index: index, value: value)
  }
}

/// Checks that masses are finite, not negative and not all zero; returns their sum.
func checkMasses(_ values: [Double], argument: String) throws(TransportError) -> Double {
  guard !values.isEmpty else { throw .emptyInput(argument: argument) }
  try checkFinite(values, argument: argument)
  for (index, value) in values.enumerated() where value < 0 {
    throw .negativeMass(argument: argument, index: index, value: value)
  }
  let mass = values.compensatedSum()
  guard mass > 0, mass.isFinite else { throw .degenerateMass(argument: argument, mass: mass) }
  return mass
}
