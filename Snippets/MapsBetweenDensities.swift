// Maps: affine between Gaussians, monotone on the line, and on grids with the proof of the bounds.

import Foundation
import OptimalTransport

let xi = try Gaussian(mean: [0.4, 0.4], covariance: Matrix([[0.010, 0.002], [0.002, 0.006]]))
let eta = try Gaussian(
  mean: [0.6, 0.55], covariance: Matrix([[0.006, -0.003], [-0.003, 0.012]]))

// Gaussians: T(x) = A x + b with A symmetric positive definite.
let affine = try GaussianMap(source: xi, target: eta)
print(affine.isGradient)  // prints true
print(affine.certificate.upperBound)  // prints 0.065594
print(affine.certificate.gap)  // prints below 1e-15

// The line: T = G^-1 o F. The exponential law as a target.
let uniform = try LineLaw(density: { _ in 1 }, from: 0, to: 1)
let exponential = try LineLaw(quantile: { -log1p(-$0) })
let monotone = try QuantileMap(source: uniform, target: exponential)
print(monotone(0.5))  // prints 0.693147
print(monotone.derivative(at: 0.5))  // prints 2.0
print(try monotone.cost().value)  // prints 0.83333

// Grids: back-and-forth ascent of the dual, until it reaches the floor of the grid. The value of
// the map is second order in the cells.
let source = try xi.discretized(shape: [64, 64], box: .unit(2)).density
let target = try eta.discretized(shape: [64, 64], box: .unit(2)).density
let solution = try BackAndForth().solve(source: source, target: target)
print(solution.termination)  // prints stalled
print(solution.value)  // prints 0.065557
print(solution.certificate.relativeGap)  // prints below 1e-3
print(solution.pushforwardError)  // prints 0.001

// Bounds on W2^2 between the densities themselves, no grid error left out.
let bracket = try DensityBracket(
  source: source, target: target, potential: solution.brenierPotential)
print(bracket.lower, bracket.upper)  // prints 0.065563 0.065571
