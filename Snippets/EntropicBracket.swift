// Entropic transport: what it solves, and what it proves of the problem without entropy.

import OptimalTransport

let source = try PointCloud(line: [0, 1, 3], weights: [0.5, 0.25, 0.25])
let target = try PointCloud(line: [5, 6, 8], weights: [0.25, 0.5, 0.25])
let problem = try TransportProblem(source: source, target: target)
print(try NetworkSimplex().solve(problem).value)  // prints 27.75

let solution = try Sinkhorn(.absolute(1)).solve(problem)
print(solution.termination)  // prints converged
print(solution.certificate.lowerBound)  // prints 27.63
print(solution.certificate.upperBound)  // prints 27.83

// The regularised problem has bounds of its own.
print(solution.objectives.gap)  // prints below 1e-6

// P is applied without being stored: its marginals, and the entropic map E[y | x].
print(try solution.plan.apply(to: [1, 1, 1]))  // prints [0.5, 0.25, 0.25]
let map = try solution.plan.barycentricProjection()
print(map[0, 0], map[1, 0], map[2, 0])  // prints 5.55 5.94 7.97

// The recursion contracts Hilbert's metric: a bound that is proved, and what was seen.
print(solution.contraction.birkhoffBound)  // prints 0.9995

// A smaller eps narrows the bracket.
let sharper = try Sinkhorn(.absolute(0.1)).solve(problem)
print(sharper.certificate.gap < solution.certificate.gap)  // prints true
