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

  @Test("in the plane: three ways of the simplex method and the verifier agree")
  func plane() throws {
    let (source, target) = try folder.triangle()
    let run = RecordedRun("compare", source, target, "--json")
    #expect(run.status == 0)
    #expect(
      try names(run)
        == ["simplex", "simplex, greedy start", "simplex, stored matrix", "verify simplex"])
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
    #expect(try names(run).suffix(3) == ["quantile", "verify simplex", "gaussian"])
    let table = RecordedRun("compare", a, b, "--atoms", "60")
    #expect(table.output.contains("closed form: gaussian is the value before discretisation"))
  }

  @Test("a matrix of costs leaves the simplex method and the verifier")
  func matrix() throws {
    let (source, target) = try folder.triangle()
    let costs = try folder.write("c.csv", "2,0\n1,1\n1,1\n")
    let run = RecordedRun("compare", source, target, "--cost-matrix", costs, "--json")
    #expect(run.status == 0)
    #expect(try names(run) == ["simplex", "simplex, greedy start", "verify simplex"])
  }

  @Test("a value outside another's certificate is called out, with status 2")
  func disagreement() {
    func route(_ name: String, _ value: Double) -> Route {
      Route(
        name: name,
        evidence: Evidence(
          method: name, costName: "euclidean",
          certificate: Certificate(
            upperBound: value, lowerBound: value, marginalError: 0, dualInfeasibility: 0),
          seconds: 0), isComparable: true)
    }
    let comparison = Comparison(
      routes: [route("one", 1), route("two", 1.01)], costName: "euclidean", note: nil,
      tolerance: 1e-9)
    #expect(!comparison.holds)
    #expect(comparison.disagreements.map(\.stray) == ["two", "one"])
  }

  @Test("bad data end it as they end solve")
  func refusals() throws {
    let (source, _) = try folder.triangle()
    #expect(RecordedRun("compare", source, folder.file("none.csv")).status == 74)
    #expect(RecordedRun("compare", source, source, "--tolerance", "-1").status == 64)
  }
}
