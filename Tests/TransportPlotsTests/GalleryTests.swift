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
