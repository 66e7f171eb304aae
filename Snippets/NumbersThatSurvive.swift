// What happens to numbers that most programs cannot hold: sharp kernels, tiny masses, huge costs.

import Foundation
import OptimalTransport

// eps = 1e-4 of the largest cost: the kernel exp(-C / eps) is zero but on the diagonal.
let points = (0..<5).map(Double.init)
let cloud = try PointCloud(line: points)
let shifted = try PointCloud(line: points.map { $0 + 10 })
let problem = try TransportProblem(source: cloud, target: shifted)
print(exp(-36 / 0.02))  // prints 0.0
let sharp = try Sinkhorn(.absolute(0.02)).solve(problem)
print(sharp.termination, sharp.certificate.upperBound)  // prints converged 100.0
print(sharp.certificate.relativeGap)  // prints below 1e-12

// The scalings are out of range; their logarithms, the potentials, are not.
print(sharp.potentials.u.max()!, sharp.potentials.f.max()! < 1e3)  // prints inf true

// A mass of 1e-300 is moved, not lost.
let tiny = try PointCloud(line: [0, 1], weights: [1 - 1e-16, 1e-300])
let far = try PointCloud(line: [0, 2], weights: [1 - 1e-16, 1e-300])
let plan = try NetworkSimplex().solve(TransportProblem(source: tiny, target: far)).plan
print(plan.targetMarginal[1])  // prints 1e-300

// Costs up to 1e300.
let costs = try Matrix([[0, 1e300], [1e300, 0]])
let huge = try NetworkSimplex().solve(
  TransportProblem(
    sourceWeights: [0.75, 0.25], targetWeights: [0.25, 0.75], geometry: Geometry(dense: costs)))
print(huge.value, huge.certificate.relativeGap)  // prints 5e299 0.0

// Single precision in the iterations; the certificate is computed in double precision all the same.
var single = Sinkhorn(.absolute(0.5))
single.precision = .single
let half = try single.solve(problem)
print(half.certificate.lowerBound <= 100, half.certificate.upperBound >= 100)  // prints true true

// The same seed, the same numbers.
let one = try Gaussian(mean: 0, variance: 1).sample(count: 3, seed: 7)
let two = try Gaussian(mean: 0, variance: 1).sample(count: 3, seed: 7)
print(one == two)  // prints true
