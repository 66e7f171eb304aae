// The law of X^2 for a standard normal X, and of a fold of the plane.

import OptimalTransport

let square = ScalarMap({ $0 * $0 }, derivative: { 2 * $0 }, lipschitzConstant: 2)
let law = try BranchSearch().pushforward(of: Gaussian(mean: 0, variance: 1), by: square)

print(law.branches.count)  // prints 2
print(law.preimages(of: 4))  // prints [-2.0, 2.0]
print(law.density(at: 1))  // prints 0.24197
print(law.cumulative(1))  // prints 0.68269
print(law.certificate.massError)  // prints below 1e-15
print(law.certificate.isProved)  // prints true

// On a grid: mass is moved, not densities, so that the pole at 0 does no harm.
let cells = try law.discretized(shape: [100], box: Box(lower: [0], upper: [4]))
print(cells.density.cellMasses[0])  // prints 0.16608
print(cells.fractionOutside)  // prints 0.0455

// In the plane: (x, y) -> (x^2, y) folds the square along x = 0.
let fold = try VectorMap(from: 2, to: 2) { [$0[0] * $0[0], $0[1]] }
let box = try Box(lower: [-1, 0], upper: [1, 1])
let uniform = try GridDensity(
  shape: [64, 64], box: box, values: [Double](repeating: 0.5, count: 64 * 64))
let folded = try ConservativePush().pushforward(
  of: uniform, by: fold, shape: [32, 32], box: .unit(2))
print(folded.density.mass)  // prints 1.0
let search = try PreimageSearch(map: fold, shape: [64, 64], box: box)
let there = try search.density(at: [0.25, 0.5]) { _ in 0.5 }
print(there.preimages.count, there.value)  // prints 2 1.0
