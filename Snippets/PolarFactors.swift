// A map as a monotone map after one that preserves measure, a matrix as a positive part after a
// rotation, and a wind as a gradient plus what has no divergence.

import Foundation
import OptimalTransport

// sin(pi x) goes up and comes down: sorted, it is sin(pi x / 2).
let n = 1000
let x = (0..<n).map { (Double($0) + 0.5) / Double(n) }
let factors = try PolarFactorizer().factor(
  SampledField(line: x, values: x.map { sin(.pi * $0) }))
print(factors.gradient[n / 2, 0], sin(.pi * x[n / 2] / 2))  // prints 0.708 0.708
print(factors.value)  // prints 0.022764
print(factors.value - factors.squaredDistanceToSigma)  // prints below 1e-12

// Matrices: M = P Q.
let polar = try MatrixPolar(Matrix([[1, -2], [3, 1]]))
print(polar.left[0, 0], polar.left[0, 1])  // prints 2.22834 0.1857
print(polar.orthogonalityError)  // prints below 1e-14

// Helmholtz: a whirl and a source on a periodic square.
let wind = try VectorField(shape: [64, 64]) { point in
  let (a, b) = (2 * Double.pi * point[0], 2 * Double.pi * point[1])
  return [cos(a) + sin(b), sin(a) + cos(b)]
}
let parts = try HelmholtzDecomposition(of: wind, boundary: .periodic)
print(parts.solenoidal.norm, parts.gradient.norm)  // prints 1.0 1.0
print(parts.residuals.largest)  // prints below 1e-12
