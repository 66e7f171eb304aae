import OptimalTransport
import Testing

@testable import TransportPlots

@Suite struct FigureTransportTests {
  @Test func planarGridsWithAPlanAreDrawnAsImages() throws {
    let (a, b) = (try Fake.grid(6, 6, seed: 1), try Fake.grid(6, 6, seed: 2))
    let plan = try Fake.plan(a.cellMasses, b.cellMasses)
    let heading = Heading("Optimal transport")
    #expect(
      try Figure.transport(from: a, to: b, plan: plan)
        == .images(source: a, target: b, plan: plan, heading: heading))
    #expect(
      try Figure.transport(from: a, to: b)
        == .densities(
          [a, b], names: ["source", "target"], scaling: .individual, heading: heading))
  }

  @Test func cloudsAreDrawnAsPointsAndMixedPairsToo() throws {
    let a = try Fake.cloud(10, center: (0, 0), radius: 1)
    let b = try Fake.grid(3, 3, seed: 2)
    let plan = try Fake.plan(a.weights, b.cellMasses)
    #expect(
      try Figure.transport(from: a, to: b, plan: plan)
        == .points(
          source: a, target: b.pointCloud, plan: plan, heading: Heading("Optimal transport")))
  }

  @Test func theLineGetsItsJointLawUnlessPointsAreFew() throws {
    let heading = Heading("Optimal transport")
    let (a, b) = (try Fake.bumps(30, [(0.3, 0.1, 1)]), try Fake.bumps(20, [(0.6, 0.1, 1)]))
    let plan = try Fake.plan(a.cellMasses, b.cellMasses)
    #expect(
      try Figure.transport(from: a, to: b, plan: plan)
        == .joint(source: a, target: b, plan: plan, heading: heading))
    let (few, many) = (try PointCloud(line: [0, 1, 5]), try Fake.line(50))
    let toMany = try Fake.plan(few.weights, many.weights)
    #expect(
      try Figure.transport(from: few, to: many, plan: toMany)
        == .joint(source: few, target: many, plan: toMany, heading: heading))
    let toFew = try Fake.plan(few.weights, few.weights)
    #expect(
      try Figure.transport(from: few, to: few, plan: toFew)
        == .points(source: few, target: few, plan: toFew, heading: heading))
  }

  @Test func withoutAPlanPotentialsAreDrawn() throws {
    let a = try Fake.line(4)
    let potentials = try KantorovichPotentials(alpha: [0, 1, 2, 3], beta: [3, 2, 1, 0])
    #expect(
      try Figure.transport(from: a, to: a, potentials: potentials)
        == .potentials(
          potentials, source: a, target: a, heading: Heading("Optimal transport")))
  }

  @Test func partsThatDoNotFitAreRefused() throws {
    let (a, b) = (try Fake.line(4), try Fake.cloud(4, center: (0, 0), radius: 1))
    let plan = try Fake.plan([1], [1])
    let potentials = try KantorovichPotentials(alpha: [0], beta: [0])
    #expect(throws: TransportError.self) { try Figure.transport(from: a, to: b) }
    #expect(throws: TransportError.self) { try Figure.transport(from: a, to: a, plan: plan) }
    #expect(throws: TransportError.self) {
      try Figure.transport(from: a, to: a, potentials: potentials)
    }
    #expect(throws: TransportError.self) { try Figure.densities([], names: []) }
  }

  @Test func theHeadingSaysHowGoodTheNumbersAre() {
    let certificate = Certificate(
      upperBound: 4, lowerBound: 3.96, marginalError: 0, dualInfeasibility: 0)
    let squared = Heading("T", certificate: certificate, cost: .squaredEuclidean)
    #expect(squared.evidence == "W₂ = 2   ·   cost 4   ·   relative gap 1.0·10⁻²")
    let cosine = Heading("T", certificate: certificate, cost: .cosine)
    #expect(cosine.evidence == "cost 4   ·   relative gap 1.0·10⁻²")
  }

  @Test func aLargePlanIsThinnedAndSaysSo() throws {
    let a = try Fake.line(100)
    let entries = (0..<10_000).map { ($0 / 100, $0 % 100) }
    let plan = try TransportPlan(
      rowCount: 100, columnCount: 100, rows: entries.map(\.0), columns: entries.map(\.1),
      mass: [Double](repeating: 1e-4, count: 10_000))
    let figure = try Figure.points(source: a, target: a, plan: plan)
    #expect(figure.caption.contains("the 4000 heaviest of 10000 entries drawn, 40% of the mass"))
  }
}
