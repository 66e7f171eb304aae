// A certificate made by hand for two sources and two targets: a plan and potentials that are both
// a little wrong still prove bounds.

import OptimalTransport

let costs = try Matrix([
  [0, 2],
  [1, 1],
])
let verifier = try Verifier(source: [0.5, 0.5], target: [0.5, 0.5], costs: costs)

// The optimum is 0.5: the first stays at cost 0, the second goes to the second at cost 1.
// This plan fills the first target with 0.6 and leaves 0.1 missing at the second.
let plan = try TransportPlan(
  rowCount: 2, columnCount: 2, rows: [0, 1, 1], columns: [0, 0, 1], mass: [0.5, 0.1, 0.4])
// And these potentials ask 1.25 for a trip that costs 1.
let potentials = try KantorovichPotentials(alpha: [0, 0.5], beta: [0, 0.75])

// Taken as they are, the plan seems to cost the optimum, and the "lower bound" lies above it.
print(plan.cost(in: try Geometry(dense: costs)))  // prints 0.5
print(potentials.dualValue(source: [0.5, 0.5], target: [0.5, 0.5]))  // prints 0.625

// Repaired, they bracket it.
let certificate = try verifier.certify(plan: plan, potentials: potentials)
print(certificate.marginalError)  // prints 0.2
print(certificate.dualInfeasibility)  // prints 0.25
print(certificate.upperBound)  // prints 0.6667
print(certificate.lowerBound)  // prints 0.5
print(certificate.gap)  // prints 0.1667
print(certificate.holds(to: 1e-9))  // prints false
