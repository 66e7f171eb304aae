// One law as atoms at its quantiles, as cells of a grid and as a random sample, and how far each of
// them is from the law.

import OptimalTransport

let law = try LineLaw(Gaussian(mean: 0, variance: 1))
let quantiles = try law.discretized(count: 100)  // atoms of mass 1/100
let cells = try law.discretized(shape: [100], box: Box(lower: [-5], upper: [5]))
let sample = try law.sample(count: 100, seed: 1)

/// W2 between the law and what stands for it.
func distance(to measure: any Measure) throws -> Double {
  try QuantileMap(source: law, target: measure).cost().distance
}

print(try distance(to: quantiles))  // prints 0.0493
print(try distance(to: cells.density))  // prints 0.00094
print(try distance(to: sample))  // prints 0.197
print(cells.fractionOutside)  // prints 5.7e-7

// In the plane: a mixture, and a picture of it with 64 x 48 cells.
let mixture = try GaussianMixture(
  weights: [0.7, 0.3],
  components: [
    Gaussian(mean: [0.3, 0.4], covariance: Matrix([[0.01, 0.004], [0.004, 0.02]])),
    Gaussian(mean: [0.7, 0.6], covariance: Matrix([[0.005, 0], [0, 0.005]])),
  ])
let picture = try mixture.discretized(shape: [64, 48], box: .unit(2)).density
print(picture.count, picture.mass)  // prints 3072 1.0
print(picture.mean[0], mixture.mean[0])  // prints 0.42 0.42

// Masses may be anything but negative; two sides must have the same.
let heavy = try PointCloud(points: Matrix([[0, 0], [1, 1]]), weights: [2, 0])
do {
  _ = try TransportProblem(source: heavy, target: picture.pointCloud)
} catch {
  print(error)  // prints source has mass 2.0 and target has mass 1.0;
}
