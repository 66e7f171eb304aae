import Foundation
import OptimalTransport
import Testing

@testable import TransportCommands

@Suite("ot compare")
struct CompareTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func names(_ run: RecordedRun) throws -> [String] {
    let routes = try #require(try run.json["routes"] as? [[String: Any]])
    return routes.compactMap { $0["route"] as? String }
  }

  /// Names of Sinkhorn's brackets.
  static let brackets = ["sinkhorn 10%", "sinkhorn 1%", "sinkhorn 0.1%"]

  @Test("in the plane: three ways of the simplex method and the verifier agree")
  func plane() throws {
    let (source, target) = try folder.triangle()
    let run = RecordedRun("compare", source, target, "--json")
    #expect(run.status == 0)
    #expect(
      try names(run)
        == ["simplex", "simplex, greedy start", "simplex, stored matrix", "verify simplex"]
        + Self.brackets)
    #expect(try run.json["consistent"] as? Bool == true)
    let table = RecordedRun("compare", source, target)
    #expect(table.output.hasPrefix("route                   value (upper bound)  lower bound"))
    #expect(table.output.contains("certified: every value lies inside every other's certificate"))
  }

  @Test("on the line sorting joins in, between Gaussians the closed form")
  func line() throws {
    let a = try folder.write("a.json", #"{"gaussian": {"mean": [0], "covariance": [[1]]}}"#)
    let b = try folder.write("b.json", #"{"gaussian": {"mean": [3], "covariance": [[4]]}}"#)
    let run = RecordedRun("compare", a, b, "--atoms", "60", "--json")
    #expect(run.status == 0)
    #expect(
      try names(run).suffix(6) == ["quantile", "verify simplex"] + Self.brackets + ["gaussian"])
    let table = RecordedRun("compare", a, b, "--atoms", "60")
    #expect(table.output.contains("closed form: gaussian is the value before discretisation"))
  }

  @Test("a matrix of costs leaves the simplex method and the verifier")
  func matrix() throws {
    let (source, target) = try folder.triangle()
    let costs = try folder.write("c.csv", "2,0\n1,1\n1,1\n")
    let run = RecordedRun("compare", source, target, "--cost-matrix", costs, "--json")
    #expect(run.status == 0)
    #expect(
      try names(run) == ["simplex", "simplex, greedy start", "verify simplex"] + Self.brackets)
  }

  @Test("brackets hold every exact value, narrow as eps falls, and need not be certified")
  func brackets() throws {
    let (source, target) = try folder.triangle()
    let run = RecordedRun("compare", source, target, "--json")
    #expect(run.status == 0)
    let routes = try #require(try run.json["routes"] as? [[String: Any]])
    let widths = routes.filter { $0["bracket"] as? Bool == true }.compactMap {
      $0["gap"] as? Double
    }
    #expect(widths.count == 3)
    // The cost of the entropic plan is 1/2 + 1 / (1 + exp(1 / eps)), at 10 % of the median, 1, here.
    #expect(abs(widths[0] - 1 / (1 + exp(10.0))) <= 2e-9)
    #expect(widths[0] > widths[1] && widths[1] >= widths[2])
    #expect(routes.first?["bracket"] as? Bool == false)
    let table = RecordedRun("compare", source, target)
    #expect(
      table.output.contains("bracketed: every value lies inside each of Sinkhorn's 3 brackets"))
  }

  /// A route with these bounds; a bracket where `termination` says how it ended.
  private func route(
    _ name: String, _ bounds: ClosedRange<Double>, bracket termination: Termination? = nil
  ) -> Route {
    let entropic = EntropicEvidence(
      epsilon: 1, regularization: .absolute(1), marginalTolerance: 1e-9, regularizedPrimal: 0,
      regularizedDual: 0, newtonSteps: 0, iterationSeconds: 0, observedRate: nil,
      birkhoffBound: 1, contractionGap: 0, hilbertResidual: 0)
    return Route(
      name: name,
      evidence: Evidence(
        method: name, costName: "euclidean",
        certificate: Certificate(
          upperBound: bounds.upperBound, lowerBound: bounds.lowerBound, marginalError: 0,
          dualInfeasibility: 0), termination: termination, seconds: 0,
        entropic: termination == nil ? nil : entropic), isComparable: true)
  }

  private func compare(_ routes: Route...) -> Comparison {
    Comparison(routes: routes, costName: "euclidean", note: nil, tolerance: 1e-9)
  }

  @Test("a value outside another's certificate is called out, with status 2")
  func disagreement() {
    let comparison = compare(route("one", 1...1), route("two", 1.01...1.01))
    #expect(!comparison.holds)
    #expect(comparison.disagreements.map(\.stray) == ["two", "one"])
  }

  @Test("a value outside a bracket is called out, a bracket above a value is not")
  func strayValue() {
    let exact = route("exact", 1...1)
    #expect(compare(exact, route("wide", 0.9...1.2, bracket: .converged)).holds)
    let stray = compare(exact, route("low", 0.8...0.95, bracket: .converged))
    #expect(!stray.holds)
    #expect(stray.disagreements.contains { $0.holder == "low" && $0.stray == "exact" })
    #expect(!compare(exact, route("high", 1.1...1.2, bracket: .converged)).holds)
  }

  @Test("brackets that do not meet contradict each other")
  func strayBrackets() {
    let (low, high) = (
      route("low", 1...2, bracket: .converged), route("high", 2.1...3, bracket: .converged)
    )
    #expect(compare(low, high).disagreements.count == 2)
    #expect(compare(low, route("next", 1.5...3, bracket: .converged)).holds)
  }

  @Test("a bracket that stopped early holds, and is noted")
  func unconverged() throws {
    let comparison = compare(
      route("exact", 1...1), route("early", 0...2, bracket: .iterationLimit))
    #expect(comparison.holds)
    let console = Console(output: { _ in }, error: { _ in })
    let table = comparison.table(on: console).joined(separator: "\n")
    #expect(table.contains("note: early stopped at the marginal error 0, iterationLimit"))
  }

  @Test("bad data end it as they end solve")
  func refusals() throws {
    let (source, _) = try folder.triangle()
    #expect(RecordedRun("compare", source, folder.file("none.csv")).status == 74)
    #expect(RecordedRun("compare", source, source, "--tolerance", "-1").status == 64)
  }
}
