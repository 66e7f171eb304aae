import Foundation

/// W with the exponent as a subscript: W₂, W₁, W_1.5.
func distanceName(_ exponent: Double) -> String {
  let subscripts = Array("₀₁₂₃₄₅₆₇₈₉")
  guard let whole = Int(exactly: exponent), subscripts.indices.contains(whole) else {
    return "W_\(exponent)"
  }
  return "W\(subscripts[whole])"
}

/// value^(1/p), exact for p = 1 and correctly rounded for p = 2.
func root(_ value: Double, _ exponent: Double) -> Double {
  switch exponent {
  case 1: value
  case 2: value.squareRoot()
  default: pow(value, 1 / exponent)
  }
}
