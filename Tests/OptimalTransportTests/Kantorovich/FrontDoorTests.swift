import OptimalTransport
import Testing

@Suite("The front door")
struct FrontDoorTests {
  private func gaussian(_ mean: [Double], _ deviation: Double) throws -> Gaussian {
    var covariance = Matrix.identity(mean.count)
    for k in mean.indices { covariance[k, k] = deviation * deviation }
    return try Gaussian(mean: mean, covariance: covariance)
  }

  @Test("two Gaussians are solved in closed form, without atoms")
  func closedForm() throws {
    let outcome = try transport(from: gaussian([0, 0], 1), to: gaussian([3, 4], 2))
    #expect(outcome.method == .gaussian)
    // |m|^2 + d (2 - 1)^2 = 25 + 2; a few ulp from the singular values.
    #expect(abs(outcome.value - 27) <= 27 * 0x1p-50)
    #expect(outcome.plan == nil && outcome.note == nil && outcome.iterations == 0)
    #expect(outcome.certificate.holds(to: 1e-9))
  }

  @Test("Gaussians under another cost go to atoms, which is said")
  func otherCost() throws {
    let outcome = try transport(
      from: gaussian([0], 1), to: gaussian([3], 1), cost: .euclidean, atoms: 64)
    #expect(outcome.method == .quantile)
    // A shift of 3 moves each quantile by 3, whatever the number of atoms.
    #expect(abs(outcome.value - 3) <= 3 * 0x1p-48)
    #expect(outcome.sourceAtoms?.count == 64)
    #expect(outcome.note?.contains("The source was replaced by 64 atoms") == true)
  }

  @Test("a mixture on the line becomes its quantiles, the same each time")
  func mixture() throws {
    let mixture = try GaussianMixture(
      weights: [0.5, 0.5], components: [gaussian([-1], 0.5), gaussian([1], 0.5)])
    let law = try gaussian([0], 1)
    let first = try transport(from: mixture, to: law, atoms: 101)
    let second = try transport(from: mixture, to: law, atoms: 101)
    #expect(first.method == .quantile)
    #expect(first.value == second.value && first.plan == second.plan)
    let middle = try #require(first.sourceAtoms?.points[50, 0])
    // The median of a symmetric law; its bracket is narrowed to rounding of F near 1/2.
    #expect(abs(middle) <= 1e-12)
  }

  @Test("in the plane a Gaussian against points is sampled, from a seed")
  func sampled() throws {
    let cloud = try PointCloud(points: Matrix([[0, 0], [1, 2]]))
    let outcome = try transport(from: gaussian([0, 0], 1), to: cloud, atoms: 40)
    #expect(outcome.method == .simplex)
    #expect(outcome.note?.contains("random sample of 40 points (seed 1)") == true)
    #expect(outcome.targetAtoms == cloud)
    #expect(outcome.certificate.holds(to: 1e-9))
  }

  @Test("sorting and the linear program agree on the line, for every convex cost")
  func methodsAgree() throws {
    var generator = SeededGenerator(seed: 3)
    let source = try PointCloud(line: (0..<60).map { _ in generator.normal() })
    let target = try PointCloud(line: (0..<40).map { _ in generator.uniform() })
    for cost in [GroundCost.squaredEuclidean, .euclidean, .power(1.5), .chebyshev] {
      let sorted = try transport(from: source, to: target, cost: cost)
      let program = try transport(from: source, to: target, cost: cost, method: .simplex)
      #expect(sorted.method == .quantile && program.method == .simplex)
      // Both are certified to rounding, so they differ by rounding.
      #expect(abs(sorted.value - program.value) <= 1e-12 * sorted.value)
    }
  }

  @Test("a concave cost on the line is not sorted")
  func concave() throws {
    let cloud = try PointCloud(line: [0, 1, 5])
    let outcome = try transport(from: cloud, to: cloud, cost: .power(0.5))
    #expect(outcome.method == .simplex && outcome.value == 0)
    #expect(outcome.reason.contains("not convex on the line"))
  }

  @Test("what does not fit is refused")
  func refusals() throws {
    let (line, plane) = (try PointCloud(line: [0]), try PointCloud(points: Matrix([[0, 0]])))
    #expect(throws: TransportError.self) { try transport(from: line, to: plane) }
    #expect(throws: TransportError.self) {
      try transport(from: plane, to: plane, method: .quantile)
    }
    #expect(throws: TransportError.self) {
      try transport(from: plane, to: plane, method: .gaussian)
    }
    #expect(throws: TransportError.self) {
      try transport(from: plane, to: gaussian([0, 0], 1), atoms: 0)
    }
  }

  @Test("a problem given by a matrix has no distance")
  func matrix() throws {
    let problem = try TransportProblem(
      sourceWeights: [0.5, 0.5], targetWeights: [1],
      geometry: Geometry(dense: Matrix([[1], [3]])))
    let outcome = try transport(problem)
    #expect(outcome.value == 2 && outcome.distance == nil && outcome.costName == "matrix")
  }
}
