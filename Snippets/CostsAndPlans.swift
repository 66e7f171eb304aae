// The same two measures under three costs: which plan is best depends on the cost.

import OptimalTransport

let source = try PointCloud(line: [0, 1], weights: [0.5, 0.5])
let target = try PointCloud(line: [1, 2], weights: [0.5, 0.5])

/// The plan and what it costs.
func solve(_ cost: GroundCost) throws -> TransportSolution {
  try NetworkSimplex().solve(TransportProblem(source: source, target: target, cost: cost))
}

// A convex cost moves both by one: a long way costs more than two half as long.
let square = try solve(.squaredEuclidean)
print(square.value, square.plan.dense.elements)  // prints 1.0 [0.5, 0.0, 0.0, 0.5]

// A concave cost leaves the mass at 1 where it is and takes the other over it.
let root = try solve(.power(0.5))
print(root.value, root.plan.dense.elements)  // prints 0.7071 [0.0, 0.5, 0.5, 0.0]

// Under Monge's own cost |x - y| both plans are best.
print(try solve(.euclidean).value)  // prints 1.0

// A cost of your own: |x - y|, and a toll of 3 for every trip to the right of 1.5.
let toll = GroundCost.custom { x, y in abs(x[0] - y[0]) + (y[0] > 1.5 ? 3 : 0) }
print(try solve(toll).value)  // prints 2.5

// Costs may be known for some pairs only; the others are forbidden.
let roads = try SparseCost(
  rows: 2, columns: 2, rowIndices: [0, 1], columnIndices: [0, 1], values: [1, 1])
let byRoad = try NetworkSimplex().solve(
  TransportProblem(
    sourceWeights: [0.5, 0.5], targetWeights: [0.5, 0.5], geometry: Geometry(sparse: roads)))
print(byRoad.value)  // prints 1.0
