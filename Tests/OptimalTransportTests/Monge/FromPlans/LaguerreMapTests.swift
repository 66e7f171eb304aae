import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct LaguerreMapTests {
  @Test func `On the source atoms it is the plan, and alpha its potential`() throws {
    var instances = RandomInstances(seed: 12)
    let source = try PointCloud(points: distinct(&instances, 40))
    let target = try PointCloud(points: distinct(&instances, 40))
    let solution = try NetworkSimplex().solve(TransportProblem(source: source, target: target))
    let map = try LaguerreMap(target: target, beta: solution.potentials.beta)
    let alpha = try map.alpha(at: source.points)
    let images = try map.images(of: source.points)
    for k in solution.plan.mass.indices where solution.plan.mass[k] > 0 {
      let (i, j) = (solution.plan.rows[k], solution.plan.columns[k])
      #expect(abs(alpha[i] - solution.potentials.alpha[i]) < 1e-14)
      // Other atoms may be tied in the tree, so compare costs and not names.
      let tied =
        GroundCost.squaredEuclidean(source.points.row(i), target.points.row(j))
        - solution.potentials.beta[j]
      #expect(abs(tied - alpha[i]) < 1e-14)
      #expect(target.points.row(try map.cells(of: source.points)[i]) == images.row(i))
    }
  }

  @Test func `Between two atoms the border stands where the potentials say`() throws {
    // |x|^2 - 0 = |x - 2|^2 - 2 at x = 1/2.
    let map = try LaguerreMap(target: PointCloud(line: [0, 2]), beta: [0, 2])
    #expect(try map([0.499]) == [0])
    #expect(try map([0.501]) == [2])
    #expect(try map.cells(of: Matrix([[0.5], [-9], [9]])) == [0, 0, 1])
  }

  @Test func `It is the gradient of its potential, which is convex`() throws {
    var instances = RandomInstances(seed: 5)
    let target = try PointCloud(points: distinct(&instances, 20))
    let beta = (0..<20).map { _ in 0.1 * instances.uniform() }
    let map = try LaguerreMap(target: target, beta: beta)
    func psi(_ x: [Double]) throws -> Double {
      let alpha = try map.alpha(at: Matrix([x]))[0]
      return (x[0] * x[0] + x[1] * x[1] - alpha) / 2
    }
    for _ in 0..<50 {
      let x = [2 * instances.uniform() - 0.5, 2 * instances.uniform() - 0.5]
      let h = 1e-6
      let image = try map(x)
      // Linear in a cell; a border within h of x is unlikely, and the seed is fixed.
      #expect(
        abs((try psi([x[0] + h, x[1]]) - psi([x[0] - h, x[1]])) / (2 * h) - image[0]) < 1e-8)
      #expect(
        abs((try psi([x[0], x[1] + h]) - psi([x[0], x[1] - h])) / (2 * h) - image[1]) < 1e-8)
      let y = [2 * instances.uniform() - 0.5, 2 * instances.uniform() - 0.5]
      let middle = [(x[0] + y[0]) / 2, (x[1] + y[1]) / 2]
      #expect(try psi(middle) <= (psi(x) + psi(y)) / 2 + 1e-14)
    }
  }

  @Test func `Potentials from samples of a uniform law give cells of the right mass`() throws {
    var instances = RandomInstances(seed: 7)
    let law = try GridDensity(shape: [40, 40], values: [Double](repeating: 1, count: 1600))
    let target = try PointCloud(
      points: distinct(&instances, 4), weights: [0.1, 0.2, 0.3, 0.4])
    let solution = try NetworkSimplex().solve(
      TransportProblem(source: law.pointCloud, target: target))
    let map = try LaguerreMap(target: target, beta: solution.potentials.beta)
    // Other points of the same law, 200 x 200: cells are right up to the borders' width, 1/40 each.
    let fine = try GridDensity(shape: [200, 200], values: [Double](repeating: 1, count: 40000))
    var masses = [0.0, 0, 0, 0]
    for cell in try map.cells(of: fine.centers) { masses[cell] += 1 / 40000 }
    for (mass, weight) in zip(masses, target.weights) { #expect(abs(mass - weight) < 0.03) }
  }

  @Test func `Atoms without mass are left out`() throws {
    let target = try PointCloud(line: [0, 1, 2], weights: [0.5, 0, 0.5])
    let map = try LaguerreMap(target: target, beta: [0, 100, 0], cost: .euclidean)
    #expect(map.atoms == [0, 2])
    #expect(try map.cells(of: Matrix([[0.9], [1.1]])) == [0, 2])
  }

  @Test func `Wrong sizes and points are refused`() throws {
    let target = try PointCloud(line: [0, 2])
    #expect(throws: TransportError.self) { try LaguerreMap(target: target, beta: [0]) }
    #expect(throws: TransportError.self) { try LaguerreMap(target: target, beta: [0, .nan]) }
    let map = try LaguerreMap(target: target, beta: [0, 0])
    #expect(throws: TransportError.self) { try map([0, 0]) }
    #expect(throws: TransportError.self) { try map([]) }
    #expect(throws: TransportError.self) { try map([.infinity]) }
    #expect(throws: TransportError.self) { try map([1e200]) }
  }
}

/// Points of the unit square, no two alike.
func distinct(_ instances: inout RandomInstances, _ count: Int) -> Matrix {
  try! Matrix((0..<count).map { _ in [instances.uniform(), instances.uniform()] })
}
