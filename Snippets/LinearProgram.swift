// Kantorovich's linear program, its dual, and the two relations between their solutions.

import OptimalTransport

let costs = try Matrix([
  [4, 1, 3],
  [2, 5, 2],
])
let problem = try TransportProblem(
  sourceWeights: [0.6, 0.4], targetWeights: [0.3, 0.5, 0.2], geometry: Geometry(dense: costs))
let solution = try NetworkSimplex().solve(problem)

// The plan: at most 2 + 3 - 1 entries.
print(solution.plan.count)  // prints 4
print(solution.plan.dense.row(0))  // prints [0.0, 0.5, 0.1]
print(solution.plan.dense.row(1))  // prints [0.3, 0.0, 0.1]
print(solution.value)  // prints 1.6

// The potentials: a price to collect at each source, one to deliver at each target.
let potentials = solution.potentials
print(potentials.dualValue(source: [0.6, 0.4], target: [0.3, 0.5, 0.2]))  // prints 1.6
print(potentials.dualInfeasibility(in: problem.geometry))  // prints 0.0
print(potentials.cConjugacyError(in: problem.geometry))  // prints 0.0

// Mass travels on tight pairs only, so that the two values are one.
print(problem.complementarySlackness(solution.plan, potentials))  // prints below 1e-15
print(solution.certificate.gap)  // prints below 1e-15
print(solution.termination)  // prints converged
