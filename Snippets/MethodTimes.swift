// Times the methods of "Choosing a method" on two clouds in the unit square, two clouds on the line
// and two densities on a grid: seconds of processor time, and the relative width of what is proved.
//
//     swift run -c release MethodTimes [clouds | space | line | grids]

import Foundation
import OptimalTransport

/// n points, uniform in a unit cube that is moved along the first axis.
func cloud(_ n: Int, dimension: Int, seed: UInt64, shift: Double = 0) throws -> PointCloud {
  var generator = SeededGenerator(seed: seed)
  let elements = (0..<n * dimension).map { k in
    generator.uniform() + (k.isMultiple(of: dimension) ? shift : 0)
  }
  return try PointCloud(points: Matrix(rows: n, columns: dimension, elements: elements))
}

/// The least processor time of three runs, all cores together, and the certificate: unlike the time
/// of the clock it hardly depends on what else the machine does.
func row(_ name: String, _ size: String, _ solve: () throws -> (Certificate, Termination)) throws {
  var best = Double.infinity
  var last: (Certificate, Termination)?
  for _ in 0..<3 {
    let start = clock()
    last = try solve()
    best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
  }
  let gap = String(format: "%.1e", last!.0.relativeGap)
  print("| \(size) | \(name) | \(String(format: "%.4f", best)) | \(gap) | \(last!.1) |")
}

func sinkhorn(_ share: Double, _ problem: TransportProblem) throws -> (Certificate, Termination) {
  let solution = try Sinkhorn(.shareOfMedian(share), tolerance: 1e-6).solve(problem)
  return (solution.certificate, solution.termination)
}

func simplex(_ problem: TransportProblem) throws -> (Certificate, Termination) {
  let solution = try NetworkSimplex().solve(problem)
  return (solution.certificate, solution.termination)
}

func clouds(dimension: Int, sizes: [Int]) throws {
  for n in sizes {
    let problem = try TransportProblem(
      source: cloud(n, dimension: dimension, seed: 1),
      target: cloud(n, dimension: dimension, seed: 2, shift: 0.5))
    try row("simplex", "\(n)") { try simplex(problem) }
    for share in [0.1, 0.01, 0.001] {
      try row("Sinkhorn, \(share * 100) %", "\(n)") { try sinkhorn(share, problem) }
    }
  }
}

func line() throws {
  for n in [1000, 10_000, 100_000, 1_000_000] {
    let (a, b) = (try cloud(n, dimension: 1, seed: 1), try cloud(n, dimension: 1, seed: 2))
    try row("sorting", "\(n)") {
      let solution = try QuantileTransport().solve(source: a, target: b)
      return (solution.certificate, solution.termination)
    }
    try row("circle", "\(n)") {
      let solution = try CircleTransport().solve(source: a, target: b)
      return (solution.certificate, solution.termination)
    }
    guard n <= 10_000 else { continue }
    try row("simplex", "\(n)") { try simplex(TransportProblem(source: a, target: b)) }
  }
}

/// Two bumps in the unit square on n x n cells, nowhere zero.
func densities(_ n: Int) throws -> (GridDensity, GridDensity) {
  func density(_ x: Double, _ y: Double, _ width: Double) throws -> GridDensity {
    let values = (0..<n * n).map { cell in
      let (a, b) = ((Double(cell / n) + 0.5) / Double(n), (Double(cell % n) + 0.5) / Double(n))
      return 0.2 + exp(-((a - x) * (a - x) + (b - y) * (b - y)) / (2 * width * width))
    }
    return try GridDensity(shape: [n, n], values: values).normalized()
  }
  return (try density(0.35, 0.4, 0.15), try density(0.6, 0.65, 0.2))
}

/// The certificate of bounds between the densities themselves.
func bracket(_ pair: (GridDensity, GridDensity), _ potential: BrenierPotential) throws
  -> Certificate
{
  let bounds = try DensityBracket(source: pair.0, target: pair.1, potential: potential)
  return Certificate(
    upperBound: bounds.upper, lowerBound: bounds.lower, marginalError: 0, dualInfeasibility: 0)
}

func grids() throws {
  for n in [16, 32, 64, 128, 256] {
    let pair = try densities(n)
    let problem = try TransportProblem(source: pair.0, target: pair.1)
    if n <= 64 { try row("simplex", "\(n)^2") { try simplex(problem) } }
    if n <= 128 { try row("Sinkhorn, 0.1 %", "\(n)^2") { try sinkhorn(0.001, problem) } }
    var potential: BrenierPotential?
    try row("back-and-forth", "\(n)^2") {
      let solution = try BackAndForth().solve(source: pair.0, target: pair.1)
      potential = solution.brenierPotential
      return (solution.certificate, solution.termination)
    }
    try row("its bounds of densities", "\(n)^2") { (try bracket(pair, potential!), .converged) }
    try row("Monge-Ampere", "\(n)^2") {
      let solution = try MongeAmpere().solve(source: pair.0, target: pair.1)
      potential = solution.potential
      return (try bracket(pair, solution.potential), solution.termination)
    }
    if n <= 64 {
      try row("Benamou-Brenier, 16 steps", "\(n)^2") {
        let solution = try BenamouBrenier(timeSteps: 16).solve(from: pair.0, to: pair.1)
        return (solution.certificate, solution.termination)
      }
    }
  }
}

print("| size | method | seconds | relative gap | ended |")
print("| --- | --- | --- | --- | --- |")
let part = CommandLine.arguments.dropFirst().first
if part == nil || part == "clouds" {
  try clouds(dimension: 2, sizes: [250, 500, 1000, 2000, 4000, 8000])
}
if part == nil || part == "space" { try clouds(dimension: 10, sizes: [1000, 2000, 4000]) }
if part == nil || part == "line" { try line() }
if part == nil || part == "grids" { try grids() }
