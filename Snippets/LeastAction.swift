// The flow of least action between two densities, the geodesic of two Gaussians and the bridge
// between them.

import OptimalTransport

let left = try Gaussian(mean: 0.3, variance: 0.004)
let right = try Gaussian(mean: 0.7, variance: 0.010)
let source = try left.discretized(shape: [64], box: .unit(1)).density
let target = try right.discretized(shape: [64], box: .unit(1)).density

let flow = try BenamouBrenier(timeSteps: 32).solve(from: source, to: target)
print(flow.termination)  // prints converged
print(2 * flow.action)  // prints 0.161
print(flow.certificate.relativeGap)  // prints below 1e-3
print(flow.residuals.continuity)  // prints below 1e-12

// The closed form: a Gaussian at every time, phi at every time.
let geodesic = try GaussianGeodesic(source: left, target: right)
print(geodesic.squaredDistance)  // prints 0.16135
print(try geodesic.measure(at: 0.5).mean[0])  // prints 0.5
print(try geodesic.potential(at: 0.5).gradient([0.5])[0])  // prints 0.4

// The likeliest motion of Brownian particles between the two; its variance at half time is larger.
let bridge = try GaussianSchrodingerBridge(
  source: left, target: right, prior: .brownian(dimension: 1, noise: 0.2))
let straight = try geodesic.measure(at: 0.5).covariance[0, 0]
print(try bridge.covariance(at: 0.5)[0, 0] > straight)  // prints true
print(bridge.controlEnergy)  // prints 0.1885
