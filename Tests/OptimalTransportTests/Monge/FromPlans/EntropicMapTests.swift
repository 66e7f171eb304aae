import Foundation
import Testing
import TransportTestSupport

@testable import OptimalTransport

@Suite struct EntropicMapTests {
  @Test func `On the source atoms it is the barycentric projection of the plan`() throws {
    var instances = RandomInstances(seed: 1)
    let source = try PointCloud(points: distinct(&instances, 12))
    let target = try PointCloud(points: distinct(&instances, 9))
    let problem = try TransportProblem(source: source, target: target)
    let solution = try Sinkhorn(.absolute(0.05)).solve(problem)
    let map = try EntropicMap(solution.potentials, target: target)
    let images = try map.images(of: source.points)
    #expect((images - (try solution.plan.barycentricProjection())).largestMagnitude < 1e-14)
    let first = try map(source.points.row(0))
    #expect(abs(first[0] - images[0, 0]) < 1e-15)
  }

  @Test func `Two atoms are weighed by a logistic function`() throws {
    let potentials = try SchrodingerPotentials(f: [0], g: [0, 0.3], epsilon: 0.5)
    let map = try EntropicMap(potentials, target: PointCloud(line: [-1, 1]))
    for x in [-3.0, -0.2, 0, 0.7, 5] {
      // Exponents (g_j - |x - y_j|^2) / eps differ by (4 x + 0.3) / eps.
      let share = 1 / (1 + exp(-(4 * x + 0.3) / 0.5))
      #expect(abs(try map([x])[0] - (2 * share - 1)) < 1e-15)
    }
  }

  @Test func `It is the gradient of its potential`() throws {
    var instances = RandomInstances(seed: 4)
    let target = try PointCloud(points: distinct(&instances, 15))
    let g = (0..<15).map { _ in 0.2 * instances.uniform() }
    let potentials = try SchrodingerPotentials(f: [0], g: g, epsilon: 0.2)
    let map = try EntropicMap(potentials, target: target)
    func psi(_ x: [Double]) throws -> Double {
      let geometry = try Geometry(
        source: Matrix([x]), target: target.points, cost: .squaredEuclidean)
      let f = try geometry.softTransform(ofTarget: g, epsilon: 0.2)[0]
      return (x[0] * x[0] + x[1] * x[1] - f) / 2
    }
    let h = 1e-5
    for x in [[0.1, 0.2], [0.9, -0.5], [0.5, 0.5]] {
      let image = try map(x)
      // Truncation h^2 times third derivatives below 10 / eps, and rounding 1e-15 / h.
      #expect(
        abs((try psi([x[0] + h, x[1]]) - psi([x[0] - h, x[1]])) / (2 * h) - image[0]) < 1e-8)
      #expect(
        abs((try psi([x[0], x[1] + h]) - psi([x[0], x[1] - h])) / (2 * h) - image[1]) < 1e-8)
    }
  }

  @Test func `Small regularisation leads to the Laguerre map inside cells`() throws {
    let target = try PointCloud(points: Matrix([[0, 0], [1, 0], [0, 1]]))
    let beta = [0.1, 0, 0.2]
    let points = try Matrix([[-0.3, 0.1], [1.2, 0.1], [0.1, 1.4], [50, -3]])
    let exact = try LaguerreMap(target: target, beta: beta).images(of: points)
    let potentials = try SchrodingerPotentials(f: [0], g: beta, epsilon: 1e-3)
    let images = try EntropicMap(potentials, target: target).images(of: points)
    #expect((images - exact).largestMagnitude < 1e-15)
  }

  @Test func `Gaussian samples are mapped nearly as by the closed form`() throws {
    let source = try Gaussian(mean: [0, 0], covariance: .identity(2))
    let target = try Gaussian(mean: [1, 0], covariance: Matrix([[4, 0], [0, 0.25]]))
    let problem = try TransportProblem(
      source: source.sample(count: 500, seed: 1), target: target.sample(count: 500, seed: 2))
    let solution = try Sinkhorn(.absolute(0.2)).solve(problem)
    let map = try EntropicMap(solution.potentials, target: target.sample(count: 500, seed: 2))
    for x in [[0.0, 0], [0.5, 0.5], [-0.5, 0.3]] {
      let image = try map(x)
      // Sampling 500^-1/2 times deviations of 2, and the shrinkage eps / 4 of an entropic map.
      #expect(abs(image[0] - (1 + 2 * x[0])) < 0.25)
      #expect(abs(image[1] - 0.5 * x[1]) < 0.15)
    }
  }

  @Test func `Wrong sizes, empty potentials and points are refused`() throws {
    let target = try PointCloud(line: [0, 2])
    let short = try SchrodingerPotentials(f: [0], g: [0], epsilon: 1)
    #expect(throws: TransportError.self) { try EntropicMap(short, target: target) }
    let empty = try SchrodingerPotentials(f: [0], g: [-.infinity, -.infinity], epsilon: 1)
    #expect(throws: TransportError.self) { try EntropicMap(empty, target: target) }
    let half = try SchrodingerPotentials(f: [0], g: [-.infinity, 0], epsilon: 1)
    let map = try EntropicMap(half, target: target)
    #expect(try map([0]) == [2])
    #expect(throws: TransportError.self) { try map([0, 1]) }
    #expect(throws: TransportError.self) { try map([.nan]) }
  }
}
