import Foundation
import OptimalTransport
import Testing
import TransportPlots

@Test func gallery() throws {
  let head = Heading("Transport of points", certificate: Fake.certificate, cost: .squaredEuclidean)
  let a = try Fake.cloud(60, center: (0, 0), radius: 1)
  let b = try Fake.cloud(80, center: (2, 0.7), radius: 0.8)
  let plan = try Fake.sorted(a, b) { $0[1] }
  let f = try Figure.points(source: a, target: b, plan: plan, heading: head)
  try f.write(to: "/tmp/plots/points.png")
  try f.write(to: "/tmp/plots/points.svg")
  try f.write(to: "/tmp/plots/points.pdf")
  let c = try Fake.cloud(2000, center: (0, 0), radius: 1)
  let d = try Fake.cloud(3000, center: (2, 0.7), radius: 0.8)
  try Figure.points(source: c, target: d, plan: Fake.sorted(c, d) { $0[1] }, heading: head)
    .write(to: "/tmp/plots/points-many.png")
  let l = try PointCloud(line: (0..<30).map { Double($0 * $0) / 900 })
  let m = try PointCloud(line: (0..<20).map { Double($0) / 20 + 0.1 })
  try Figure.points(source: l, target: m, plan: Fake.sorted(l, m) { $0[0] }, heading: head)
    .write(to: "/tmp/plots/points-line.png")
}

func image(_ name: String) throws -> GridDensity {
  // x then y, y up, from rows top down
  let text = try String(contentsOfFile: "/tmp/plots/\(name).txt", encoding: .utf8)
  let rows = text.split(separator: "\n").map { $0.split(separator: " ").map { Double($0)! } }
  let n = rows.count
  var v = [Double](repeating: 0, count: n * n)
  for i in 0..<n { for j in 0..<n { v[i * n + j] = rows[n - 1 - j][i] } }
  return try GridDensity(shape: [n, n], values: v).normalized()
}

func sinkhorn(_ a: PointCloud, _ b: PointCloud, eps: Double, iterations: Int) throws
  -> (TransportPlan, KantorovichPotentials)
{
  let (m, n) = (a.count, b.count)
  var c = [Double](repeating: 0, count: m * n)
  for i in 0..<m {
    for j in 0..<n {
      for k in 0..<a.dimension {
        let d = a.points[i, k] - b.points[j, k]
        c[i * n + j] += d * d
      }
    }
  }
  let K = c.map { exp(-$0 / eps) }
  var u = [Double](repeating: 1, count: m)
  var v = [Double](repeating: 1, count: n)
  for _ in 0..<iterations {
    for i in 0..<m {
      var s = 1e-300
      for j in 0..<n { s += K[i * n + j] * v[j] }
      u[i] = a.weights[i] / s
    }
    var s = [Double](repeating: 1e-300, count: n)
    for i in 0..<m { let x = u[i]; for j in 0..<n { s[j] += K[i * n + j] * x } }
    for j in 0..<n { v[j] = b.weights[j] / s[j] }
  }
  var r: [Int] = [], q: [Int] = [], w: [Double] = []
  for i in 0..<m {
    for j in 0..<n where u[i] * K[i * n + j] * v[j] > 1e-9 {
      r.append(i); q.append(j); w.append(u[i] * K[i * n + j] * v[j])
    }
  }
  var f = u.map { $0 > 0 ? eps * log($0) : -1e9 }
  var g = [Double](repeating: .infinity, count: n)
  for j in 0..<n { for i in 0..<m { g[j] = min(g[j], c[i * n + j] - f[i]) } }
  for i in 0..<m { f[i] = .infinity; for j in 0..<n { f[i] = min(f[i], c[i * n + j] - g[j]) } }
  return (try TransportPlan(rowCount: m, columnCount: n, rows: r, columns: q, mass: w),
    try KantorovichPotentials(alpha: f, beta: g))
}

