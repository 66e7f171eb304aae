import Testing

@testable import OptimalTransport

@Suite struct MongeTransformTests {
  /// The path of two clouds and the transform of its potential, which has tried windows first.
  private func parts(_ x: [Double], _ y: [Double]) throws -> (
    transform: MongeTransform<SquaredLineCost>, path: StaircasePath, slack: Double
  ) {
    let problem = try LineProblem(
      source: PointCloud(line: x), target: PointCloud(line: y), cost: .squaredEuclidean)
    let cost = SquaredLineCost()
    let path = Staircase(problem.source, problem.target, cost).path
    let potential = problem.sourcePotential(cost, path)
    let slack = MongeTransform.slack(cost, problem.source, problem.target, potential: potential)
    let transform = MongeTransform(
      cost, problem.source, problem.target, potential: potential, rows: path.rowBeside)
    return (transform, path, slack)
  }

  /// min over all rows, as computed.
  private func minima(_ transform: MongeTransform<SquaredLineCost>) -> [Double] {
    let (x, alpha) = (transform.x.line.values.array, transform.alpha.array)
    return transform.y.line.values.array.map { y in
      x.indices.map { (x[$0] - y) * (x[$0] - y) - alpha[$0] }.min()!
    }
  }

  @Test(arguments: [1.0, 30, 400])
  func `short walks find the least of all rows, through ties and repeated points`(
    _ places: Double
  ) throws {
    var generator = SeededGenerator(seed: 13)
    for (m, n) in [(600, 500), (37, 900), (700, 1), (1, 20), (512, 512)] {
      let x = (0..<m).map { _ in (generator.uniform() * places).rounded() / 7 + generator.uniform()
      }
      let y = (0..<n).map { _ in (generator.normal() * places).rounded() / 7 }
      let (transform, path, slack) = try parts(x, y)
      let found = transform.fillWindows(from: path.rowBeside, slack: slack)
      if found { #expect(transform.beta.array == minima(transform)) }
      transform.fillAll()
      // Divide and conquer errs by an ulp of c and alpha a level, ten levels deep.
      for (beta, least) in zip(transform.beta.array, minima(transform)) {
        #expect(beta >= least && beta - least <= 10 * slack)
      }
    }
  }

  @Test func `spread out points need short walks only`() throws {
    var generator = SeededGenerator(seed: 14)
    let x = (0..<20_000).map { _ in generator.normal() }
    let y = (0..<15_000).map { _ in generator.uniform() }
    let (transform, path, slack) = try parts(x, y)
    let found = transform.fillWindows(from: path.rowBeside, slack: slack)
    #expect(found)
    let walked = transform.beta.array
    transform.fillAll()
    for (a, b) in zip(walked, transform.beta.array) { #expect(a <= b && b - a <= 15 * slack) }
  }

  @Test func `among many repeated points the walks give up and all columns are still right`() throws
  {
    let x = (0..<3000).map { Double($0 % 3) }
    let y = (0..<2000).map { Double($0 % 2) + 0.5 }
    let (transform, path, slack) = try parts(x, y)
    #expect(transform.beta.array == minima(transform))
    let found = [slack, .infinity].map { slack in
      transform.fillWindows(from: path.rowBeside, slack: slack)
    }
    #expect(found == [false, false])
    transform.fillAll()
    #expect(transform.beta.array == minima(transform))
  }
}
