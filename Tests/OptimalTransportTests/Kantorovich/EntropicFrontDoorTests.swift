import Foundation
import Testing

@testable import OptimalTransport

/// Masses 1/2, 1/4, 1/4 at (0,0), (1,0), (0,1) go to 1/2, 1/2 at (1,1), (0,0).
///
/// The second and third atoms are alike, so a plan is known by the mass t from (0,0) to (1,1), and the optimality
/// conditions P_00 P_11 / (P_01 P_10) = exp(-2 / eps) read t / (1/2 - t) = exp(-1 / eps). The cost is 1/2 + 2 t.
@Suite("The front door to Sinkhorn's method")
struct EntropicFrontDoorTests {
  private let source: PointCloud
  private let target: PointCloud

  init() throws {
    source = try PointCloud(
      points: Matrix([[0, 0], [1, 0], [0, 1]]), weights: [0.5, 0.25, 0.25])
    target = try PointCloud(points: Matrix([[1, 1], [0, 0]]), weights: [0.5, 0.5])
  }

  private func cost(at epsilon: Double) -> Double { 0.5 + 1 / (1 + exp(1 / epsilon)) }

  @Test("asked for, it solves between atoms, with the plan, the potentials and the details")
  func atoms() throws {
    let outcome = try transport(
      from: source, to: target, method: .sinkhorn, sinkhorn: Sinkhorn(.absolute(0.5)))
    #expect(outcome.method == .sinkhorn && outcome.termination == .converged)
    // The marginal error 1e-9 moves the cost by at most that times the greatest cost, 2.
    #expect(abs(outcome.value - cost(at: 0.5)) <= 2e-9)
    #expect(outcome.certificate.lowerBound <= 0.5 + 1e-12)
    let plan = try #require(outcome.plan)
    #expect(plan.count == 6)
    #expect(abs(plan.mass.reduce(0, +) - 1) <= 1e-9)
    #expect(outcome.potentials == outcome.entropic?.kantorovichPotentials)
    #expect(outcome.entropic?.epsilon == 0.5)
    #expect(outcome.note?.contains("those left out have mass ") == true)
  }

  @Test("without a plan to keep, none is stored, and there is nothing to note")
  func noPlan() throws {
    let outcome = try transport(from: source, to: target, method: .sinkhorn, keepsPlan: false)
    #expect(outcome.plan == nil && outcome.note == nil)
    #expect(outcome.potentials != nil && outcome.entropic != nil)
  }

  @Test("a plan with too many entries is left out, and the note says so")
  func tooManyEntries() throws {
    let problem = try TransportProblem(source: source, target: target)
    let solution = try Sinkhorn(.absolute(0.5)).solve(problem)
    let outcome = TransportOutcome(
      solution, reason: "test", keepsPlan: true, entryLimit: 5)
    #expect(outcome.plan == nil)
    #expect(outcome.note?.hasPrefix("The plan has more than 5 entries") == true)
  }

  @Test("the limit of iterations is that of the call, then that of the options")
  func iterationLimit() throws {
    let far = Sinkhorn(.absolute(0.5), iterationLimit: 2, acceleration: .none, start: .zero)
    let own = try transport(from: source, to: target, method: .sinkhorn, sinkhorn: far)
    #expect(own.termination == .iterationLimit && own.iterations == 2)
    let call = try transport(
      from: source, to: target, method: .sinkhorn, sinkhorn: far, iterationLimit: 1)
    #expect(call.iterations == 1)
    #expect(call.certificate.lowerBound <= 0.5 && call.certificate.upperBound >= 0.5)
  }

  @Test("between grids it finds what it finds between their cells")
  func grids() throws {
    let first = try GridDensity(
      shape: [4, 5], values: (0..<20).map { 1 + Double($0 % 7) }
    ).normalized()
    let second = try GridDensity(
      shape: [4, 3], values: (0..<12).map { 1 + Double($0 * $0 % 5) }
    ).normalized()
    let grids = try transport(
      from: first, to: second, method: .sinkhorn, sinkhorn: Sinkhorn(.absolute(0.05)))
    let clouds = try transport(
      from: first.pointCloud, to: second.pointCloud, method: .sinkhorn,
      sinkhorn: Sinkhorn(.absolute(0.05)))
    // Both are within the marginal error 1e-9 times the greatest cost, 2, of the same plan.
    #expect(abs(grids.value - clouds.value) <= 4e-9)
    #expect(grids.sourceAtoms?.count == 20)
  }

  @Test("costs as a matrix")
  func matrix() throws {
    let problem = try TransportProblem(
      sourceWeights: source.weights, targetWeights: target.weights,
      geometry: Geometry(dense: Matrix([[2, 0], [1, 1], [1, 1]])))
    let outcome = try transport(
      problem, method: .sinkhorn, sinkhorn: Sinkhorn(.shareOfMedian(0.5)))
    // The median of 2, 0, 1, 1, 1, 1 is 1.
    #expect(outcome.entropic?.epsilon == 0.5)
    #expect(abs(outcome.value - cost(at: 0.5)) <= 2e-9)
    #expect(outcome.costName == "matrix" && outcome.distance == nil)
    for method in [TransportMethod.quantile, .gaussian] {
      #expect(throws: TransportError.self) { try transport(problem, method: method) }
    }
  }

  @Test("it is never chosen unasked, and its options are no other method's")
  func neverAutomatic() throws {
    let outcome = try transport(
      from: source, to: target, sinkhorn: Sinkhorn(.absolute(-1), iterationLimit: 0))
    #expect(outcome.method == .simplex && outcome.entropic == nil)
    #expect(throws: TransportError.self) {
      try transport(
        from: source, to: target, method: .sinkhorn, sinkhorn: Sinkhorn(.absolute(-1)))
    }
  }
}
