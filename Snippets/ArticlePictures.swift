// Draws the pictures of the articles on measures, costs and Kantorovich's problem. The others are
// those of commands that the articles name.
//
//     swift run -c release ArticlePictures FOLDER

import Foundation
import OptimalTransport
import TransportPlots

let folder = CommandLine.arguments.dropFirst().first ?? "."

/// Two clouds whose plan must split: one blob in the middle, two ahead.
func splittingPlan() throws -> Figure {
  var generator = SeededGenerator(seed: 4)
  func blob(_ count: Int, x: Double, y: Double, radius: Double) -> [[Double]] {
    (0..<count).map { _ in
      let angle = 2 * .pi * generator.uniform()
      let length = radius * generator.uniform().squareRoot()
      return [x + length * cos(angle), y + 0.8 * length * sin(angle)]
    }
  }
  let source = try PointCloud(points: Matrix(blob(13, x: 0.2, y: 0.45, radius: 0.28)))
  let target = try PointCloud(
    points: Matrix(
      blob(9, x: 1, y: 0.8, radius: 0.16) + blob(8, x: 1.05, y: 0.15, radius: 0.16)))
  let solution = try NetworkSimplex().solve(TransportProblem(source: source, target: target))
  return try .points(
    source: source, target: target, plan: solution.plan,
    heading: Heading(
      "A plan: mass of one point may go to several", certificate: solution.certificate,
      cost: .squaredEuclidean))
}

/// The interval [0, 1] on its way to [0.5, 1.5], under three costs.
func plansOfCosts() throws -> Figure {
  let cells = 96
  func interval(from lower: Double) throws -> GridDensity {
    let values = (0..<cells).map { cell in
      let x = (Double(cell) + 0.5) / Double(cells) * 1.6
      return x > lower && x < lower + 1 ? 1.0 : 0
    }
    return try GridDensity(
      shape: [cells], box: Box(lower: [0], upper: [1.6]), values: values
    ).normalized()
  }
  let (source, target) = (try interval(from: 0), try interval(from: 0.5))
  let circle = try CircleTransport(circumference: 1.6)
  let costs: [GroundCost] = [.squaredEuclidean, .power(0.5), circle.groundCost]
  let plans = try costs.map { cost in
    try NetworkSimplex().solve(TransportProblem(source: source, target: target, cost: cost)).plan
  }
  return try .plans(
    plans, names: ["|x − y|²", "|x − y|^½", "squared, on a circle of length 1.6"], from: source,
    to: target, heading: Heading("The cost decides what goes where", note: "the same two measures"))
}

try splittingPlan().write(to: folder + "/kantorovich.png")
try plansOfCosts().write(to: folder + "/costs.png")

// The distribution functions of a law and of what stands for it, as commands for gnuplot.
let law = try LineLaw(Gaussian(mean: 0, variance: 1))
let count = 12
let curve = stride(from: -3.2, through: 3.2, by: 0.02).map { "\($0) \(law.cumulative($0))" }

/// The steps of the distribution function of atoms.
func steps(_ cloud: PointCloud) -> [String] {
  let order = (0..<cloud.count).sorted { cloud.points[$0, 0] < cloud.points[$1, 0] }
  var sum = 0.0
  return ["-3.2 0"]
    + order.flatMap { i -> [String] in
      let x = cloud.points[i, 0]
      defer { sum += cloud.weights[i] }
      return ["\(x) \(sum)", "\(x) \(sum + cloud.weights[i])"]
    } + ["3.2 1"]
}

/// The straight pieces of the distribution function of cells.
func pieces(_ density: GridDensity) -> [String] {
  let width = density.box.sides[0] / Double(density.count)
  var sum = 0.0
  return ["-3.2 0", "\(density.box.lower[0]) 0"]
    + density.cellMasses.enumerated().map { k, mass in
      sum += mass
      return "\(density.box.lower[0] + Double(k + 1) * width) \(sum)"
    } + ["3.2 1"]
}

let panels = [
  ("\(count) atoms at quantiles", steps(try law.discretized(count: count))),
  (
    "\(count) cells of a grid",
    pieces(try law.discretized(shape: [count], box: Box(lower: [-3], upper: [3])).density)
  ),
  ("\(count) points at random", steps(try law.sample(count: count, seed: 3))),
]
var script = """
  set terminal pngcairo size 1500,520 font 'Helvetica,20' noenhanced
  set output '\(folder)/measures.png'
  set multiplot layout 1,3
  unset key
  set border lc rgb '#9a9a9a'; set tics tc rgb '#6b6b6b' out nomirror scale 0.5
  set xrange [-3.2:3.2]; set yrange [0:1]; set ytics 0.5; set xtics 2
  $law << end
  \(curve.joined(separator: "\n"))
  end

  """
for (k, panel) in panels.enumerated() {
  script += """
    $steps\(k) << end
    \(panel.1.joined(separator: "\n"))
    end
    set title '\(panel.0)' tc rgb '#222222'
    plot $law using 1:2 with lines lw 3 lc rgb '#0072b2', \
    $steps\(k) using 1:2 with lines lw 3 lc rgb '#d55e00'

    """
}
try script.write(toFile: folder + "/measures.gp", atomically: true, encoding: .utf8)
