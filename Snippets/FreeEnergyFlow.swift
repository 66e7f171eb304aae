// A density in a double well flows down its free energy, by exact proximal steps on the line.

import Foundation
import OptimalTransport

let well = ScalarPotential.line(
  "x^4/4 - x^2/2", convexity: -1, value: { pow($0, 4) / 4 - $0 * $0 / 2 },
  slope: { pow($0, 3) - $0 },
  curvature: { 3 * $0 * $0 - 1 })
let energy = try FreeEnergy.potential(well) + .entropy(0.1)
print(energy)  // prints rho_t = div(rho grad(V)) + 0.1 lap rho,  V = x^4/4 - x^2/2

let flow = try QuantileFlow(energy, timeStep: 0.02)
let start = try QuantileProfile(LineLaw(Gaussian(mean: 1.5, variance: 0.04)), cells: 200)
let history = try FlowRun(flow, duration: 4, frames: .evenly(20, duration: 4)).run(from: start)

print(history.termination)  // prints converged
print(history.largestRise)  // prints 0.0
print(history.gapSum)  // prints below 1e-9
let end = history.frames.last!.state
print(end.mean)  // prints 0.9

// One step is a minimisation, and says how far it is from the minimum.
let (next, step) = try flow.step(from: start)
print(step.gap)  // prints below 1e-12
print(step.energy < history.initialEnergy)  // prints true

// dF/dt = -|grad F|^2: what the step lost is what the slope says, to first order in its length.
print(step.distance / 0.02, step.slope)  // prints 1.908 1.908
print(next.mean < start.mean)  // prints true
