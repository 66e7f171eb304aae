import Testing

@testable import OptimalTransport

@Suite struct Scratch {
  @Test func timing() throws {
    for (n, gauss) in [(1000, false), (4000, false), (4000, true), (10000, true)] {
      var g = SeededGenerator(seed: 1)
      func cloud(_ target: Bool) throws -> PointCloud {
        var e: [Double] = []
        for _ in 0..<2 * n { e.append(gauss ? (target ? 0.7 * g.normal() + 1 : g.normal()) : g.uniform()) }
        let w = (0..<n).map { _ in g.uniform() }
        return try PointCloud(points: Matrix(rows: n, columns: 2, elements: e), weights: w).normalized()
      }
      let p = try TransportProblem(source: cloud(false), target: cloud(true))
      let s = try NetworkSimplex().solve(p) { if n == 10000 { print($0.stage, $0.fraction, $0.iterations) } }
      print(n, gauss, s.seconds, s.iterations, s.termination, s.certificate, s.certificate.relativeGap)
    }
  }
}
