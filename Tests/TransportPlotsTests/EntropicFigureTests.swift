import Testing

@testable import OptimalTransport
@testable import TransportPlots

@Suite("Figures of entropic transport")
struct EntropicFigureTests {
  private func certificate(_ bounds: ClosedRange<Double>) -> Certificate {
    Certificate(
      upperBound: bounds.upperBound, lowerBound: bounds.lowerBound, marginalError: 0,
      dualInfeasibility: 0)
  }

  @Test("plans on the line and in the plane are drawn, in rows of four")
  func plans() throws {
    let (a, b) = (try Fake.bumps(30, [(0.3, 0.1, 1)]), try Fake.bumps(20, [(0.6, 0.1, 1)]))
    let joint = try Fake.plan(a.cellMasses, b.cellMasses)
    let line = try Figure.plans(
      [joint, joint], names: ["one", "two"], from: a, to: b, exact: joint)
    #expect(line.script.contains("'one'") && line.script.contains("'two'"))
    #expect(try line.render(as: .svg).count > 2000)
    let (c, d) = (
      try Fake.cloud(7, center: (0, 0), radius: 1), try Fake.cloud(5, center: (1, 0), radius: 1)
    )
    let plan = try Fake.plan(c.weights, d.weights)
    let names = ["1", "2", "3", "4", "5"]
    let plane = try Figure.plans(
      [TransportPlan](repeating: plan, count: 5), names: names, from: c, to: d)
    let row = try Figure.plans([plan], names: ["1"], from: c, to: d)
    #expect(plane.size.height > 1.5 * row.size.height)
    #expect(try plane.render(as: .svg).count > 2000)
  }

  @Test("the number of pairs that carry a share of the mass")
  func pairCount() throws {
    let plan = try TransportPlan(
      rowCount: 2, columnCount: 2, rows: [0, 0, 1, 1], columns: [0, 1, 0, 1],
      mass: [0.5, 0.25, 0.125, 0.125])
    #expect(plan.pairCount(carrying: 0.5) == 1)
    #expect(plan.pairCount(carrying: 0.75) == 2)
    #expect(plan.pairCount(carrying: 0.8) == 3)
    #expect(plan.pairCount(carrying: 1) == 4)
  }

  @Test("brackets are drawn, also where an end meets the optimum or is infinite")
  func brackets() throws {
    let figure = try Figure.brackets(
      [certificate(0.5...2), certificate(0.9...1.1), certificate(1...1)],
      shares: [0.1, 0.01, 0.001], exact: 1)
    #expect(try figure.render(as: .svg).count > 2000)
    #expect(figure.script.contains("'10%%'") && figure.script.contains("'0.1%%'"))
    let infinite = try Figure.brackets([certificate(0.5...(.infinity))], shares: [0.1], exact: 1)
    #expect(try infinite.render(as: .svg).count > 2000)
  }

  @Test("traces are drawn, also where an error is zero")
  func traces() throws {
    let trace = (1...5).map {
      SinkhornError(iteration: $0, epsilon: 1, marginalError: $0 == 5 ? 0 : 1 / Double($0))
    }
    let figure = try Figure.traces([trace, []], names: ["a", "b"], tolerance: 1e-9)
    #expect(try figure.render(as: .svg).count > 2000)
    #expect(figure.script.contains("'10⁻⁹'"))
  }

  @Test("what does not fit is refused")
  func refusals() throws {
    let cloud = try Fake.cloud(3, center: (0, 0), radius: 1)
    let plan = try Fake.plan(cloud.weights, cloud.weights)
    #expect(throws: TransportError.self) { try Figure.plans([], names: [], from: cloud, to: cloud) }
    #expect(throws: TransportError.self) {
      try Figure.plans([plan], names: [], from: cloud, to: cloud)
    }
    #expect(throws: TransportError.self) {
      try Figure.plans(
        [plan], names: ["a"], from: cloud, to: Fake.cloud(4, center: (0, 0), radius: 1))
    }
    for shares in [[], [0], [.nan]] as [[Double]] {
      #expect(throws: TransportError.self) {
        try Figure.brackets([certificate(0...1)], shares: shares, exact: 0.5)
      }
    }
    #expect(throws: TransportError.self) { try Figure.traces([[]], names: ["a"], tolerance: 1) }
  }

  @Test(
    "the profile of a flat density is flat, whatever the number of cells",
    arguments: [100, 300, 1000])
  func profile(cells: Int) throws {
    let flat = LineMeasure(
      try GridDensity(shape: [cells], values: [Double](repeating: 1, count: cells)))
    for height in flat.profile { #expect(abs(height - 1) <= 1e-9) }
  }

  @Test("ticks of a logarithmic axis stand at powers of ten, thinned out where there are many")
  func ticks() {
    let axis = LogAxis(range: 1e-3...1, factor: 100, unit: "%", isPlain: true)
    #expect(
      axis.settings("x")[2].hasSuffix("('0.1%%' 0.001, '1%%' 0.01, '10%%' 0.1, '100%%' 1.0)"))
    let wide = LogAxis(range: LogAxis.decades(around: [3e-17, 0, 2]))
    #expect(wide.range.lowerBound < 3e-17 && wide.range.upperBound == 10)
    #expect(wide.settings("y")[2].split(separator: ",").count <= 8)
  }
}