@Test func gallery2() throws {
  let head = Heading("Moon to flower", certificate: Fake.certificate, cost: .squaredEuclidean)
  let (moon, flower) = (try image("moon"), try image("flower"))
  let (plan, pot) = try sinkhorn(moon.pointCloud, flower.pointCloud, eps: 0.002, iterations: 200)
  let f = try Figure.transport(from: moon, to: flower, plan: plan, heading: head)
  for e in ["png", "svg", "pdf"] { try f.write(to: "/tmp/plots/images.\(e)") }
  try Figure.potentials(pot, source: moon, target: flower, heading: head)
    .write(to: "/tmp/plots/potentials-grid.png")
  try Figure.densities([moon, flower], names: ["moon", "flower"], heading: head)
    .write(to: "/tmp/plots/densities.png")
  try Figure.densities([moon, flower, moon, flower, moon], names: ["moon", "flower", "a", "b", "c"], scaling: .individual, heading: head)
    .write(to: "/tmp/plots/densities5.png")
  let a = try Fake.cloud(200, center: (0, 0), radius: 1)
  let b = try Fake.cloud(300, center: (2, 0.7), radius: 0.8)
  let (p2, k2) = try sinkhorn(a, b, eps: 0.02, iterations: 200)
  try Figure.transport(from: a, to: b, plan: p2, heading: head).write(to: "/tmp/plots/points-entropic.png")
  try Figure.potentials(k2, source: a, target: b, heading: head)
    .write(to: "/tmp/plots/potentials-cloud.png")
  let s = try Fake.bumps(200, [(0.3, 0.06, 1), (0.55, 0.1, 0.6)])
  let t = try Fake.bumps(160, [(0.7, 0.05, 1), (0.25, 0.07, 0.8)])
  let (p3, k3) = try sinkhorn(s.pointCloud, t.pointCloud, eps: 0.004, iterations: 500)
  try Figure.transport(from: s, to: t, plan: p3, heading: head).write(to: "/tmp/plots/joint-entropic.png")
  try Figure.potentials(k3, source: s, target: t, heading: head).write(to: "/tmp/plots/potentials-line.png")
  let p4 = try Fake.plan(s.cellMasses, t.cellMasses)
  let f4 = try Figure.transport(from: s, to: t, plan: p4, heading: head)
  for e in ["png", "svg"] { try f4.write(to: "/tmp/plots/joint-exact.\(e)") }
  try Figure.densities([s, t], names: ["source", "target"], heading: head).write(to: "/tmp/plots/curves.png")
  let l = try PointCloud(line: (0..<60).map { Double($0 * $0) / 3600 })
  let m = try PointCloud(line: (0..<45).map { Double($0) / 45 + 0.1 })
  try Figure.transport(from: l, to: m, plan: Fake.sorted(l, m) { $0[0] }, heading: head)
    .write(to: "/tmp/plots/joint-points.png")
  let result = CertifiedResult(name: "simplex", value: 0.117053, distance: 0.34213, certificate: Fake.certificate,
    termination: .converged, iterations: 8123, seconds: 0.0312)
  var result2 = result
  result2.name = "sinkhorn"
  let report = HTMLReport(title: "The tour of optimal transport", introduction: ["Every number here comes with a certificate. The optimum lies between the two bounds, whatever the solver did."],
    sections: [
      .init(heading: "A moon becomes a flower", prose: ["Two grey images of equal mass on the unit square. The plan moves every grain of light by the least total of squared distances."],
        figures: [.init(f), .init(f4)], results: [result], command: "ot solve moon.png flower.png --plot transport.svg --json"),
      .init(heading: "Points & <angles>", prose: ["Two clouds."],
        figures: [.init(try Figure.transport(from: a, to: b, plan: p2, heading: head))], results: [result, result2], command: "ot solve a.csv b.csv"),
      .init(heading: "Third"),
    ])
  try report.html().write(toFile: "/tmp/plots/report.html", atomically: true, encoding: .utf8)
}
